"""Two accounts, or two contacts, that are one: what a merge would do, the merge, and taking it back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel, Field

from milepost.accounts.public import (
    Account,
    Contact,
    Merge,
    Moving,
    RecordKind,
    merge_accounts,
    merge_contacts,
    merge_preview,
    undo_merge,
)
from milepost.apikit.public import Answer, ApiRequest, ApiRouter, Input, Page, PageQuery, created, json_response, listed
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.fields import BodyId, Id, left_out

router = ApiRouter(tags=["Merging and erasing"])
_RIGHT = Right.MANAGE_ACCOUNTS
_MODELS: dict[RecordKind, type[Account] | type[Contact]] = {RecordKind.ACCOUNT: Account, RecordKind.CONTACT: Contact}
_ACTIONS: dict[RecordKind, Callable[..., Merge]] = {
    RecordKind.ACCOUNT: merge_accounts,
    RecordKind.CONTACT: merge_contacts,
}


class NewMerge(Input):
    """The record that becomes part of the one in the address. With versions, both must still be as you saw them."""

    loser_id: BodyId
    loser_version: BodyId = left_out()
    winner_version: BodyId = left_out()


class MovingAnswer(BaseModel):
    """How many rows of one table hang on the record that goes; `stays` when they do not move."""

    label: str
    count: int
    stays: bool
    note: str


class DifferenceAnswer(BaseModel):
    """One field of both; `is_filled` when the one that stays has nothing and takes the other's."""

    label: str
    loser: str
    winner: str
    is_filled: bool


class MergePreviewAnswer(BaseModel):
    """What a merge would do now, and the versions that this holds for."""

    loser_version: int
    winner_version: int
    moving: list[MovingAnswer]
    differences: list[DifferenceAnswer]


class MergeAnswer(Answer):
    """A merge that was made. It can be taken back for 30 days."""

    id: int
    record_kind: RecordKind
    winner_id: int
    loser_id: int
    label: str
    created_at: dt.datetime
    undone_at: dt.datetime | None

    @staticmethod
    def resolve_winner_id(merge: Merge) -> int:
        return merge.winner_key

    @staticmethod
    def resolve_loser_id(merge: Merge) -> int:
        return merge.loser_key


class UndoneMergeAnswer(MergeAnswer):
    """A merge that was taken back."""

    left: list[str] = Field(description="What was changed since and stays as it is, in words.")


class PreviewQuery(BaseModel):
    loser_id: Id = Field(description="The record that would become part of the one in the address.")


@router.reads("/accounts/{account_id}/merge-preview", MergePreviewAnswer, right=_RIGHT, errors=(404,))
def preview_account_merge(request: ApiRequest, account_id: Id, query: Query[PreviewQuery]) -> HttpResponse:
    """Show what merging another account into this one would do."""
    return _preview(request, RecordKind.ACCOUNT, query.loser_id, account_id)


@router.reads("/contacts/{contact_id}/merge-preview", MergePreviewAnswer, right=_RIGHT, errors=(404,))
def preview_contact_merge(request: ApiRequest, contact_id: Id, query: Query[PreviewQuery]) -> HttpResponse:
    """Show what merging another contact into this one would do."""
    return _preview(request, RecordKind.CONTACT, query.loser_id, contact_id)


@router.creates("/accounts/{account_id}/merges", MergeAnswer, right=_RIGHT, errors=(404,))
def merge_into_account(request: ApiRequest, account_id: Id, body: NewMerge) -> HttpResponse:
    """Merge another account into this one: what hangs on it moves, empty fields are filled, and it is archived."""
    return _merge(request, RecordKind.ACCOUNT, body, account_id)


@router.creates("/contacts/{contact_id}/merges", MergeAnswer, right=_RIGHT, errors=(404,))
def merge_into_contact(request: ApiRequest, contact_id: Id, body: NewMerge) -> HttpResponse:
    """Merge another contact into this one. Who unsubscribed as either stays unsubscribed."""
    return _merge(request, RecordKind.CONTACT, body, contact_id)


@router.reads("/merges", Page[MergeAnswer], right=_RIGHT)
def list_merges(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List merges, the newest first."""
    return listed(request, MergeAnswer, _merges(request), query, order=order_terms(["-id"]))


@router.reads("/merges/{merge_id}", MergeAnswer, right=_RIGHT, errors=(404,))
def get_merge(request: ApiRequest, merge_id: Id) -> HttpResponse:
    """Show a merge."""
    return json_response(MergeAnswer.show(get_object_or_404(_merges(request), pk=merge_id)))


@router.acts("/merges/{merge_id}/undo", UndoneMergeAnswer, right=_RIGHT, errors=(404,))
def undo_one_merge(request: ApiRequest, merge_id: Id) -> HttpResponse:
    """Take a merge back. 409 after 30 days, or when the record that stayed was merged on."""
    merge = get_object_or_404(_merges(request), pk=merge_id)
    left = undo_merge(merge, actor=request.caller.user.as_actor())
    return json_response({**MergeAnswer.show(_merges(request).get(pk=merge_id)), "left": left})


def _merges(request: ApiRequest) -> QuerySet[Merge]:
    rows: QuerySet[Merge] = Merge.objects.visible_to(request.caller.user)
    return rows


def _rows(request: ApiRequest, kind: RecordKind) -> QuerySet[Any]:
    return _MODELS[kind]._default_manager.visible_to(request.caller.user)


def _preview(request: ApiRequest, kind: RecordKind, loser_id: int, winner_id: int) -> HttpResponse:
    loser, winner = (get_object_or_404(_rows(request, kind), pk=key) for key in (loser_id, winner_id))
    preview = merge_preview(kind, loser, winner, request.caller.user)
    return json_response(
        {
            "loser_version": loser.version,
            "winner_version": winner.version,
            "moving": [moving_row(one) for one in preview.moving],
            "differences": [
                {"label": str(one.label), "loser": one.loser, "winner": one.winner, "is_filled": one.is_filled}
                for one in preview.differences
            ],
        }
    )


def moving_row(moving: Moving) -> dict[str, Any]:
    """Return one line of a preview."""
    return {"label": str(moving.label), "count": moving.count, "stays": moving.stays, "note": str(moving.note)}


def _merge(request: ApiRequest, kind: RecordKind, body: NewMerge, winner_id: int) -> HttpResponse:
    winner = get_object_or_404(_rows(request, kind), pk=winner_id)
    loser = named_in_body(_rows(request, kind), "loser_id", body.loser_id)
    versions = (body.loser_version or loser.version, body.winner_version or winner.version)
    with in_words_of_the_body():
        merge = _ACTIONS[kind](loser, winner, actor=request.caller.user.as_actor(), expected_versions=versions)
    return created(MergeAnswer.show(merge), f"/api/v1/merges/{merge.pk}")
