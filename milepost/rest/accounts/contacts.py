"""Contacts: the customers' people, their addresses, and where they are."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import (
    Account,
    AccountContact,
    Contact,
    Stance,
    add_contact,
    archive_contact,
    change_contact,
    change_place,
    place_contact,
    places_spoken_with,
    remove_place,
    restore_contact,
    subscribe_again,
    unsubscribe,
)
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
)
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.accounts import CustomKey, CustomValue
from milepost.rest.accounts.contact_shapes import ContactAnswer, PlaceAnswer
from milepost.rest.accounts.finding import account_of, in_words_of_the_body, named_in_body
from milepost.rest.accounts.shapes import PersonAtAccountAnswer
from milepost.rest.fields import BodyId, Day, Email, Flag, Id, Line, Zone, left_out
from milepost.rest.listing import ArchivableQuery, filtered

router = ApiRouter(tags=["Contacts"])

ContactName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Phone = Annotated[str, StringConstraints(max_length=40)]
Emails = Annotated[list[Email], Field(max_length=20)]


class ContactFields(Input):
    """What may be said of a contact. The first of `emails` is the main address; those that are not named go."""

    title: Line = left_out()
    phone: Phone = left_out()
    timezone: Zone | None = left_out()
    reports_to_id: BodyId | None = left_out()
    left_on: Day | None = left_out()
    emails: Emails = left_out()
    custom: dict[CustomKey, CustomValue] = left_out()


class NewContact(ContactFields):
    """A contact to make, at an account or at none yet."""

    name: ContactName
    account_id: BodyId = left_out()
    stance: Stance = Stance.USER


class ContactChange(ContactFields):
    """What to change of a contact. Of `custom`, the keys that are named; null empties one."""

    name: ContactName = left_out()


class NewPlace(Input):
    """An account where the contact is; known there already, the stance changes."""

    account_id: BodyId
    stance: Stance = Stance.USER


class PlaceChange(Input):
    """What to change of a place. One person at an account is the first to ask; whoever was it is so no longer."""

    stance: Stance = left_out()
    is_primary: Flag = left_out()


@router.reads("/contacts", Page[ContactAnswer])
def list_contacts(request: ApiRequest, query: Query[ArchivableQuery]) -> HttpResponse:
    """List contacts."""
    return filtered(request, ContactAnswer, query.list_of("contacts"), query)


@router.reads("/contacts/{contact_id}", ContactAnswer, errors=(304, 404))
def get_contact(request: ApiRequest, contact_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a contact, archived or not."""
    return shown(request, ContactAnswer, _contact(request, contact_id), query)


@router.creates("/contacts", ContactAnswer, right=Right.WRITE)
def make_contact(request: ApiRequest, body: NewContact) -> HttpResponse:
    """Make a contact. 409 with `contact-known` when somebody at the account has one of the addresses."""
    caller, given = request.caller.user, _fields(request, body.given())
    if "account_id" in given:
        key = given.pop("account_id")
        given["account"] = named_in_body(Account.objects.visible_to(caller), "account_id", key)
    with in_words_of_the_body():
        contact = add_contact(given.pop("name"), actor=caller.as_actor(), **given)
    return created(_show(request, contact), f"{request.path}/{contact.pk}", contact)


@router.changes("/contacts/{contact_id}", ContactAnswer, right=Right.WRITE)
def update_contact(request: ApiRequest, contact_id: Id, body: ContactChange) -> HttpResponse:
    """Change a contact and their addresses."""
    contact, actor = _contact(request, contact_id), request.caller.user.as_actor()
    version = expected_version(request, contact, lambda: _show(request, contact))
    changes = _fields(request, body.given())
    with in_words_of_the_body():
        change_contact(contact, changes, actor=actor, expected_version=version)
    return changed(_show(request, contact), contact)


@router.acts("/contacts/{contact_id}/archive", ContactAnswer, right=Right.WRITE, errors=(404,))
def archive_one_contact(request: ApiRequest, contact_id: Id) -> HttpResponse:
    """Put a contact away. Everything about them stays."""
    contact = archive_contact(_contact(request, contact_id), actor=request.caller.user.as_actor())
    return changed(_show(request, contact), contact)


@router.acts("/contacts/{contact_id}/restore", ContactAnswer, right=Right.WRITE, errors=(404,))
def restore_one_contact(request: ApiRequest, contact_id: Id) -> HttpResponse:
    """Take a contact out of the archive."""
    contact = restore_contact(_contact(request, contact_id), actor=request.caller.user.as_actor())
    return changed(_show(request, contact), contact)


@router.acts("/contacts/{contact_id}/unsubscribe", ContactAnswer, right=Right.WRITE, errors=(404,))
def unsubscribe_contact(request: ApiRequest, contact_id: Id) -> HttpResponse:
    """Note that this person wants no mail that they did not ask for."""
    contact = unsubscribe(_contact(request, contact_id), actor=request.caller.user.as_actor())
    return changed(_show(request, contact), contact)


@router.acts("/contacts/{contact_id}/subscribe", ContactAnswer, right=Right.WRITE, errors=(404,))
def subscribe_contact(request: ApiRequest, contact_id: Id) -> HttpResponse:
    """Note that this person may get mail again."""
    contact = subscribe_again(_contact(request, contact_id), actor=request.caller.user.as_actor())
    return changed(_show(request, contact), contact)


@router.reads("/accounts/{account_id}/contacts", Page[PersonAtAccountAnswer], errors=(404,))
def list_account_contacts(request: ApiRequest, account_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the people of an account and what they are to us there; archived ones are left out."""
    account = account_of(request, account_id)
    people = AccountContact.objects.filter(account=account, contact__archived_at=None).select_related("contact")
    rows = places_spoken_with(people, request.caller.user)
    return listed(request, PersonAtAccountAnswer, rows, query, order=order_terms(["id"]))


@router.creates("/contacts/{contact_id}/places", PlaceAnswer, right=Right.WRITE, errors=(404,))
def make_place(request: ApiRequest, contact_id: Id, body: NewPlace) -> HttpResponse:
    """Say that a contact is at an account, and what they are to us there."""
    contact, caller = _contact(request, contact_id), request.caller.user
    account = named_in_body(Account.objects.visible_to(caller), "account_id", body.account_id)
    place = place_contact(contact, account, body.stance, actor=caller.as_actor())
    return created(PlaceAnswer.show(place), f"{request.path}/{place.pk}", place)


@router.changes("/contacts/{contact_id}/places/{place_id}", PlaceAnswer, right=Right.WRITE)
def update_place(request: ApiRequest, contact_id: Id, place_id: Id, body: PlaceChange) -> HttpResponse:
    """Change what a contact is to us at an account, or say that they are the first to ask there."""
    place = _place(request, contact_id, place_id)
    version = expected_version(request, place, PlaceAnswer.show(place))
    change_place(place, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(PlaceAnswer.show(place), place)


@router.deletes("/contacts/{contact_id}/places/{place_id}", right=Right.WRITE, needs_match=False, errors=(404,))
def drop_place(request: ApiRequest, contact_id: Id, place_id: Id) -> HttpResponse:
    """Take a contact from an account. The person and their history stay."""
    remove_place(_place(request, contact_id, place_id), actor=request.caller.user.as_actor())
    return nothing()


def _contact(request: ApiRequest, contact_id: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.caller.user), pk=contact_id)


def _place(request: ApiRequest, contact_id: int, place_id: int) -> AccountContact:
    rows = AccountContact.objects.visible_to(request.caller.user).select_related("account")
    return get_object_or_404(rows, pk=place_id, contact=contact_id)


def _fields(request: ApiRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Return the body's fields by the names that the actions know."""
    if "reports_to_id" in given:
        key, seen = given.pop("reports_to_id"), Contact.objects.visible_to(request.caller.user)
        given["reports_to"] = None if key is None else named_in_body(seen, "reports_to_id", key)
    return given


def _show(request: ApiRequest, contact: Contact) -> dict[str, Any]:
    return ContactAnswer.show_to(request.caller.user, contact)
