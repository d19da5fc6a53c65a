"""How change requests look, and what is sent for them."""

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from django.db.models import QuerySet
from pydantic import BaseModel, Field, StringConstraints

from milepost.apikit.public import Answer, Input
from milepost.projects.public import (
    ChangeRequest,
    ChangeState,
    Payer,
    Section,
    effect_words,
)
from milepost.rest.accounts.shapes import Reference
from milepost.rest.fields import BodyId, Day, Instant, left_out
from milepost.rest.projects.edits import Edits
from milepost.rest.projects.scope_shapes import contact_of, user_of
from milepost.rest.shapes import PersonReference

# Money is a text in JSON: a number there is binary.
Money = Annotated[str, StringConstraints(pattern=r"^-?\d{1,8}(\.\d{1,2})?$"), Field(examples=["1200.00"])]
ChangeTitle = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Why = Annotated[str, StringConstraints(max_length=5000)]
Reason = Annotated[str, StringConstraints(max_length=2000)]


class MoveOfChange(BaseModel):
    """A task that a change moves."""

    task: str
    from_on: dt.date | None
    to_on: dt.date | None
    is_milestone: bool


class ScopeEditOfChange(BaseModel):
    """A line that a change adds to the scope, or leaves out."""

    do: Literal["add", "out"]
    section: Section | None
    text: str
    item_id: int | None


class PlanEditsAnswer(BaseModel):
    """What becomes otherwise in the plan."""

    plan: list[str] = Field(description="A sentence each.")


class ChangeAnswer(Answer):
    """Something that is to be otherwise than agreed, and what it does."""

    id: int
    project_id: int
    number: int
    title: str
    why: str
    state: ChangeState
    user: PersonReference | None = Field(description="Who asked for it, of us.")
    contact: Reference | None = Field(description="Who asked for it, of the customer.")
    payer: Payer
    amount: str | None = Field(description="In the account's currency.")
    target_on: dt.date | None = Field(description="The go-live target that is asked for.")
    has_plan_edits: bool = Field(description="Something becomes otherwise in the plan; `/edits` says what.")
    scope_edits: list[ScopeEditOfChange]
    forecast_from: dt.date | None
    forecast_to: dt.date | None
    extra_days: int = Field(description="Working days by which go-live moves.")
    extra_minutes: int = Field(description="Work of all tasks.")
    effect: list[str] = Field(description="What it comes to, in words.")
    moves: list[MoveOfChange]
    is_stale: bool = Field(description="The plan was changed since the effect was computed: renew it.")
    approver: PersonReference | None
    sent_at: dt.datetime | None
    decided_at: dt.datetime | None
    decider: Reference | None
    recorded_by: str
    reason: str
    evidence: str
    made_scope_id: int | None = Field(description="The version of the scope that its approval wrote.")
    baseline_id: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    resolve_user: ClassVar[Any] = staticmethod(user_of)
    resolve_contact: ClassVar[Any] = staticmethod(contact_of)

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read the project and the people along."""
        return rows.select_related("project__account", "user", "contact", "approver", "decider")

    @staticmethod
    def resolve_amount(change: ChangeRequest) -> str | None:
        return None if change.amount is None else f"{change.amount:.2f}"

    @staticmethod
    def resolve_scope_edits(change: ChangeRequest) -> list[dict[str, Any]]:
        return [
            {"do": edit["do"], "section": edit.get("section"), "text": edit["text"], "item_id": edit.get("item")}
            for edit in change.scope_edits
        ]

    @staticmethod
    def resolve_effect(change: ChangeRequest) -> list[str]:
        return effect_words(change)

    @staticmethod
    def resolve_moves(change: ChangeRequest) -> list[dict[str, Any]]:
        return [
            {"task": move["task"], "from_on": move["from"], "to_on": move["to"], "is_milestone": move["is_milestone"]}
            for move in change.effect
        ]

    @staticmethod
    def resolve_approver(change: ChangeRequest) -> dict[str, Any] | None:
        return PersonReference.show(change.approver) if change.approver else None

    @staticmethod
    def resolve_decider(change: ChangeRequest) -> dict[str, Any] | None:
        return Reference.show(change.decider) if change.decider else None


class ChangeFields(Input):
    """What a draft says. What is left out stays."""

    why: Why = left_out()
    user_id: BodyId | None = left_out()
    contact_id: BodyId | None = left_out()
    payer: Payer = left_out()
    amount: Money | None = left_out()
    target_on: Day | None = left_out()


class NewChange(ChangeFields):
    """A change request to begin."""

    project_id: BodyId
    title: ChangeTitle


class ChangeOfChange(ChangeFields):
    """What a draft says otherwise."""

    title: ChangeTitle = left_out()


class ScopeLine(Input):
    """A line to add to the scope."""

    section: Section
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class EditsOfChange(Input):
    """What a draft does to the plan and to the scope. What is left out stays."""

    plan: Edits | None = Field(default=None, description="As `/preview` takes them; null: nothing.")
    scope_add: list[ScopeLine] = left_out()
    scope_out: list[BodyId] = left_out()


class Submission(Input):
    """Who of us is to approve it."""

    approver_id: BodyId


class Return(Input):
    """What is to be otherwise."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Withdrawal(Input):
    """Why it is taken back."""

    reason: Reason = ""


class Decision(Input):
    """What the customer decided, written down with its evidence."""

    decision: Literal["approved", "declined"]
    evidence: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    decider_id: BodyId | None = Field(None, description="The contact who decided.")
    reason: Reason = Field("", description="A no says why.")
    at: Instant | None = Field(None, description="When it was said; null: now.")
