"""Dependencies of tasks."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
    wrong_value,
)
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    Dependency,
    LagKind,
    LinkEdit,
    LinkRemoval,
    LinkType,
    Project,
    Task,
    change_plan,
)
from milepost.rest.accounts.finding import named_in_body
from milepost.rest.fields import BodyId, Id, left_out
from milepost.rest.projects.fields import Lag, LagPercent
from milepost.rest.projects.finding import seen_whole
from milepost.rest.projects.task_shapes import DependencyAnswer

router = ApiRouter(tags=["Tasks"])


class NewDependency(Input):
    """A link of two tasks of one project. One of this type between the two gets the new lag."""

    predecessor_id: BodyId
    successor_id: BodyId
    type: LinkType = LinkType.FINISH_START
    lag_kind: LagKind = LagKind.WORKING
    lag_minutes: Lag = 0
    lag_percent: LagPercent = 0


class DependencyChange(Input):
    """Another lag."""

    lag_kind: LagKind = left_out()
    lag_minutes: Lag = left_out()
    lag_percent: LagPercent = left_out()


class DependencyQuery(PageQuery):
    """Dependencies of a project or of one task."""

    project_id: Id | None = Field(None, description="Only those within this project.")
    task_id: Id | None = Field(None, description="Only those that begin or end at this task.")


@router.reads("/dependencies", Page[DependencyAnswer])
def list_dependencies(request: ApiRequest, query: Query[DependencyQuery]) -> HttpResponse:
    """List dependencies of which you see both ends."""
    rows = Dependency.objects.visible_to(request.caller.user)
    if query.project_id is not None:
        rows = rows.filter(successor__project=query.project_id)
    if query.task_id is not None:
        rows = rows.filter(predecessor=query.task_id) | rows.filter(successor=query.task_id)
    scope = f"{query.project_id} {query.task_id}"
    return listed(request, DependencyAnswer, rows, query, order=order_terms(["id"]), scope=scope)


@router.reads("/dependencies/{dependency_id}", DependencyAnswer, errors=(304, 404))
def get_dependency(request: ApiRequest, dependency_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a dependency."""
    return shown(request, DependencyAnswer, _dependency(request, dependency_id), query)


@router.creates("/dependencies", DependencyAnswer, right=Right.WRITE, errors=(404,))
def make_dependency(request: ApiRequest, body: NewDependency) -> HttpResponse:
    """Link two tasks; dates follow at once."""
    tasks = Task.objects.visible_to(request.caller.user).select_related("project")
    named_in_body(tasks, "predecessor_id", body.predecessor_id)
    successor = named_in_body(tasks, "successor_id", body.successor_id)
    if successor.project is None:
        raise wrong_value("successor_id", "only-in-a-plan", _("Only tasks of a project can be linked."))
    seen_whole(request, successor.project)
    ends = body.predecessor_id, body.successor_id, body.type
    link = _put(request, successor.project, LinkEdit(*ends, body.lag_minutes, body.lag_kind, body.lag_percent))
    return created(DependencyAnswer.show(link), f"{request.path}/{link.pk}", link)


@router.changes("/dependencies/{dependency_id}", DependencyAnswer, right=Right.WRITE)
def update_dependency(request: ApiRequest, dependency_id: Id, body: DependencyChange) -> HttpResponse:
    """Give a dependency another lag; dates follow at once."""
    link = _dependency(request, dependency_id)
    seen_whole(request, _project(link))
    expected_version(request, link, DependencyAnswer.show(link))
    given = body.given()
    lag = [given.get(name, getattr(link, name)) for name in ("lag_minutes", "lag_kind", "lag_percent")]
    edit = LinkEdit(link.predecessor_id, link.successor_id, link.type, *lag)
    stored = _put(request, _project(link), edit)
    return changed(DependencyAnswer.show(stored), stored)


@router.deletes("/dependencies/{dependency_id}", right=Right.WRITE)
def drop_dependency(request: ApiRequest, dependency_id: Id) -> HttpResponse:
    """Remove a dependency; dates follow at once."""
    link = _dependency(request, dependency_id)
    seen_whole(request, _project(link))
    expected_version(request, link, DependencyAnswer.show(link))
    edit = LinkRemoval(link.predecessor_id, link.successor_id, link.type)
    change_plan(_project(link), [edit], actor=request.caller.user.as_actor())
    return nothing()


def _put(request: ApiRequest, project: Project, edit: LinkEdit) -> Dependency:
    change_plan(project, [edit], actor=request.caller.user.as_actor())
    ends = {"predecessor": int(edit.predecessor_id), "successor": int(edit.successor_id)}
    return Dependency.objects.get(type=edit.type, **ends)


def _dependency(request: ApiRequest, key: int) -> Dependency:
    rows = Dependency.objects.visible_to(request.caller.user).select_related("successor")
    return get_object_or_404(rows, pk=key)


def _project(link: Dependency) -> Project:
    return Project.objects.get(tasks=link.successor_id)
