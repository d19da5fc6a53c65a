"""Time that colleagues noted, and the timer: everybody writes their own."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    FilteredQuery,
    Input,
    Page,
    ShowQuery,
    changed,
    created,
    expected_version,
    nothing,
    shown,
    wrong_value,
)
from milepost.identity.public import Right
from milepost.lib.errors import NotFound
from milepost.projects.public import (
    Project,
    Task,
    TimeEntry,
    change_time,
    delete_time,
    log_time,
    start_timer,
    stop_timer,
)
from milepost.rest.accounts.finding import named_in_body
from milepost.rest.fields import BodyId, Day, Id, left_out
from milepost.rest.listing import filtered
from milepost.rest.shapes import PersonReference

router = ApiRouter(tags=["Time"])

Words = Annotated[str, StringConstraints(max_length=300)]
DayMinutes = Annotated[int, Field(ge=1, le=1440, strict=True)]


class TimeEntryAnswer(Answer):
    """Minutes that somebody worked on a day for a project, and there mostly for a task."""

    id: int
    user: PersonReference
    project_id: int
    task_id: int | None
    on: dt.date
    minutes: int = Field(description="While a timer runs: what was noted before.")
    note: str
    started_at: dt.datetime | None = Field(description="A timer runs since then.")
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    @classmethod
    def prepare(cls, rows: Any) -> Any:
        """Return entries with who noted them."""
        return rows.select_related("user")

    @staticmethod
    def resolve_user(entry: TimeEntry) -> dict[str, Any]:
        return PersonReference.show(entry.user)


class WorkInput(Input):
    """What is worked on: a task of a project, or a project as a whole."""

    task_id: BodyId | None = None
    project_id: BodyId | None = None
    note: Words = ""

    def work(self, request: ApiRequest) -> Task | Project:
        """Return the one that is named; a 422 for none and for both."""
        if (self.task_id is None) == (self.project_id is None):
            raise wrong_value("task_id", "one-work", _("Name one task or one project."))
        reader = request.caller.user
        if self.task_id is not None:
            return named_in_body(Task.objects.visible_to(reader).select_related("project"), "task_id", self.task_id)
        return named_in_body(Project.objects.visible_to(reader), "project_id", self.project_id or 0)


class NewTimeEntry(WorkInput):
    """Time to note; for today, if no day is said. A day has 24 hours and has begun."""

    minutes: DayMinutes
    on: Day | None = None


class TimeEntryChange(Input):
    """What is left out stays as it is."""

    minutes: DayMinutes = left_out()
    note: Words = left_out()


@router.reads("/time-entries", Page[TimeEntryAnswer])
def list_time_entries(request: ApiRequest, query: Query[FilteredQuery]) -> HttpResponse:
    """List your own entries, and those of projects that you see as a whole."""
    return filtered(request, TimeEntryAnswer, "time-entries", query)


@router.reads("/time-entries/{entry_id}", TimeEntryAnswer, errors=(304, 404))
def get_time_entry(request: ApiRequest, entry_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show an entry."""
    return shown(request, TimeEntryAnswer, _entry(request, entry_id), query)


@router.creates("/time-entries", TimeEntryAnswer, right=Right.WRITE)
def make_time_entry(request: ApiRequest, body: NewTimeEntry) -> HttpResponse:
    """Note time that you worked."""
    me = request.caller.user
    entry = log_time(body.work(request), body.minutes, user=me, actor=me.as_actor(), on=body.on, note=body.note)
    return _created(request, entry)


@router.changes("/time-entries/{entry_id}", TimeEntryAnswer, right=Right.WRITE, errors=(409,))
def update_time_entry(request: ApiRequest, entry_id: Id, body: TimeEntryChange) -> HttpResponse:
    """Give an entry of your own other minutes or words."""
    entry, me = _entry(request, entry_id), request.caller.user
    version = expected_version(request, entry, TimeEntryAnswer.show(entry))
    stored = change_time(entry, user=me, actor=me.as_actor(), expected_version=version, **body.given())
    return changed(TimeEntryAnswer.show(stored), stored)


@router.deletes("/time-entries/{entry_id}", right=Right.WRITE)
def drop_time_entry(request: ApiRequest, entry_id: Id) -> HttpResponse:
    """Delete an entry of your own."""
    entry, me = _entry(request, entry_id), request.caller.user
    expected_version(request, entry, TimeEntryAnswer.show(entry))
    delete_time(entry, user=me, actor=me.as_actor())
    return nothing()


@router.reads("/timer", TimeEntryAnswer, errors=(304, 404))
def get_timer(request: ApiRequest, query: Query[ShowQuery]) -> HttpResponse:
    """Show the entry for which your timer runs: 404 where none does."""
    entry = TimeEntry.objects.running().filter(user=request.caller.user).select_related("user").first()
    if entry is None:
        raise _no_timer()
    return shown(request, TimeEntryAnswer, entry, query)


@router.creates("/timer", TimeEntryAnswer, right=Right.WRITE)
def begin_timer(request: ApiRequest, body: WorkInput) -> HttpResponse:
    """Let your timer run from now; one that runs for other work is stopped."""
    me = request.caller.user
    return _created(request, start_timer(body.work(request), user=me, actor=me.as_actor(), note=body.note))


@router.acts("/timer/stop", TimeEntryAnswer, right=Right.WRITE, errors=(404,))
def end_timer(request: ApiRequest) -> HttpResponse:
    """Stop your timer and note its minutes: 404 where none runs."""
    entry = stop_timer(request.caller.user, actor=request.caller.user.as_actor())
    if entry is None:
        raise _no_timer()
    return changed(TimeEntryAnswer.show(entry), entry)


def _no_timer() -> NotFound:
    return NotFound("no-timer", _("No timer runs."))


def _entry(request: ApiRequest, key: int) -> TimeEntry:
    rows = TimeEntry.objects.visible_to(request.caller.user).select_related("user")
    return get_object_or_404(rows, pk=key)


def _created(request: ApiRequest, entry: TimeEntry) -> HttpResponse:
    address = request.path.rpartition("/")[0]
    return created(TimeEntryAnswer.show(entry), f"{address}/time-entries/{entry.pk}", entry)
