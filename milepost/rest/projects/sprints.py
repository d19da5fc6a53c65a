"""Sprints of scrum projects. A task is planned into one by its `sprint_id`."""

import datetime as dt
from typing import Annotated, Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field, StringConstraints

from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    json_response,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right
from milepost.lib.errors import NotFound
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    BurnDay,
    Burndown,
    Project,
    RestOfSprint,
    ScopeChange,
    Sprint,
    SprintState,
    burndown_of,
    change_sprint,
    create_sprint,
    delete_sprint,
    finish_sprint,
    start_sprint,
)
from milepost.rest.accounts.finding import named_in_body
from milepost.rest.fields import BodyId, Day, Id, left_out
from milepost.rest.projects.fields import Minutes
from milepost.rest.projects.finding import seen_whole

router = ApiRouter(tags=["Sprints"])

Name = Annotated[str, StringConstraints(max_length=120)]
Goal = Annotated[str, StringConstraints(max_length=1000)]


class SprintAnswer(Answer):
    """A stretch of a scrum project. Its tasks are those with its number as `sprint_id`."""

    id: int
    project_id: int
    number: int = Field(description="Counts the sprints of a project.")
    name: str
    goal: str
    start_on: dt.date
    end_on: dt.date
    state: SprintState
    capacity_minutes: int | None = Field(description="Effort that its people have for it.")
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    version: int


class SprintQuery(PageQuery):
    """Sprints of a project."""

    project_id: Id | None = Field(None, description="Only those of this project.")


class SprintChange(Input):
    """What is left out stays as it is."""

    name: Name = left_out()
    goal: Goal = left_out()
    start_on: Day = left_out()
    end_on: Day = left_out()
    capacity_minutes: Minutes | None = left_out()


class NewSprint(Input):
    """A sprint to plan: of the open ones of a project no two share a day."""

    project_id: BodyId
    name: Name = ""
    goal: Goal = ""
    start_on: Day
    end_on: Day
    capacity_minutes: Minutes | None = None


class FinishQuery(BaseModel):
    """What becomes of what is not done."""

    rest: RestOfSprint | None = Field(None, description="Needed where something is not done.")


class ScopeChangeAnswer(Answer):
    """A task that came into a running sprint, left it, or was estimated anew."""

    at: dt.datetime
    kind: str = Field(description="`added`, `removed` or `estimated`.")
    task_id: int | None
    title: str
    by: str
    minutes: int = Field(description="By how much more was left; below 0: less.")

    resolve_at: ClassVar[Any] = staticmethod(lambda change: change.reading.at)
    resolve_kind: ClassVar[Any] = staticmethod(lambda change: change.reading.kind)
    resolve_task_id: ClassVar[Any] = staticmethod(lambda change: change.reading.task_id)
    resolve_title: ClassVar[Any] = staticmethod(lambda change: change.reading.label)
    resolve_by: ClassVar[Any] = staticmethod(lambda change: change.reading.by_label)


class BurnDayAnswer(Answer):
    """A working day at its end."""

    on: dt.date
    left_minutes: int | None = Field(description="Null: not known yet.")
    ideal_minutes: int
    scope_minutes: int = Field(description="By how much the scope grew that day.")

    resolve_left_minutes: ClassVar[Any] = staticmethod(lambda day: day.left)
    resolve_ideal_minutes: ClassVar[Any] = staticmethod(lambda day: day.ideal)

    @staticmethod
    def resolve_scope_minutes(day: BurnDay) -> int:
        return day.scope


class BurndownAnswer(Answer):
    """What was left of a sprint at the end of each working day, by the tasks that the caller sees."""

    sprint_id: int
    committed_minutes: int
    done_minutes: int
    left_minutes: int
    days: list[BurnDayAnswer]
    scope_changes: list[ScopeChangeAnswer]

    resolve_sprint_id: ClassVar[Any] = staticmethod(lambda burn: burn.sprint.pk)
    resolve_committed_minutes: ClassVar[Any] = staticmethod(lambda burn: burn.committed)
    resolve_done_minutes: ClassVar[Any] = staticmethod(lambda burn: burn.done)
    resolve_left_minutes: ClassVar[Any] = staticmethod(lambda burn: burn.left)

    @staticmethod
    def resolve_days(burn: Burndown) -> list[dict[str, Any]]:
        return [BurnDayAnswer.show(day) for day in burn.days]

    @staticmethod
    def resolve_scope_changes(burn: Burndown) -> list[dict[str, Any]]:
        changes: tuple[ScopeChange, ...] = burn.changes
        return [ScopeChangeAnswer.show(change) for change in changes]


@router.reads("/sprints", Page[SprintAnswer])
def list_sprints(request: ApiRequest, query: Query[SprintQuery]) -> HttpResponse:
    """List sprints, the newest first."""
    rows = Sprint.objects.visible_to(request.caller.user)
    if query.project_id is not None:
        rows = rows.filter(project=query.project_id)
    return listed(request, SprintAnswer, rows, query, order=order_terms(["-id"]), scope=f"{query.project_id}")


@router.reads("/sprints/{sprint_id}", SprintAnswer, errors=(304, 404))
def get_sprint(request: ApiRequest, sprint_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a sprint."""
    return shown(request, SprintAnswer, _sprint(request, sprint_id), query)


@router.reads("/sprints/{sprint_id}/burndown", BurndownAnswer, errors=(404,))
def get_burndown(request: ApiRequest, sprint_id: Id) -> HttpResponse:
    """Show what was left at the end of each working day: 404 before the sprint was started."""
    burn = burndown_of(_sprint(request, sprint_id), request.caller.user)
    if burn is None:
        raise NotFound("not-started", _("This sprint was not started yet."))
    return json_response(BurndownAnswer.show(burn))


@router.creates("/sprints", SprintAnswer, right=Right.WRITE, errors=(404,))
def make_sprint(request: ApiRequest, body: NewSprint) -> HttpResponse:
    """Plan a sprint."""
    caller, given = request.caller.user, body.model_dump()
    project = named_in_body(Project.objects.visible_to(caller), "project_id", given.pop("project_id"))
    seen_whole(request, project)
    sprint = create_sprint(project, given, actor=caller.as_actor())
    return created(SprintAnswer.show(sprint), f"{request.path}/{sprint.pk}", sprint)


@router.changes("/sprints/{sprint_id}", SprintAnswer, right=Right.WRITE)
def update_sprint(request: ApiRequest, sprint_id: Id, body: SprintChange) -> HttpResponse:
    """Change a sprint. Another first day moves the tasks that wait for it."""
    sprint = _steered(request, sprint_id)
    version = expected_version(request, sprint, SprintAnswer.show(sprint))
    stored = change_sprint(sprint, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(SprintAnswer.show(stored), stored)


@router.deletes("/sprints/{sprint_id}", right=Right.WRITE)
def drop_sprint(request: ApiRequest, sprint_id: Id) -> HttpResponse:
    """Delete a sprint that was not started; its tasks go back to the backlog."""
    sprint = _steered(request, sprint_id)
    version = expected_version(request, sprint, SprintAnswer.show(sprint))
    delete_sprint(sprint, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.acts("/sprints/{sprint_id}/start", SprintAnswer, right=Right.WRITE, errors=(404, 409))
def begin_sprint(request: ApiRequest, sprint_id: Id) -> HttpResponse:
    """Start a sprint: the tasks that are in it now are what is committed to."""
    sprint = start_sprint(_steered(request, sprint_id), actor=request.caller.user.as_actor())
    return json_response(SprintAnswer.show(sprint))


@router.acts("/sprints/{sprint_id}/finish", SprintAnswer, right=Right.WRITE, errors=(404, 409))
def end_sprint(request: ApiRequest, sprint_id: Id, query: Query[FinishQuery]) -> HttpResponse:
    """Finish a running sprint; what is not done goes to the backlog or into the next one."""
    sprint = finish_sprint(_steered(request, sprint_id), rest=query.rest or "", actor=request.caller.user.as_actor())
    return json_response(SprintAnswer.show(sprint))


def _sprint(request: ApiRequest, key: int) -> Sprint:
    rows = Sprint.objects.visible_to(request.caller.user).select_related("project")
    return get_object_or_404(rows, pk=key)


def _steered(request: ApiRequest, key: int) -> Sprint:
    sprint = _sprint(request, key)
    seen_whole(request, sprint.project)
    return sprint
