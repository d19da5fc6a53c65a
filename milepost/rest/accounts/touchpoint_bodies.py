"""What the operations of touchpoints and of meetings share: who took part, what was agreed, and the answers."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from pydantic import Field

from milepost.accounts.public import Account, NewAction, Touchpoint, people_of, touchpoints_shown
from milepost.apikit.public import ApiRequest, Input, changed, created
from milepost.rest.accounts.finding import named_in_body
from milepost.rest.accounts.timeline_finding import (
    Ids,
    Subject,
    account_in_body,
    all_in_body,
    contacts_of,
    owners_for,
    users_for,
)
from milepost.rest.accounts.timeline_shapes import TouchpointAnswer
from milepost.rest.fields import BodyId, Day

Addresses = Annotated[list[Annotated[str, Field(min_length=1, max_length=254)]], Field(max_length=200)]
PEOPLE = ("contact_ids", "user_ids", "addresses")


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


def touchpoint_of(request: ApiRequest, key: int) -> Touchpoint:
    return get_object_or_404(touchpoints_shown(request.caller.user), pk=key)


def begin(request: ApiRequest, body: Any) -> tuple[Account, dict[str, Any]]:
    account = account_in_body(request, body.account_id)
    given = given_of(request, account, body)
    given.pop("account_id")
    return account, given


def given_of(request: ApiRequest, account: Account, body: Any) -> dict[str, Any]:
    """Return the body's values as the actions take them."""
    given = dict(body)
    given["attendees"] = people_in_body(request, account, {name: given.pop(name) for name in PEOPLE})
    given["action_items"] = [action_in_body(request, account, action) for action in body.action_items]
    if "sentiment" in given:
        given["sentiment"] = given["sentiment"] or ""
    return given


def people_in_body(request: ApiRequest, account: Account, named: dict[str, Any]) -> list[Any]:
    contacts = all_in_body(contacts_of(account), "contact_ids", named["contact_ids"] or [])
    users = all_in_body(users_for(request), "user_ids", named["user_ids"] or [])
    return [*contacts, *users, *(named["addresses"] or [])]


def changed_people(request: ApiRequest, touchpoint: Touchpoint, named: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return who comes and who goes; a list that was not sent stays as it is."""
    kinds = {"contact_ids": "Contact", "user_ids": "User", "addresses": "str"}
    sent = {kinds[name] for name, keys in named.items() if keys is not None}
    wanted = people_in_body(request, touchpoint.account, named)
    present = [one for one in people_of(touchpoint) if type(one).__name__ in sent]
    return [one for one in wanted if one not in present], [one for one in present if one not in wanted]


def action_in_body(request: ApiRequest, account: Account, action: AgreedAction) -> NewAction:
    owner = named_in_body(owners_for(request), "action_items", action.owner_id) if action.owner_id else None
    contact = named_in_body(contacts_of(account), "action_items", action.contact_id) if action.contact_id else None
    return NewAction(text=action.text, owner=owner, contact=contact, due=action.due)


def made_touchpoint(request: ApiRequest, touchpoint: Touchpoint) -> HttpResponse:
    fresh = touchpoint_of(request, touchpoint.pk)
    return created(TouchpointAnswer.show(fresh), f"/api/v1/touchpoints/{fresh.pk}", fresh)


def written_touchpoint(request: ApiRequest, touchpoint: Touchpoint) -> HttpResponse:
    fresh = touchpoint_of(request, touchpoint.pk)
    return changed(TouchpointAnswer.show(fresh), fresh)
