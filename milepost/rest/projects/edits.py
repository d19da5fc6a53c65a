"""Changes of a plan as a body says them: the same for a preview and for the change itself."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from milepost.apikit.public import Input, wrong_value
from milepost.projects.public import (
    BacklogPlace,
    ConstraintKind,
    LagKind,
    Letter,
    LinkEdit,
    LinkRemoval,
    LinksOfRemoved,
    LinkType,
    NewTask,
    PartyEdit,
    PartyRemoval,
    PartySide,
    PlanEdit,
    ProjectEdit,
    Reason,
    SlipCause,
    TaskDates,
    TaskEdit,
    TaskPlace,
    TaskRemoval,
    TaskState,
    Visibility,
    WorkCalendar,
)
from milepost.rest.fields import BodyId, Day, Flag, left_out
from milepost.rest.projects.fields import Key, Lag, LagPercent, Minutes, Note, Percent, RoleName, Text, Title, WallClock

# A stored task by its number, or one that the same request makes by its key.
TaskKey = BodyId | Key
# What is empty in a body is an empty text in the row.
_EMPTY_IS_TEXT = ("constraint_kind",)


class TaskValues(Input):
    """Columns of a task. What is left out stays as it is."""

    description: Text = left_out()
    state: TaskState = left_out()
    priority: Literal[250, 500, 750, 1000] = left_out()
    visibility: Visibility = left_out()
    is_milestone: Flag = left_out()
    is_meeting: Flag = left_out()
    duration_minutes: Minutes = left_out()
    is_elapsed: Flag = left_out()
    estimate_minutes: Minutes | None = left_out()
    calendar_id: BodyId | None = left_out()
    constraint_kind: ConstraintKind | None = left_out()
    constraint_at: WallClock | None = left_out()
    deadline_on: Day | None = left_out()
    pinned_start: WallClock | None = left_out()
    pinned_finish: WallClock | None = left_out()
    actual_start: WallClock | None = left_out()
    actual_finish: WallClock | None = left_out()
    percent_complete: Percent = left_out()
    remaining_minutes: Minutes | None = left_out()
    sprint_id: BodyId | None = left_out()

    def columns(self) -> dict[str, Any]:
        """Return what was sent, by the names of the columns."""
        given = self.given()
        return {name: "" if value is None and name in _EMPTY_IS_TEXT else value for name, value in given.items()}


class TaskValuesInPlan(TaskValues):
    """Columns of a task, its title among them."""

    title: Title = left_out()


class AddTask(Input):
    """A task to make, below `parent` (else at the top), after its sibling `after` (else as the last)."""

    do: Literal["add-task"]
    key: Key = Field(description="By which later changes of this request may name it.")
    title: Title
    parent: TaskKey | None = None
    after: TaskKey | None = None
    values: TaskValues = Field(default_factory=TaskValues)

    def edit(self) -> PlanEdit:
        return NewTask(self.key, {"title": self.title, **self.values.columns()}, self.parent, self.after)


class ChangeTask(Input):
    """Other values for a task."""

    do: Literal["change-task"]
    task: TaskKey
    values: TaskValuesInPlan

    def edit(self) -> PlanEdit:
        return TaskEdit(self.task, self.values.columns())


class DateTask(Input):
    """Days for a task, as one drags its bar. What is left out stays."""

    do: Literal["date-task"]
    task: TaskKey
    start_on: Day | None = None
    finish_on: Day | None = None

    def edit(self) -> PlanEdit:
        return TaskDates(self.task, self.start_on, self.finish_on)


class MoveTask(Input):
    """Another place in the outline, after the sibling `after` (else as the first)."""

    do: Literal["move-task"]
    task: TaskKey
    parent: TaskKey | None = None
    after: TaskKey | None = None

    def edit(self) -> PlanEdit:
        return TaskPlace(self.task, self.parent, self.after)


class MoveInBacklog(Input):
    """Another place among the tasks of the same sprint, or of the backlog: after `after` (else as the first)."""

    do: Literal["move-in-backlog"]
    task: TaskKey
    after: TaskKey | None = None

    def edit(self) -> PlanEdit:
        return BacklogPlace(self.task, self.after)


class RemoveTask(Input):
    """A task to delete with all below it. `links` says what becomes of links if others depend on it."""

    do: Literal["remove-task"]
    task: TaskKey
    links: LinksOfRemoved | None = None

    def edit(self) -> PlanEdit:
        return TaskRemoval(self.task, self.links)


class PutLink(Input):
    """A dependency to make, or to give another lag."""

    do: Literal["put-link"]
    predecessor: TaskKey
    successor: TaskKey
    type: LinkType = LinkType.FINISH_START
    lag_kind: LagKind = LagKind.WORKING
    lag_minutes: Lag = 0
    lag_percent: LagPercent = 0

    def edit(self) -> PlanEdit:
        lag = self.lag_minutes, self.lag_kind, self.lag_percent
        return LinkEdit(self.predecessor, self.successor, self.type, *lag)


class RemoveLink(Input):
    """A dependency to remove."""

    do: Literal["remove-link"]
    predecessor: TaskKey
    successor: TaskKey
    type: LinkType = LinkType.FINISH_START

    def edit(self) -> PlanEdit:
        return LinkRemoval(self.predecessor, self.successor, self.type)


class PartyFields(Input):
    """Exactly one of a colleague, a contact of the account, and a role that somebody will fill, with its side."""

    letter: Letter = Letter.RESPONSIBLE
    user_id: BodyId | None = None
    contact_id: BodyId | None = None
    role: RoleName | None = None
    side: PartySide = PartySide.OURS

    def party_edit(self, task: int | str) -> PartyEdit:
        return PartyEdit(
            task_id=task,
            letter=self.letter,
            user_id=self.user_id,
            contact_id=self.contact_id,
            role=self.role or "",
            side=self.side,
        )


class PutParty(PartyFields):
    """Somebody's part in a task."""

    do: Literal["put-party"]
    task: TaskKey

    def edit(self) -> PlanEdit:
        return self.party_edit(self.task)


class RemoveParty(Input):
    """A part in a task that ends."""

    do: Literal["remove-party"]
    party: BodyId

    def edit(self) -> PlanEdit:
        return PartyRemoval(self.party)


class ChangePlan(Input):
    """Another start, calendar (null: the organisation's) or go-live milestone (null: the plan's end)."""

    do: Literal["change-project"]
    start_on: Day = left_out()
    calendar_id: BodyId | None = left_out()
    go_live: TaskKey | None = left_out()

    @model_validator(mode="after")
    def _says_something(self) -> "ChangePlan":
        if self.model_fields_set <= {"do"}:
            raise ValueError("say what to change: start_on, calendar_id or go_live")
        return self

    def edit(self) -> PlanEdit:
        given = self.given()
        values: dict[str, Any] = {"start_on": given["start_on"]} if "start_on" in given else {}
        if "go_live" in given:
            values["go_live_id"] = given["go_live"]
        if "calendar_id" in given:
            values["calendar"] = _calendar(given["calendar_id"])
        return ProjectEdit(values)


def _calendar(key: int | None) -> WorkCalendar | None:
    if key is None:
        return None
    # Whether this plan may use it is the plan's to say, as of one that is not there.
    return WorkCalendar.objects.filter(pk=key).first() or WorkCalendar(pk=key)


type Edit = (
    AddTask
    | ChangeTask
    | DateTask
    | MoveTask
    | MoveInBacklog
    | RemoveTask
    | PutLink
    | RemoveLink
    | PutParty
    | RemoveParty
    | ChangePlan
)
Edits = Annotated[list[Annotated[Edit, Field(discriminator="do")]], Field(min_length=1, max_length=2000)]


class PlanPreview(Input):
    """Changes to try, one after another; later ones may name tasks that earlier ones make."""

    changes: Edits

    def edits(self) -> list[PlanEdit]:
        return [change.edit() for change in self.changes]


class ReasonFields(Input):
    """Why dates move. What is left out is derived from who holds the work."""

    cause_id: BodyId | None = None
    side: PartySide | None = None
    note: Note = ""
    is_agreed: Flag = Field(False, description="The customer agreed: it is shown apart from slips.")


class PlanChanges(PlanPreview):
    """Changes to make, as they were previewed, and why."""

    reason: ReasonFields | None = None

    def given_reason(self) -> Reason:
        """Return the reason; a 422 for a cause that is not there."""
        given = self.reason
        if given is None:
            return Reason()
        cause = SlipCause.objects.filter(pk=given.cause_id).first() if given.cause_id else None
        if given.cause_id and cause is None:
            raise wrong_value("reason", "no-such-thing", _("There is no such cause."))
        return Reason(cause=cause, side=given.side or "", note=given.note, is_agreed=given.is_agreed)
