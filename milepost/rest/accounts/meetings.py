"""Meetings: planned, held, cancelled. They are touchpoints, and read as those."""

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from milepost.accounts.public import (
    Sentiment,
    TouchpointKind,
    TouchpointState,
    cancel_meeting,
    hold_meeting,
    plan_meeting,
    replan_meeting,
)
from milepost.apikit.public import ApiRequest, ApiRouter, Page
from milepost.identity.public import Right
from milepost.rest.accounts.finding import in_words_of_the_body
from milepost.rest.accounts.timeline_finding import Minutes, OfAccountQuery, Subject, Text
from milepost.rest.accounts.timeline_shapes import TouchpointAnswer
from milepost.rest.accounts.touchpoint_bodies import (
    AgreedActions,
    People,
    begin,
    given_of,
    made_touchpoint,
    touchpoint_of,
    written_touchpoint,
)
from milepost.rest.fields import BodyId, Flag, Id, Instant
from milepost.rest.listing import filtered

router = ApiRouter(tags=["Timeline"])


class NewMeeting(People):
    """A meeting that lies ahead."""

    account_id: BodyId
    subject: Subject
    at: Instant
    kind: TouchpointKind = TouchpointKind.MEETING
    minutes: Minutes | None = None
    agenda: Text = ""
    is_internal: Flag = True
    action_items: AgreedActions = Field(default_factory=list)


class HeldMeeting(People):
    """What came of a planned meeting. Its people come to those who were planned."""

    at: Instant | None = None
    body: Text = ""
    sentiment: Sentiment | None = None
    action_items: AgreedActions = Field(default_factory=list)


class MeetingQuery(OfAccountQuery):
    """Meetings of an account, a state."""

    state: TouchpointState | None = None


@router.reads("/meetings", Page[TouchpointAnswer])
def list_meetings(request: ApiRequest, query: Query[MeetingQuery]) -> HttpResponse:
    """List meetings: what is planned or was cancelled, of any kind, and meetings that were held."""
    only = query.narrowing(state=query.state)
    return filtered(request, TouchpointAnswer, "meetings", query, only)


@router.creates("/meetings", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def make_meeting(request: ApiRequest, body: NewMeeting) -> HttpResponse:
    """Plan a meeting; it is a touchpoint in the state `planned`."""
    account, given = begin(request, body)
    with in_words_of_the_body():
        meeting = plan_meeting(account, given.pop("subject"), actor=request.caller.user.as_actor(), **given)
    return made_touchpoint(request, meeting)


@router.creates("/touchpoints/{touchpoint_id}/holding", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def hold_planned_meeting(request: ApiRequest, touchpoint_id: Id, body: HeldMeeting) -> HttpResponse:
    """Say that a planned meeting took place, and what came of it."""
    meeting = touchpoint_of(request, touchpoint_id)
    given = given_of(request, meeting.account, body)
    with in_words_of_the_body():
        hold_meeting(meeting, actor=request.caller.user.as_actor(), **given)
    return made_touchpoint(request, meeting)


@router.acts("/touchpoints/{touchpoint_id}/cancel", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def cancel_planned_meeting(request: ApiRequest, touchpoint_id: Id) -> HttpResponse:
    """Cancel a planned meeting."""
    meeting = cancel_meeting(touchpoint_of(request, touchpoint_id), actor=request.caller.user.as_actor())
    return written_touchpoint(request, meeting)


@router.acts("/touchpoints/{touchpoint_id}/plan-again", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def replan_cancelled_meeting(request: ApiRequest, touchpoint_id: Id) -> HttpResponse:
    """Plan a cancelled meeting again."""
    meeting = replan_meeting(touchpoint_of(request, touchpoint_id), actor=request.caller.user.as_actor())
    return written_touchpoint(request, meeting)
