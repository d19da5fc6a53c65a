"""Touchpoints: logged, changed, deleted, written again under the key that they have in another system."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import (
    Direction,
    Sentiment,
    Touchpoint,
    TouchpointKind,
    TouchpointState,
    change_touchpoint,
    delete_touchpoint,
    log_touchpoint,
    touchpoint_under_key,
)
from milepost.apikit.public import ApiRequest, ApiRouter, Input, Page, ShowQuery, expected_version, nothing, shown
from milepost.identity.public import Right
from milepost.rest.accounts.finding import in_words_of_the_body
from milepost.rest.accounts.timeline_finding import Ids, Minutes, OfAccountQuery, Subject, Text, account_in_body
from milepost.rest.accounts.timeline_shapes import TouchpointAnswer
from milepost.rest.accounts.touchpoint_bodies import (
    PEOPLE,
    Addresses,
    AgreedActions,
    People,
    changed_people,
    given_of,
    made_touchpoint,
    touchpoint_of,
    written_touchpoint,
)
from milepost.rest.fields import BodyId, Flag, Id, Instant, left_out
from milepost.rest.listing import filtered

router = ApiRouter(tags=["Timeline"])

System = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_EMPTY = {"minutes": None, "sentiment": ""}  # what stands there when nobody says


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
    system: System = left_out()
    key: Key = left_out()


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
    """Touchpoints of an account, a kind, a state, a system, a key."""

    kind: TouchpointKind | None = None
    state: TouchpointState | None = None
    system: str | None = None
    key: str | None = None


@router.reads("/touchpoints", Page[TouchpointAnswer])
def list_touchpoints(request: ApiRequest, query: Query[TouchpointQuery]) -> HttpResponse:
    """List touchpoints, without `sort` the newest first; planned meetings are those that lie ahead."""
    only = query.narrowing(kind=query.kind, state=query.state, system=query.system, external_key=query.key)
    return filtered(request, TouchpointAnswer, "touchpoints", query, only)


@router.reads("/touchpoints/{touchpoint_id}", TouchpointAnswer, errors=(304, 404))
def get_touchpoint(request: ApiRequest, touchpoint_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a touchpoint."""
    return shown(request, TouchpointAnswer, touchpoint_of(request, touchpoint_id), query)


@router.creates("/touchpoints", TouchpointAnswer, right=Right.WRITE, errors=(404,))
def make_touchpoint(request: ApiRequest, body: NewTouchpoint) -> HttpResponse:
    """Log what happened, with who took part and what was agreed.

    With `system` and `key`, one that is there under that key is changed: send it as often as you like. What the body
    does not name stays, and what was agreed is noted at the first time alone.
    """
    account = account_in_body(request, body.account_id)
    with in_words_of_the_body():
        known = touchpoint_under_key(account, body.system, body.key)
        if known is not None:
            _change(request, known, body.given(), known.version)
            return made_touchpoint(request, known)
        given = given_of(request, account, body)
        kind, subject = given.pop("kind"), given.pop("subject")
        del given["account_id"]
        given |= {"system": body.system or "", "key": body.key or ""}
        touchpoint = log_touchpoint(account, kind, subject, actor=request.caller.user.as_actor(), **given)
    return made_touchpoint(request, touchpoint)


@router.changes("/touchpoints/{touchpoint_id}", TouchpointAnswer, right=Right.WRITE)
def update_touchpoint(request: ApiRequest, touchpoint_id: Id, body: TouchpointChange) -> HttpResponse:
    """Change a touchpoint."""
    touchpoint = touchpoint_of(request, touchpoint_id)
    version = expected_version(request, touchpoint, TouchpointAnswer.show(touchpoint))
    with in_words_of_the_body():
        _change(request, touchpoint, body.given(), version)
    return written_touchpoint(request, touchpoint)


@router.deletes("/touchpoints/{touchpoint_id}", right=Right.WRITE)
def drop_touchpoint(request: ApiRequest, touchpoint_id: Id) -> HttpResponse:
    """Delete a touchpoint. Actions that were agreed there stay."""
    touchpoint = touchpoint_of(request, touchpoint_id)
    version = expected_version(request, touchpoint, TouchpointAnswer.show(touchpoint))
    delete_touchpoint(touchpoint, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


def _change(request: ApiRequest, touchpoint: Touchpoint, given: dict[str, Any], version: int | None) -> None:
    """Change what a body names of a touchpoint; what is nothing of its own is passed over."""
    add, remove = changed_people(request, touchpoint, {name: given.get(name) for name in PEOPLE})
    changes = {name: value for name, value in given.items() if name not in PEOPLE and value is not None}
    changes |= {name: empty for name, empty in _EMPTY.items() if name in given and given[name] is None}
    actor = request.caller.user.as_actor()
    change_touchpoint(touchpoint, changes, add=add, remove=remove, expected_version=version, actor=actor)
