"""Touchpoints: logged, changed, deleted; meetings planned, held, cancelled."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.accounts.public import (
    Account,
    Direction,
    NewAction,
    Sentiment,
    Touchpoint,
    TouchpointKind,
    TouchpointState,
    cancel_meeting,
    change_touchpoint,
    delete_touchpoint,
    hold_meeting,
    log_touchpoint,
    people_of,
    plan_meeting,
    replan_meeting,
    touchpoints_shown,
)
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.accounts.timeline_finding import (
    Ids,
    Minutes,
    OfAccountQuery,
    Subject,
    Text,
    account_in_body,
    all_in_body,
    contacts_of,
    owners_for,
    users_for,
)
from milepost.rest.accounts.timeline_shapes import TouchpointAnswer
from milepost.rest.fields import BodyId, Day, Flag, Id, Instant, left_out

router = ApiRouter(tags=["Timeline"])

Addresses = Annotated[list[Annotated[str, Field(min_length=1, max_length=254)]], Field(max_length=200)]
_PEOPLE = ("contact_ids", "user_ids", "addresses")


class AgreedAction(Input):
    """An action that was agreed there, by one side or by nobody yet."""

    text: Subject
    owner_id: BodyId | None = None
    contact_id: BodyId | None = None
    due: Day | None = None


AgreedActions = Annotated[list[AgreedAction], Field(max_length=100)]


class People(Input):
    """Who took part: contacts of the account, people of the vendor, addresses of others."""

    contact_ids: Ids = Field(default_factory=list)
    user_ids: Ids = Field(default_factory=list)
    addresses: Addresses = Field(default_factory=list)


class NewTouchpoint(People):
    """Something that happened."""

    account_id: BodyId
    kind: TouchpointKind
    subject: Subject
    at: Instant | None = None
    minutes: Minutes | None = None
    body: Text = ""
    direction: Direction = Direction.TWO_WAY
    sentiment: Sentiment | None = None
    is_pinned: Flag = False
    is_internal: Flag = True
    action_items: AgreedActions = Field(default_factory=list)


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


class TouchpointChange(Input):
    """What to change of a touchpoint. Lists of people replace those that are there."""

    kind: TouchpointKind = left_out()
    subject: Subject = left_out()
    at: Instant = left_out()
    minutes: Minutes | None = left_out()
    agenda: Text = left_out()
    body: Text = left_out()
    direction: Direction = left_out()
    sentiment: Sentiment | None = left_out()
    is_pinned: Flag = left_out()
    is_internal: Flag = left_out()
    contact_ids: Ids = left_out()
    user_ids: Ids = left_out()
    addresses: Addresses = left_out()


class TouchpointQuery(OfAccountQuery):
    """Touchpoints of an account, a kind, a state."""

    kind: TouchpointKind | None = None
    state: TouchpointState | None = None


@router.reads("/touchpoints", Page[TouchpointAnswer])
def list_touchpoints(request: ApiRequest, query: Query[TouchpointQuery]) -> HttpResponse:
    """List touchpoints, the newest first; planned meetings are those that lie ahead."""
    wanted = {"account": query.account_id, "kind": query.kind, "state": query.state}
    given = {name: value for name, value in wanted.items() if value is not None}
    rows = touchpoints_shown(request.caller.user).filter(**given)
    return listed(request, TouchpointAnswer, rows, query, order=order_terms(["-at"]), scope=str(given))


@router.reads("/touchpoints/{touchpoint_id}", TouchpointAnswer, errors=(304, 404))
def get_touchpoint(request: ApiRequest, touchpoint_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a touchpoint."""
    return shown(request, TouchpointAnswer, _touchpoint(request, touchpoint_id), query)


@router.creates("/touchpoints", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def make_touchpoint(request: ApiRequest, body: NewTouchpoint) -> HttpResponse:
    """Log what happened, with who took part and what was agreed."""
    account, given = _begin(request, body)
    with in_words_of_the_body():
        touchpoint = log_touchpoint(
            account, given.pop("kind"), given.pop("subject"), actor=request.caller.user.as_actor(), **given
        )
    return _created(request, touchpoint)


@router.creates("/meetings", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def make_meeting(request: ApiRequest, body: NewMeeting) -> HttpResponse:
    """Plan a meeting; it is a touchpoint in the state `planned`."""
    account, given = _begin(request, body)
    with in_words_of_the_body():
        meeting = plan_meeting(account, given.pop("subject"), actor=request.caller.user.as_actor(), **given)
    return _created(request, meeting)


@router.changes("/touchpoints/{touchpoint_id}", TouchpointAnswer, right=Right.WRITE)
def update_touchpoint(request: ApiRequest, touchpoint_id: Id, body: TouchpointChange) -> HttpResponse:
    """Change a touchpoint."""
    touchpoint = _touchpoint(request, touchpoint_id)
    version = expected_version(request, touchpoint, TouchpointAnswer.show(touchpoint))
    changes = body.given()
    add, remove = _changed_people(request, touchpoint, {name: changes.pop(name, None) for name in _PEOPLE})
    if "sentiment" in changes:
        changes["sentiment"] = changes["sentiment"] or ""
    actor = request.caller.user.as_actor()
    with in_words_of_the_body():
        change_touchpoint(touchpoint, changes, add=add, remove=remove, expected_version=version, actor=actor)
    return _changed(request, touchpoint)


@router.deletes("/touchpoints/{touchpoint_id}", right=Right.WRITE)
def drop_touchpoint(request: ApiRequest, touchpoint_id: Id) -> HttpResponse:
    """Delete a touchpoint. Actions that were agreed there stay."""
    touchpoint = _touchpoint(request, touchpoint_id)
    version = expected_version(request, touchpoint, TouchpointAnswer.show(touchpoint))
    delete_touchpoint(touchpoint, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.creates("/touchpoints/{touchpoint_id}/holding", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def hold_planned_meeting(request: ApiRequest, touchpoint_id: Id, body: HeldMeeting) -> HttpResponse:
    """Say that a planned meeting took place, and what came of it."""
    meeting = _touchpoint(request, touchpoint_id)
    given = _given(request, meeting.account, body)
    with in_words_of_the_body():
        hold_meeting(meeting, actor=request.caller.user.as_actor(), **given)
    return _created(request, meeting)


@router.acts("/touchpoints/{touchpoint_id}/cancel", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def cancel_planned_meeting(request: ApiRequest, touchpoint_id: Id) -> HttpResponse:
    """Cancel a planned meeting."""
    meeting = cancel_meeting(_touchpoint(request, touchpoint_id), actor=request.caller.user.as_actor())
    return _changed(request, meeting)


@router.acts("/touchpoints/{touchpoint_id}/plan-again", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def replan_cancelled_meeting(request: ApiRequest, touchpoint_id: Id) -> HttpResponse:
    """Plan a cancelled meeting again."""
    meeting = replan_meeting(_touchpoint(request, touchpoint_id), actor=request.caller.user.as_actor())
    return _changed(request, meeting)


def _touchpoint(request: ApiRequest, key: int) -> Touchpoint:
    return get_object_or_404(touchpoints_shown(request.caller.user), pk=key)


def _begin(request: ApiRequest, body: NewTouchpoint | NewMeeting) -> tuple[Account, dict[str, Any]]:
    account = account_in_body(request, body.account_id)
    given = _given(request, account, body)
    given.pop("account_id")
    return account, given


def _given(request: ApiRequest, account: Account, body: Any) -> dict[str, Any]:
    """Return the body's values as the actions take them."""
    given = dict(body)
    given["attendees"] = _people(request, account, {name: given.pop(name) for name in _PEOPLE})
    given["action_items"] = [_action(request, account, action) for action in body.action_items]
    if "sentiment" in given:
        given["sentiment"] = given["sentiment"] or ""
    return given


def _people(request: ApiRequest, account: Account, named: dict[str, Any]) -> list[Any]:
    contacts = all_in_body(contacts_of(account), "contact_ids", named["contact_ids"] or [])
    users = all_in_body(users_for(request), "user_ids", named["user_ids"] or [])
    return [*contacts, *users, *(named["addresses"] or [])]


def _changed_people(request: ApiRequest, touchpoint: Touchpoint, named: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return who comes and who goes; a list that was not sent stays as it is."""
    kinds = {"contact_ids": "Contact", "user_ids": "User", "addresses": "str"}
    sent = {kinds[name] for name, keys in named.items() if keys is not None}
    wanted = _people(request, touchpoint.account, named)
    present = [one for one in people_of(touchpoint) if type(one).__name__ in sent]
    return [one for one in wanted if one not in present], [one for one in present if one not in wanted]


def _action(request: ApiRequest, account: Account, action: AgreedAction) -> NewAction:
    owner = named_in_body(owners_for(request), "action_items", action.owner_id) if action.owner_id else None
    contact = named_in_body(contacts_of(account), "action_items", action.contact_id) if action.contact_id else None
    return NewAction(text=action.text, owner=owner, contact=contact, due=action.due)


def _created(request: ApiRequest, touchpoint: Touchpoint) -> HttpResponse:
    fresh = _touchpoint(request, touchpoint.pk)
    return created(TouchpointAnswer.show(fresh), f"/api/v1/touchpoints/{fresh.pk}", fresh)


def _changed(request: ApiRequest, touchpoint: Touchpoint) -> HttpResponse:
    fresh = _touchpoint(request, touchpoint.pk)
    return changed(TouchpointAnswer.show(fresh), fresh)
