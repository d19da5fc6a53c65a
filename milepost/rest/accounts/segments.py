"""Segments: filters of accounts under a name, and who is in them."""

import datetime as dt
from functools import lru_cache
from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import Account, Segment, change_segment, delete_segment, save_segment, segment_query
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
)
from milepost.identity.public import Right, User
from milepost.lib.errors import Invalid
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.account_shapes import AccountAnswer
from milepost.rest.fields import Flag, Id, ShortName, left_out
from milepost.rest.shapes import PersonReference
from milepost.ui.public import fields_named, lists

router = ApiRouter(tags=["Segments"])
_Text = Annotated[str, StringConstraints(max_length=300)]


class NewSegment(Input):
    """A filter of the list `accounts` to keep. Sharing needs the right `share-views`."""

    name: ShortName
    filter: dict[str, Any]
    description: _Text = ""
    is_shared: Flag = False


class SegmentChange(Input):
    """What to change of a segment."""

    name: ShortName = left_out()
    filter: dict[str, Any] = left_out()
    description: _Text = left_out()
    is_shared: Flag = left_out()


class SegmentAnswer(Answer):
    """A segment. `fault` says why it cannot be computed; empty when it can."""

    id: int
    name: str
    description: str
    owner_id: int
    is_shared: bool
    filter: dict[str, Any] | None = Field(
        description="“me” in it is its owner. Null when it asks for a field that you may not see."
    )
    refreshed_at: dt.datetime | None
    fault: str
    version: int
    owner: PersonReference | None = Field(None, description="Only with `expand=owner`.")

    EXPANSIONS = {"owner": lambda reader: Prefetch("owner", User.objects.visible_to(reader), to_attr="shown_owner")}

    @staticmethod
    def resolve_owner(segment: Any) -> dict[str, Any] | None:
        return PersonReference.show(segment.shown_owner) if segment.shown_owner else None


def segment_answer(reader: User) -> type[SegmentAnswer]:
    """Return how segments look to `reader`: what asks for fields that they may not see stays unsaid."""
    known = frozenset(lists["accounts"].fields_of(reader))
    return _showing(reader.pk, known)


@lru_cache(maxsize=256)
def _showing(reader_pk: int, known: frozenset[str]) -> type[SegmentAnswer]:
    class Narrowed(SegmentAnswer):
        @staticmethod
        def resolve_filter(segment: Segment) -> dict[str, Any] | None:
            is_open = segment.owner_id == reader_pk or fields_named(segment.filter) <= known
            return segment.filter if is_open else None

    return Narrowed


@router.reads("/segments", Page[SegmentAnswer])
def list_segments(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the segments that you may use."""
    answer = segment_answer(request.caller.user)
    return listed(request, answer, _visible(request), query, order=order_terms(["name"]))


@router.reads("/segments/{segment_id}", SegmentAnswer, errors=(304, 404))
def get_segment(request: ApiRequest, segment_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a segment."""
    return shown(request, segment_answer(request.caller.user), _segment(request, segment_id), query)


@router.reads("/segments/{segment_id}/accounts", Page[AccountAnswer], errors=(403, 404))
def list_segment_accounts(request: ApiRequest, segment_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the accounts that are in a segment now and that you see, by name."""
    rows: QuerySet[Account] = segment_query(_segment(request, segment_id), request.caller.user)
    order = order_terms(["name_folded"])
    return listed(request, AccountAnswer, rows, query, order=order, scope=f"segment {segment_id}")


@router.creates("/segments", SegmentAnswer, right=Right.WRITE)
def create_segment(request: ApiRequest, body: NewSegment) -> HttpResponse:
    """Keep a filter of accounts; its members are computed at once."""
    me = request.caller.user
    try:
        given = body.model_dump()
        segment = save_segment(given.pop("name"), given.pop("filter"), actor=me.as_actor(), owner=me, **given)
    except Invalid as error:
        raise _in_the_filter(error) from error
    return created(SegmentAnswer.show(segment), f"{request.path}/{segment.pk}", segment)


@router.changes("/segments/{segment_id}", SegmentAnswer, right=Right.WRITE)
def update_segment(request: ApiRequest, segment_id: Id, body: SegmentChange) -> HttpResponse:
    """Change a segment of yours."""
    segment = _segment(request, segment_id)
    answer = segment_answer(request.caller.user)
    version = expected_version(request, segment, answer.show(segment))
    try:
        change_segment(segment, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    except Invalid as error:
        raise _in_the_filter(error) from error
    return changed(answer.show(segment), segment)


@router.deletes("/segments/{segment_id}", right=Right.WRITE)
def remove_segment(request: ApiRequest, segment_id: Id) -> HttpResponse:
    """Delete a segment of yours, and who was in it when."""
    segment = _segment(request, segment_id)
    version = expected_version(request, segment, segment_answer(request.caller.user).show(segment))
    delete_segment(segment, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


def _visible(request: ApiRequest) -> QuerySet[Segment]:
    rows: QuerySet[Segment] = Segment.objects.visible_to(request.caller.user).select_related("owner")
    return rows


def _segment(request: ApiRequest, segment_id: int) -> Segment:
    return get_object_or_404(_visible(request), pk=segment_id)


def _in_the_filter(error: Invalid) -> Exception:
    """Say where in the body the fault is: the pointer of a filter goes on into its tree."""
    if error.code != "filter":
        return error
    faults = [
        {"in": "body", "pointer": f"/filter{place}", "code": "wrong-filter", "message": message}
        for place, message in error.fields.items()
    ]
    return Problem(422, "invalid", error.message, errors=faults)
