"""Scopes: the lines of a project's working draft, and the versions that were made of it."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import Contact
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
    json_response,
    listed,
    shown,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    Project,
    ScopeItem,
    ScopeVersion,
    Section,
    Task,
    add_scope_items,
    change_scope_item,
    freeze_scope,
    put_back_scope_item,
    take_out_scope_item,
)
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body, with_rows
from milepost.rest.fields import BodyId, Day, Flag, Id, left_out
from milepost.rest.projects.finding import seen_whole
from milepost.rest.projects.scope_shapes import ScopeAnswer, ScopeItemAnswer

router = ApiRouter(tags=["Scope"])

LineText = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Detail = Annotated[str, StringConstraints(max_length=5000)]
Link = Annotated[str, StringConstraints(max_length=500)]


class ScopeQuery(PageQuery):
    """Versions of scopes."""

    project_id: Id | None = Field(None, description="Only those of this project.")


class ScopeItemQuery(ScopeQuery):
    """Lines of working drafts."""

    section: Section | None = None
    removed: bool = Field(False, description="Those that were taken out, instead of those that the draft says.")


class ScopeItemFields(Input):
    """What a line may say besides its text; which of it depends on its section."""

    detail: Detail = left_out()
    user_id: BodyId | None = left_out()
    contact_id: BodyId | None = left_out()
    task_id: BodyId | None = left_out()
    link: Link = left_out()


class NewScopeItem(ScopeItemFields):
    """A line to write at the end of its section."""

    project_id: BodyId
    section: Section
    text: LineText


class ScopeItemChange(ScopeItemFields):
    """What is left out stays. In another section a line says nothing besides its text, unless it is sent too."""

    section: Section = left_out()
    text: LineText = left_out()
    is_removed: Flag | None = Field(None, description="True takes the line out of the draft, false puts it back.")


class NewScope(Input):
    """A version to make of the working draft."""

    project_id: BodyId
    target_on: Day | None = Field(None, description="The go-live day that it says.")
    note: Annotated[str, StringConstraints(max_length=500)] = ""


@router.reads("/scope-items", Page[ScopeItemAnswer])
def list_scope_items(request: ApiRequest, query: Query[ScopeItemQuery]) -> HttpResponse:
    """List the lines of working drafts, those of a section in their order."""
    rows = ScopeItem.objects.visible_to(request.caller.user).filter(removed_at__isnull=not query.removed)
    if query.project_id is not None:
        rows = rows.filter(project=query.project_id)
    if query.section is not None:
        rows = rows.filter(section=query.section)
    scope = f"{query.project_id} {query.section} {query.removed}"
    order = order_terms(["project", "section", "position", "id"])
    return listed(request, ScopeItemAnswer, rows, query, order=order, scope=scope)


@router.reads("/scope-items/{item_id}", ScopeItemAnswer, errors=(304, 404))
def get_scope_item(request: ApiRequest, item_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a line, taken out or not."""
    return shown(request, ScopeItemAnswer, _item(request, item_id), query)


@router.creates("/scope-items", ScopeItemAnswer, right=Right.WRITE, errors=(404,))
def make_scope_item(request: ApiRequest, body: NewScopeItem) -> HttpResponse:
    """Write a line into the working draft of a project."""
    given = body.given()
    project = _project(request, given.pop("project_id"))
    section, text, values = given.pop("section"), given.pop("text"), _people_named(request, project, given)
    with in_words_of_the_body():
        (item,) = add_scope_items(project, section, [text], actor=request.caller.user.as_actor(), values=values)
    return created(ScopeItemAnswer.show(item), f"{request.path}/{item.pk}", item)


@router.changes("/scope-items/{item_id}", ScopeItemAnswer, right=Right.WRITE)
def update_scope_item(request: ApiRequest, item_id: Id, body: ScopeItemChange) -> HttpResponse:
    """Write a line otherwise, take it out, or put it back."""
    item, actor, given = _item(request, item_id), request.caller.user.as_actor(), body.given()
    version: int | None = expected_version(request, item, ScopeItemAnswer.show(item))
    removed = given.pop("is_removed", None)
    values = _people_named(request, item.project, given)
    if removed is False:
        item, version = put_back_scope_item(item, actor=actor), None
    if values or removed is None:
        with in_words_of_the_body():
            item = change_scope_item(item, values, actor=actor, expected_version=version)
    if removed:
        item = take_out_scope_item(item, actor=actor)
    return changed(ScopeItemAnswer.show(item), item)


@router.reads("/scopes", Page[ScopeAnswer])
def list_scopes(request: ApiRequest, query: Query[ScopeQuery]) -> HttpResponse:
    """List versions of scopes, the newest first."""
    rows = ScopeVersion.objects.visible_to(request.caller.user)
    if query.project_id is not None:
        rows = rows.filter(project=query.project_id)
    return listed(request, ScopeAnswer, rows, query, order=order_terms(["-id"]), scope=f"{query.project_id}")


@router.reads("/scopes/{scope_id}", ScopeAnswer, errors=(404,))
def get_scope(request: ApiRequest, scope_id: Id) -> HttpResponse:
    """Show a version as it was shown to those who were asked."""
    version = get_object_or_404(ScopeVersion.objects.visible_to(request.caller.user), pk=scope_id)
    return json_response(ScopeAnswer.show(version))


@router.creates("/scopes", ScopeAnswer, right=Right.WRITE, errors=(404,))
def make_scope(request: ApiRequest, body: NewScope) -> HttpResponse:
    """Make the next version of a working draft; where nothing differs from the last one, that one is the answer."""
    project = _project(request, body.project_id)
    version = freeze_scope(project, actor=request.caller.user.as_actor(), target_on=body.target_on, note=body.note)
    return created(ScopeAnswer.show(version), f"{request.path}/{version.pk}", version)


def _project(request: ApiRequest, key: int) -> Project:
    project = named_in_body(Project.objects.visible_to(request.caller.user), "project_id", key)
    return seen_whole(request, project)


def _item(request: ApiRequest, key: int) -> ScopeItem:
    rows = ScopeItem.objects.visible_to(request.caller.user).select_related("project", "user", "contact")
    return get_object_or_404(rows, pk=key)


def _people_named(request: ApiRequest, project: Project, given: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent with the rows that it names."""
    caller = request.caller.user
    rows: dict[str, Any] = {
        "user": User.objects.visible_to(caller),
        "contact": Contact.objects.visible_to(caller),
        "task": Task.objects.visible_to(caller).filter(project=project),
    }
    return with_rows(given, rows)
