"""How tasks, their parties and dependencies look."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch
from pydantic import Field

from milepost.apikit.public import Answer
from milepost.identity.public import User
from milepost.projects.public import (
    ConstraintKind,
    LagKind,
    Letter,
    LinkType,
    PartySide,
    Project,
    Task,
    TaskParty,
    TaskState,
    Visibility,
    names_on,
)
from milepost.rest.accounts.account_shapes import AccountInBrief, account_in_brief, in_brief
from milepost.rest.accounts.shapes import Reference
from milepost.rest.projects.fields import ShownWallClock, at_the_wall
from milepost.rest.shapes import PersonReference


def put_labels_beside(model: type[Task | Project], records: Sequence[Any], names: Collection[str]) -> None:
    """Let tasks or projects know the names of their labels, where they are asked for. One query."""
    if "labels" in names:
        found = names_on(model, [record.pk for record in records])
        for record in records:
            record.label_names = found.get(record.pk, [])


class PartyAnswer(Answer):
    """Somebody's part in a task: of `user`, of `contact`, or of a `role` that somebody will fill."""

    id: int
    letter: Letter
    user: PersonReference | None
    contact: Reference | None
    role: str
    side: PartySide

    @staticmethod
    def resolve_user(party: TaskParty) -> dict[str, Any] | None:
        return PersonReference.show(party.user) if party.user else None

    @staticmethod
    def resolve_contact(party: TaskParty) -> dict[str, Any] | None:
        return Reference.show(party.contact) if party.contact else None


class ScheduledTaskAnswer(Answer):
    """What the engine computed for a task. Moments are those of the plan's wall clock, without a zone."""

    id: int
    parent_id: int | None
    wbs: str = Field(description="The number in the outline.")
    title: str
    state: TaskState
    is_milestone: bool
    is_summary: bool
    duration_minutes: int
    percent_complete: int
    deadline_on: dt.date | None
    start_at: ShownWallClock | None
    finish_at: ShownWallClock | None
    start_on: dt.date | None
    finish_on: dt.date | None
    total_slack_minutes: int | None = Field(
        description="How far it may slip before the end, a deadline or a constraint; below 0: it already is."
    )
    free_slack_minutes: int | None
    is_critical: bool
    version: int

    resolve_start_at: ClassVar[Any] = at_the_wall("start_at")
    resolve_finish_at: ClassVar[Any] = at_the_wall("finish_at")


class TaskAnswer(ScheduledTaskAnswer):
    """A task, a milestone, or a summary. Of a project; or of an account alone; or of its author."""

    project_id: int | None
    account_id: int | None
    account: AccountInBrief | None = Field(None, description="Only with `expand=account`.")
    position: int = Field(description="Its place among the tasks of one parent.")
    depth: int
    outline_order: int
    description: str
    labels: list[str]
    author: PersonReference | None
    priority: int = Field(description="250 low, 500 normal, 750 high, 1000 urgent.")
    visibility: Visibility
    is_meeting: bool
    is_elapsed: bool
    estimate_minutes: int | None = Field(description="Effort, which need not be the length.")
    calendar_id: int | None
    constraint_kind: ConstraintKind | None
    constraint_at: ShownWallClock | None
    pinned_start: ShownWallClock | None
    pinned_finish: ShownWallClock | None
    actual_start: ShownWallClock | None
    actual_finish: ShownWallClock | None
    remaining_minutes: int | None
    sprint_id: int | None = Field(description="In a scrum project: the sprint into which it is planned.")
    created_at: dt.datetime
    updated_at: dt.datetime
    parties: list[PartyAnswer] | None = Field(None, description="Only with `expand=parties`.")

    EXPANSIONS = {
        "account": account_in_brief,
        "parties": lambda reader: Prefetch(
            "parties",
            TaskParty.objects.visible_to(reader).select_related("user", "contact").order_by("pk"),
            to_attr="shown_parties",
        ),
    }

    resolve_constraint_at: ClassVar[Any] = at_the_wall("constraint_at")
    resolve_pinned_start: ClassVar[Any] = at_the_wall("pinned_start")
    resolve_pinned_finish: ClassVar[Any] = at_the_wall("pinned_finish")
    resolve_actual_start: ClassVar[Any] = at_the_wall("actual_start")
    resolve_actual_finish: ClassVar[Any] = at_the_wall("actual_finish")

    @classmethod
    def prepare(cls, rows: Any) -> Any:
        """Return tasks with their authors."""
        return rows.select_related("author")

    @classmethod
    def complete(cls, records: Sequence[Any], reader: User, names: Collection[str]) -> None:  # noqa: ARG003 - labels are seen with their task
        """Put labels beside tasks. One query, where asked for."""
        put_labels_beside(Task, records, names)

    resolve_labels: ClassVar[Any] = staticmethod(lambda task: task.label_names)

    @staticmethod
    def resolve_account(task: Any) -> dict[str, Any] | None:
        return in_brief(task.shown_account)

    @staticmethod
    def resolve_author(task: Task) -> dict[str, Any] | None:
        return PersonReference.show(task.author) if task.author else None

    @staticmethod
    def resolve_constraint_kind(task: Task) -> str | None:
        return task.constraint_kind or None

    @staticmethod
    def resolve_parties(task: Any) -> list[dict[str, Any]]:
        return [PartyAnswer.show(party) for party in task.shown_parties]


class DependencyAnswer(Answer):
    """A link of two tasks of one project; a lag below zero is a lead."""

    id: int
    predecessor_id: int
    successor_id: int
    type: LinkType
    lag_kind: LagKind
    lag_minutes: int
    lag_percent: int
    version: int
