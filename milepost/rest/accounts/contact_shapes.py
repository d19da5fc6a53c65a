"""How contacts and their places look."""

import datetime as dt
from functools import lru_cache
from typing import Any

from pydantic import Field

from milepost.accounts.public import AccountContact, Contact, RecordKind, Stance, custom_fields
from milepost.apikit.public import Answer
from milepost.identity.public import User
from milepost.rest.accounts.shapes import Plain, Reference


class PlaceAnswer(Answer):
    """A contact at one account."""

    id: int
    account: Reference
    stance: Stance
    is_primary: bool = Field(description="The first person to ask at this account.")
    version: int

    @staticmethod
    def resolve_account(place: AccountContact) -> dict[str, Any]:
        return Reference.show(place.account)


class PersonAtAccountAnswer(Answer):
    """Somebody of an account."""

    id: int = Field(description="The place's id, not the contact's.")
    contact: Reference
    stance: Stance
    is_primary: bool = Field(description="The first person to ask at this account.")
    last_spoken_at: dt.datetime | None
    left_on: dt.date | None
    version: int

    @staticmethod
    def resolve_contact(place: AccountContact) -> dict[str, Any]:
        return Reference.show(place.contact)

    @staticmethod
    def resolve_last_spoken_at(place: AccountContact) -> dt.datetime | None:
        return place.contact.last_two_way_at

    @staticmethod
    def resolve_left_on(place: AccountContact) -> dt.date | None:
        return place.contact.left_on


class ContactAnswer(Answer):
    """Somebody at a customer. Null and an empty text are unknown."""

    id: int
    name: str
    title: str
    emails: list[str] = Field(description="The main address first.")
    phone: str
    timezone: str
    reports_to: Reference | None
    places: list[PlaceAnswer] = Field(description="The accounts where they are, as far as you see them.")
    last_spoken_at: dt.datetime | None = Field(description="The newest touchpoint in which both sides spoke.")
    unsubscribed_at: dt.datetime | None
    left_on: dt.date | None
    custom: dict[str, Plain] = Field(description="Custom fields by key; a key that is missing is unknown.")
    archived_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int = Field(description="Rises with each write; the ETag is this number in quotes.")

    @staticmethod
    def resolve_emails(contact: Contact) -> list[str]:
        return [row.address for row in contact.emails.all()]

    @staticmethod
    def resolve_reports_to(contact: Contact) -> dict[str, Any] | None:
        return Reference.show(contact.reports_to) if contact.reports_to else None

    @staticmethod
    def resolve_places(contact: Contact) -> list[dict[str, Any]]:
        return [PlaceAnswer.show(place) for place in contact.places.all()]

    @staticmethod
    def resolve_last_spoken_at(contact: Contact) -> dt.datetime | None:
        return contact.last_two_way_at


def contact_answer(reader: User) -> type[ContactAnswer]:
    """Return how contacts look to `reader`: with those custom fields that they may see. One query."""
    return _showing(frozenset(field.key for field in custom_fields(RecordKind.CONTACT, reader)))


@lru_cache(maxsize=64)
def _showing(keys: frozenset[str]) -> type[ContactAnswer]:
    class Narrowed(ContactAnswer):
        @staticmethod
        def resolve_custom(contact: Contact) -> dict[str, Any]:
            return {key: value for key, value in contact.custom.items() if key in keys}

    return Narrowed
