"""Repeated imports: a watched folder or an address that is read again and again, and its runs."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

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
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right
from milepost.integrations.public import (
    Feed,
    FeedRun,
    Rhythm,
    RunState,
    Way,
    add_feed,
    answer_feed,
    change_feed,
    delete_feed,
    pause_feed,
    resume_feed,
    run_now,
    take_over_feed,
)
from milepost.lib.errors import Invalid
from milepost.lib.keyset import order_terms
from milepost.rest.fields import BodyId, Flag, Id, ShortName, Zone, left_out
from milepost.rest.import_mappings import mapping_of
from milepost.rest.import_shapes import Column, QuestionAnswer, Short

router = ApiRouter(tags=["Repeated imports"])
_RIGHT = Right.IMPORT

Place = Annotated[str, StringConstraints(max_length=1000), Field(examples=["https://crm.example/accounts.csv", "crm"])]
Pattern = Annotated[str, StringConstraints(max_length=80), Field(examples=["accounts-*.csv"])]
Secret = Annotated[
    str, StringConstraints(max_length=1000), Field(description="Sent as a bearer token; it is never answered.")
]
Hour = Annotated[int, Field(ge=0, le=23, strict=True)]
Weekday = Annotated[int, Field(ge=0, le=6, strict=True, description="0 is Monday.")]


class FeedChange(Input):
    """What to change of a repeated import."""

    name: ShortName = left_out()
    mapping_id: BodyId = left_out()
    way: Way = left_out()
    place: Place = left_out()
    pattern: Pattern = left_out()
    secret: Secret = left_out()
    rhythm: Rhythm = left_out()
    hour: Hour = left_out()
    weekday: Weekday = left_out()
    timezone: Zone = left_out()
    tells_success: Flag = left_out()


class NewFeed(FeedChange):
    """A repeated import, in your name."""

    name: ShortName
    mapping_id: BodyId = Field(description="A kept mapping: what is in the file, and how it is read.")
    way: Way
    place: Place


class FeedAnswers(Input):
    """How the columns are read that the last run asked for: column → format of its dates, or `point` or `comma`."""

    answers: Annotated[dict[Column, Short], Field(min_length=1, max_length=500)]


class FeedAnswer(Answer):
    """A repeated import. It writes in its owner's name, as long as they may import."""

    id: int
    name: str
    mapping_id: int
    owner_id: int
    way: Way
    place: str
    pattern: str
    has_secret: bool
    rhythm: Rhythm
    hour: int
    weekday: int
    timezone: str
    tells_success: bool
    is_active: bool
    fault: str = Field(description="Why it pauses by itself; empty when it does not.")
    failures: int = Field(description="How often it went wrong in a row.")
    next_at: dt.datetime | None
    version: int

    @staticmethod
    def resolve_has_secret(feed: Feed) -> bool:
        return bool(feed.secret)


class FeedRunAnswer(Answer):
    """One look at the file, and what became of it."""

    id: int
    state: RunState
    asked_by: str = Field(description="Who asked for it; empty when the clock did.")
    file_name: str
    import_id: int | None
    words: str
    questions: list[QuestionAnswer]
    began_at: dt.datetime
    ended_at: dt.datetime | None

    @staticmethod
    def resolve_import_id(run: FeedRun) -> int | None:
        return run.made_id

    @staticmethod
    def resolve_questions(run: FeedRun) -> list[dict[str, Any]]:
        return list(run.questions)


@router.reads("/import-feeds", Page[FeedAnswer], right=_RIGHT)
def list_import_feeds(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the repeated imports."""
    return listed(request, FeedAnswer, _visible(request), query, order=order_terms(["id"]))


@router.reads("/import-feeds/{feed_id}", FeedAnswer, right=_RIGHT, errors=(304, 404))
def get_import_feed(request: ApiRequest, feed_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a repeated import."""
    return shown(request, FeedAnswer, _feed(request, feed_id), query)


@router.creates("/import-feeds", FeedAnswer, right=_RIGHT, errors=(404,))
def create_import_feed(request: ApiRequest, body: NewFeed) -> HttpResponse:
    """Make a repeated import in your name."""
    me = request.caller.user
    feed = add_feed(me, _given(request, body), actor=me.as_actor())
    return created(FeedAnswer.show(feed), f"{request.path}/{feed.pk}", feed)


@router.changes("/import-feeds/{feed_id}", FeedAnswer, right=_RIGHT)
def update_import_feed(request: ApiRequest, feed_id: Id, body: FeedChange) -> HttpResponse:
    """Change a repeated import of yours; admins change everybody's. Its secret goes with its server."""
    feed = _feed(request, feed_id)
    version = expected_version(request, feed, FeedAnswer.show(feed))
    change_feed(feed, _given(request, body), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(FeedAnswer.show(feed), feed)


@router.deletes("/import-feeds/{feed_id}", right=_RIGHT)
def remove_import_feed(request: ApiRequest, feed_id: Id) -> HttpResponse:
    """Delete a repeated import with its runs; what it imported stays."""
    feed = _feed(request, feed_id)
    version = expected_version(request, feed, FeedAnswer.show(feed))
    delete_feed(feed, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.acts("/import-feeds/{feed_id}/run", FeedAnswer, right=_RIGHT, errors=(404,))
def run_import_feed(request: ApiRequest, feed_id: Id) -> HttpResponse:
    """Look at the file now. 409 while it is at work or pauses; its runs say what came of it."""
    feed = _feed(request, feed_id)
    run_now(feed, actor=request.caller.user.as_actor())
    return changed(FeedAnswer.show(feed), feed)


@router.acts("/import-feeds/{feed_id}/pause", FeedAnswer, right=_RIGHT, errors=(404,))
def pause_import_feed(request: ApiRequest, feed_id: Id) -> HttpResponse:
    """Let a repeated import rest."""
    feed = pause_feed(_feed(request, feed_id), actor=request.caller.user.as_actor())
    return changed(FeedAnswer.show(feed), feed)


@router.acts("/import-feeds/{feed_id}/resume", FeedAnswer, right=_RIGHT, errors=(404,))
def resume_import_feed(request: ApiRequest, feed_id: Id) -> HttpResponse:
    """Go on with a repeated import. 409 while its owner may not import, or it asks something."""
    feed = resume_feed(_feed(request, feed_id), actor=request.caller.user.as_actor())
    return changed(FeedAnswer.show(feed), feed)


@router.creates("/import-feeds/{feed_id}/answers", FeedAnswer, right=_RIGHT, errors=(404,))
def answer_import_feed(request: ApiRequest, feed_id: Id, body: FeedAnswers) -> HttpResponse:
    """Answer what the last run asked, and go on. The answer is kept in the mapping; 409 when nothing is asked."""
    feed = _feed(request, feed_id)
    try:
        answer_feed(feed, body.answers, actor=request.caller.user.as_actor())
    except Invalid as error:
        raise Invalid(error.code, error.message, {"answers": error.message}) from error
    return created(FeedAnswer.show(feed), f"/api/v1/import-feeds/{feed.pk}", feed)


@router.acts("/import-feeds/{feed_id}/take-over", FeedAnswer, right=_RIGHT, errors=(404,))
def take_over_import_feed(request: ApiRequest, feed_id: Id) -> HttpResponse:
    """Become its owner. 409 while its owner is there and may import, unless you manage people."""
    feed = take_over_feed(_feed(request, feed_id), actor=request.caller.user.as_actor())
    return changed(FeedAnswer.show(feed), feed)


@router.reads("/import-feeds/{feed_id}/runs", Page[FeedRunAnswer], right=_RIGHT, errors=(404,))
def list_import_feed_runs(request: ApiRequest, feed_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the runs of a repeated import, the newest first."""
    rows = FeedRun.objects.filter(feed=_feed(request, feed_id))
    return listed(request, FeedRunAnswer, rows, query, order=order_terms(["-id"]), scope=f"feed {feed_id}")


def _given(request: ApiRequest, body: FeedChange) -> dict[str, Any]:
    given = body.given()
    if "mapping_id" in given:
        given["mapping"] = mapping_of(request, given.pop("mapping_id"))
    return given


def _visible(request: ApiRequest) -> QuerySet[Feed]:
    rows: QuerySet[Feed] = Feed.objects.visible_to(request.caller.user)
    return rows


def _feed(request: ApiRequest, feed_id: int) -> Feed:
    return get_object_or_404(_visible(request).select_related("owner", "mapping"), pk=feed_id)
