"""What the API says, and takes, of risks, issues and decisions."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from milepost.accounts.public import Severity
from milepost.apikit.public import Answer, ChangesQuery, Input
from milepost.projects.public import IssueState, RiskLevel, RiskState, Seen
from milepost.rest.fields import BodyId, Day, Id, left_out

Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(max_length=5000)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
OneToFive = Literal[1, 2, 3, 4, 5]


class OfProjectQuery(ChangesQuery):
    """A list that may be narrowed to one project."""

    project_id: Id | None = Field(None, description="Only those of this project.")

    def narrowing(self) -> dict[str, Any]:
        """Return the conditions that were asked for, by Django's look-ups."""
        return {} if self.project_id is None else {"project": self.project_id}


class RiskAnswer(Answer):
    """Something that may happen in a project."""

    id: int
    project_id: int
    number: int
    title: str
    detail: str
    probability: OneToFive
    impact: OneToFive
    score: int = Field(description="Probability times impact.")
    level: RiskLevel
    owner_id: int | None
    review_on: dt.date | None
    state: RiskState
    visibility: Seen
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int


class IssueAnswer(Answer):
    """Something that went wrong in a project."""

    id: int
    project_id: int
    number: int
    title: str
    detail: str
    severity: Severity
    owner_id: int | None
    state: IssueState
    risk_id: int | None = Field(description="The risk that it was before it happened.")
    escalated_to_id: int | None
    escalated_at: dt.datetime | None
    escalation_id: int | None = Field(description="The escalation of the account that it belongs to.")
    resolution: str
    resolved_at: dt.datetime | None
    visibility: Seen
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int


class DecisionAnswer(Answer):
    """Something that was decided in a project."""

    id: int
    project_id: int
    number: int
    title: str
    why: str
    alternatives: str
    user_id: int | None
    contact_id: int | None
    decided_on: dt.date
    replaces_id: int | None
    visibility: Seen
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int


class RiskChange(Input):
    """What to change of a risk."""

    title: Title = left_out()
    detail: Words = left_out()
    probability: OneToFive = left_out()
    impact: OneToFive = left_out()
    owner_id: BodyId | None = left_out()
    review_on: Day | None = left_out()
    state: Literal["open", "mitigated", "closed"] = left_out()
    visibility: Seen = left_out()


class NewRisk(Input):
    """A risk to write down."""

    project_id: BodyId
    title: Title
    detail: Words = ""
    probability: OneToFive = 3
    impact: OneToFive = 3
    owner_id: BodyId | None = None
    review_on: Day | None = None
    visibility: Seen = Seen.INTERNAL


class IssueChange(Input):
    """What to change of an issue."""

    title: Title = left_out()
    detail: Words = left_out()
    severity: Severity = left_out()
    owner_id: BodyId | None = left_out()
    visibility: Seen = left_out()


class NewIssue(Input):
    """An issue to write down."""

    project_id: BodyId
    title: Title
    detail: Words = ""
    severity: Severity = Severity.MEDIUM
    owner_id: BodyId | None = None
    visibility: Seen = Seen.INTERNAL


class Handing(Input):
    """To whom an issue is handed up."""

    to_id: BodyId
    escalation_id: BodyId | None = None


class Resolving(Input):
    """With what an issue is resolved."""

    resolution: Said


class DecisionChange(Input):
    """What to change of a decision."""

    title: Title = left_out()
    why: Words = left_out()
    alternatives: Words = left_out()
    user_id: BodyId | None = left_out()
    contact_id: BodyId | None = left_out()
    decided_on: Day = left_out()
    replaces_id: BodyId | None = left_out()
    visibility: Seen = left_out()


class NewDecision(Input):
    """A decision to write down."""

    project_id: BodyId
    title: Title
    why: Words = ""
    alternatives: Words = ""
    user_id: BodyId | None = None
    contact_id: BodyId | None = None
    decided_on: Day | None = None
    replaces_id: BodyId | None = None
    visibility: Seen = Seen.INTERNAL
