"""Saved views of lists: one's own, those of one's teams and those of everyone."""

import datetime as dt
from functools import lru_cache
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    Problem,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
    wrong_value,
)
from milepost.identity.public import Team, User
from milepost.lib.errors import Invalid
from milepost.lib.keyset import order_terms
from milepost.rest.fields import BodyId, Id, ShortName, left_out
from milepost.rest.shapes import PersonReference
from milepost.ui.public import (
    SavedView,
    Sharing,
    change_view,
    compile_filter,
    delete_view,
    lists,
    readable_state,
    save_view,
)

router = ApiRouter(tags=["Saved views"])
_Key = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class ViewState(Input):
    """What a view shows: a filter tree (null: everything), words, order and columns by the list's fields."""

    filter: dict[str, Any] | None = None
    search: Annotated[str, StringConstraints(max_length=200)] = ""
    sort: Annotated[list[_Key], Field(max_length=4)] = []
    columns: Annotated[list[_Key], Field(max_length=60)] = []


class NewView(Input):
    """A view to keep. Sharing needs the right `share-views`."""

    list_key: _Key
    name: ShortName
    sharing: Sharing = Sharing.PRIVATE
    team_id: BodyId | None = None
    state: ViewState


class ViewChange(Input):
    """What to change of a view."""

    name: ShortName = left_out()
    sharing: Sharing = left_out()
    team_id: BodyId | None = None
    state: ViewState = left_out()


class ViewAnswer(Answer):
    """A view that somebody kept."""

    id: int
    list_key: str
    name: str
    sharing: Sharing
    team_id: int | None
    owner: PersonReference
    state: dict[str, Any]
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    @staticmethod
    def resolve_owner(view: SavedView) -> dict[str, Any]:
        return PersonReference.show(view.owner)


def view_answer(reader: User) -> type[ViewAnswer]:
    """Return how views look to `reader`: of others' views without what names fields that they may not see."""
    known = {spec.key: frozenset(spec.fields_of(reader)) for spec in lists if spec.may_open(reader)}
    return _showing(reader.pk, tuple(known.items()))


@lru_cache(maxsize=64)
def _showing(reader_pk: int, known: tuple[tuple[str, frozenset[str]], ...]) -> type[ViewAnswer]:
    fields = dict(known)

    class Narrowed(ViewAnswer):
        @staticmethod
        def resolve_state(view: SavedView) -> dict[str, Any]:
            is_own = view.owner_id == reader_pk
            return view.state if is_own else readable_state(fields.get(view.list_key, frozenset()), view.state)

    return Narrowed


class ViewQuery(PageQuery):
    """Which views."""

    list_key: str | None = Field(None, description="Only those of this list.", examples=["people"])


@router.reads("/views", Page[ViewAnswer])
def list_views(request: ApiRequest, query: Query[ViewQuery]) -> HttpResponse:
    """List the views that you may use."""
    views = _visible(request)
    if query.list_key is not None:
        views = views.filter(list_key=query.list_key)
    return listed(
        request, view_answer(request.caller.user), views, query, order=order_terms(["name"]), scope=str(query.list_key)
    )


@router.reads("/views/{view_id}", ViewAnswer, errors=(304, 404))
def get_view(request: ApiRequest, view_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a view."""
    return shown(request, view_answer(request.caller.user), _view(request, view_id), query)


@router.creates("/views", ViewAnswer)
def create_view(request: ApiRequest, body: NewView) -> HttpResponse:
    """Keep a view."""
    me = request.caller.user
    team = _team(me, body.team_id)
    state = _state(me, body.list_key, body.state)
    view = save_view(body.list_key, body.name, state, owner=me, sharing=body.sharing, team=team)
    return created(ViewAnswer.show(view), f"{request.path}/{view.pk}", view)


@router.changes("/views/{view_id}", ViewAnswer)
def update_view(request: ApiRequest, view_id: Id, body: ViewChange) -> HttpResponse:
    """Rename, share or refill a view."""
    me, view = request.caller.user, _view(request, view_id)
    version = expected_version(request, view, view_answer(me).show(view))
    changes = body.given()
    if "team_id" in changes:
        changes["team"] = _team(me, changes.pop("team_id"))
    if "state" in changes:
        changes["state"] = _state(me, view.list_key, body.state)
    change_view(view, changes, by=me, expected_version=version)
    return changed(view_answer(me).show(view), view)


@router.deletes("/views/{view_id}")
def remove_view(request: ApiRequest, view_id: Id) -> HttpResponse:
    """Delete a view."""
    view = _view(request, view_id)
    expected_version(request, view, view_answer(request.caller.user).show(view))
    delete_view(view, by=request.caller.user)
    return nothing()


def _visible(request: ApiRequest) -> QuerySet[SavedView]:
    reader = request.caller.user
    open_lists = [spec.key for spec in lists if spec.may_open(reader)]
    rows = SavedView.objects.visible_to(reader).filter(list_key__in=open_lists)
    return rows.select_related("owner").distinct()


def _view(request: ApiRequest, view_id: int) -> SavedView:
    return get_object_or_404(_visible(request), pk=view_id)


def _team(me: User, team_id: int | None) -> Team | None:
    team = Team.objects.visible_to(me).filter(pk=team_id).first() if team_id else None
    if team_id and team is None:
        raise wrong_value("team_id", "no-such-team", _("There is no such team."))
    return team


def _state(me: User, list_key: str, state: ViewState) -> dict[str, Any]:
    """Return the state as views keep it; what names no field that the caller knows is refused here, not when opened."""
    spec = lists.get(list_key)
    if spec is None or not spec.may_open(me):
        raise wrong_value("list_key", "no-such-list", _("There is no such list."))
    strangers = {name.removeprefix("-") for name in [*state.sort, *state.columns]} - set(spec.fields_of(me))
    if strangers:
        message = _("There is no field “%(name)s” in this list.") % {"name": min(strangers)}
        raise wrong_value("state", "unknown-name", message)
    tree = {"and": []} if state.filter is None else state.filter
    try:
        compile_filter(spec, tree, me)
    except Invalid as error:
        faults = [
            {"in": "body", "pointer": f"/state/filter{place}", "code": "wrong-filter", "message": message}
            for place, message in error.fields.items()
        ]
        raise Problem(422, "invalid", error.message, errors=faults) from error
    return {**state.model_dump(), "filter": tree}
