"""How contacts and their places look."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from pydantic import Field

from milepost.accounts.public import (
    AccountContact,
    Contact,
    ContactEmail,
    ContactKey,
    RecordKind,
    Stance,
    contacts_spoken_with,
)
from milepost.apikit.public import Answer
from milepost.identity.public import Right, User
from milepost.rest.accounts.account_shapes import AccountInBrief, ids_in_brief, in_brief, shown_custom
from milepost.rest.accounts.shapes import Plain, Reference

type Shown = dict[str, Any]
_CUSTOM = shown_custom(RecordKind.CONTACT)


class PlaceAnswer(Answer):
    """A contact at one account."""

    id: int
    account: Reference
    stance: Stance
    is_primary: bool = Field(description="The first person to ask at this account.")
    version: int

    @staticmethod
    def resolve_account(place: AccountContact) -> Shown:
        return Reference.show(place.account)


def _places(reader: User) -> QuerySet[AccountContact]:
    """Return the places that `reader` sees: those at other accounts do not exist for them."""
    places: QuerySet[AccountContact] = AccountContact.objects.visible_to(reader).order_by("pk")
    return places


class ContactAnswer(Answer):
    """Somebody at a customer. Null and an empty text are unknown."""

    id: int
    name: str
    title: str
    emails: list[str] = Field(description="The main address first.")
    external_ids: dict[str, str] = Field(description="Their keys in other systems, by system; of several the newest.")
    phone: str
    timezone: str
    reports_to: Reference | None
    places: list[PlaceAnswer] = Field(description="The accounts where they are, as far as you see them.")
    last_spoken_at: dt.datetime | None = Field(
        description="The newest touchpoint in which both sides spoke, as far as you see them."
    )
    unsubscribed_at: dt.datetime | None
    left_on: dt.date | None
    custom: dict[str, Plain] = Field(description="Custom fields by key; a key that is missing is unknown.")
    archived_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int = Field(description="Rises with each write; the ETag is this number in quotes.")
    accounts: list[AccountInBrief] | None = Field(None, description="Only with `expand=accounts`: of the places.")

    EXPANSIONS = {
        "accounts": lambda reader: Prefetch(
            "places",
            _places(reader).select_related("account__stage").prefetch_related(ids_in_brief("account__external_ids")),
            to_attr="shown_at",
        )
    }

    @classmethod
    def complete(cls, records: Sequence[Any], reader: User, names: Collection[str]) -> None:
        """Put addresses, places, superiors and custom fields beside contacts: a query each, where asked for."""
        loaded: dict[str, Any] = {}
        if "emails" in names:
            loaded["emails"] = _emails(records).get
        if "external_ids" in names:
            loaded["external_ids"] = _external_ids(records).get
        if "places" in names:
            loaded["places"] = _shown_places(records, reader).get
        if "reports_to" in names:
            loaded["reports_to"] = _superiors(records, reader).get
        if "last_spoken_at" in names:
            loaded["last_spoken_at"] = _last_spoken(records, reader).get
        custom = _CUSTOM(records, reader) if "custom" in names else None
        for contact in records:
            contact.beside = {name: find(contact.pk) for name, find in loaded.items()}
            contact.beside["custom"] = custom(contact) if custom else {}

    @staticmethod
    def resolve_emails(contact: Any) -> list[str]:
        return contact.beside["emails"] or []

    @staticmethod
    def resolve_external_ids(contact: Any) -> dict[str, str]:
        return contact.beside["external_ids"] or {}

    @staticmethod
    def resolve_reports_to(contact: Any) -> Shown | None:
        found: Shown | None = contact.beside["reports_to"]
        return found

    @staticmethod
    def resolve_places(contact: Any) -> list[Shown]:
        return contact.beside["places"] or []

    @staticmethod
    def resolve_custom(contact: Any) -> Shown:
        custom: Shown = contact.beside["custom"]
        return custom

    @staticmethod
    def resolve_accounts(contact: Any) -> list[Shown | None]:
        return [in_brief(place.account) for place in contact.shown_at]

    @staticmethod
    def resolve_last_spoken_at(contact: Any) -> dt.datetime | None:
        found: dt.datetime | None = contact.beside["last_spoken_at"]
        return found


def _last_spoken(records: Sequence[Contact], reader: User) -> dict[int, dt.datetime | None]:
    if reader.may(Right.READ_ALL):
        return {one.pk: one.last_two_way_at for one in records}
    rows = contacts_spoken_with(Contact.objects.filter(pk__in=[one.pk for one in records]), reader)
    return dict(rows.values_list("pk", "spoken_at"))


def _emails(records: Sequence[Contact]) -> dict[int, list[str]]:
    rows = ContactEmail.objects.filter(contact__in=[one.pk for one in records]).order_by("-is_primary", "pk")
    found = defaultdict(list)
    for key, address in rows.values_list("contact_id", "address"):
        found[key].append(address)
    return found


def _external_ids(records: Sequence[Contact]) -> dict[int, dict[str, str]]:
    rows = ContactKey.objects.filter(contact__in=[one.pk for one in records]).order_by("pk")
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for key, system, value in rows.values_list("contact_id", "system", "value"):
        found[key][system] = value
    return found


def _shown_places(records: Sequence[Contact], reader: User) -> dict[int, list[Shown]]:
    found = defaultdict(list)
    rows = _places(reader).filter(contact__in=[one.pk for one in records])
    columns = ("contact", "account", "stance", "is_primary", "version", "account__name")
    for place in rows.select_related("account").only(*columns):
        found[place.contact_id].append(PlaceAnswer.show(place))
    return found


def _superiors(records: Sequence[Contact], reader: User) -> dict[int, Shown]:
    keys = {one.reports_to_id for one in records if one.reports_to_id}
    seen = Contact.objects.visible_to(reader).filter(pk__in=keys).values("id", "name") if keys else ()
    people: dict[int, Shown] = {row["id"]: dict(row) for row in seen}
    return {one.pk: people[one.reports_to_id] for one in records if one.reports_to_id in people}
