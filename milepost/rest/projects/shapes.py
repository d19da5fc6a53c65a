"""How projects and their people look."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch
from pydantic import Field

from milepost.apikit.public import Answer
from milepost.identity.public import User
from milepost.projects.public import (
    ContractType,
    Method,
    Part,
    Project,
    ProjectKind,
    ProjectMember,
    ProjectState,
    ReportRhythm,
)
from milepost.rest.accounts.account_shapes import AccountInBrief, account_in_brief, in_brief
from milepost.rest.accounts.shapes import Reference
from milepost.rest.projects.task_shapes import put_labels_beside
from milepost.rest.shapes import PersonReference


class MemberOfProjectAnswer(Answer):
    """Somebody of either side on a project: `user` of us, or `contact` of the customer."""

    id: int
    user: PersonReference | None
    contact: Reference | None
    part: Part
    expected: str = Field(description="What is expected of them, in words.")
    version: int

    @staticmethod
    def resolve_user(member: ProjectMember) -> dict[str, Any] | None:
        return PersonReference.show(member.user) if member.user else None

    @staticmethod
    def resolve_contact(member: ProjectMember) -> dict[str, Any] | None:
        return Reference.show(member.contact) if member.contact else None


class ProjectAnswer(Answer):
    """A project. Three dates are kept apart: what was agreed, what the plan comes to, what happened."""

    id: int
    name: str
    account_id: int | None = Field(description="Null: an internal project.")
    account: AccountInBrief | None = Field(None, description="Only with `expand=account`.")
    kind: ProjectKind
    method: Method
    state: ProjectState
    description: str
    labels: list[str]
    contract_type: ContractType
    sold_minutes: int | None
    report_rhythm: ReportRhythm = Field(description="How often a status report is due; empty: never.")
    calendar_id: int | None = Field(description="Null: the organisation's.")
    start_on: dt.date
    target_on: dt.date | None = Field(description="Agreed.")
    forecast_on: dt.date | None = Field(description="What the plan comes to; null without tasks.")
    ends_on: dt.date | None = Field(description="The end of the whole plan.")
    actual_on: dt.date | None = Field(description="What happened.")
    go_live_id: int | None = Field(description="The milestone of which the dates speak; null: the plan's end.")
    archived_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    revision: int = Field(description="Rises with each change of the plan; the ETag of `/schedule` is made of it.")
    version: int = Field(description="Rises with each write; the ETag is this number in quotes.")
    members: list[MemberOfProjectAnswer] | None = Field(None, description="Only with `expand=members`.")

    EXPANSIONS = {
        "account": account_in_brief,
        "members": lambda reader: Prefetch(
            "members",
            ProjectMember.objects.visible_to(reader).select_related("user", "contact").order_by("pk"),
            to_attr="shown_members",
        ),
    }

    @classmethod
    def complete(cls, records: Sequence[Any], reader: User, names: Collection[str]) -> None:  # noqa: ARG003 - labels are seen with their project
        """Put labels beside projects. One query, where asked for."""
        put_labels_beside(Project, records, names)

    resolve_labels: ClassVar[Any] = staticmethod(lambda project: project.label_names)

    @staticmethod
    def resolve_account(project: Any) -> dict[str, Any] | None:
        return in_brief(project.shown_account)

    @staticmethod
    def resolve_members(project: Any) -> list[dict[str, Any]]:
        return [MemberOfProjectAnswer.show(member) for member in project.shown_members]
