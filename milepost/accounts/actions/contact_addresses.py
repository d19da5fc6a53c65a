"""The mail addresses of a contact, given as a whole, the first the main one."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.models import Contact, ContactEmail
from milepost.accounts.queries.tombstones import erased_among
from milepost.audit.public import (
    create_records,
    delete_record,
    demand_version,
    update_record,
)
from milepost.identity.public import Right, clean_email, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid

MAX_ADDRESSES = 20


def set_addresses(
    contact: Contact, emails: Sequence[str], *, actor: Actor, expected_version: int | None = None
) -> list[ContactEmail]:
    """Make `emails` the addresses of the contact, the first the main one; others go.

    Raises `Conflict` when somebody changed the contact since it was read, or since `expected_version`.
    """
    demand(actor, Right.WRITE)
    addresses = clean_addresses(emails)
    with transaction.atomic():
        demand_addresses_unchanged(contact, (), expected_version)
        present = {row.address: row for row in contact.emails.all()}
        refuse_erased(address for address in addresses if address not in present)
        for address, row in present.items():
            if address not in addresses:
                delete_record(row, actor=actor)
            elif row.is_primary and address != addresses[0]:
                update_record(row, {"is_primary": False}, actor=actor)
        keep_addresses(contact, [one for one in addresses if one not in present], actor, primary=False)
        first = contact.emails.filter(address__in=addresses[:1]).first()
        if first and not first.is_primary:
            update_record(first, {"is_primary": True}, actor=actor)
    return list(contact.emails.order_by("-is_primary", "pk"))


def set_main_address(
    contact: Contact, address: str, *, actor: Actor, expected_version: int | None = None
) -> list[ContactEmail]:
    """Put `address` in the place of the main one; the others stay. Empty: the main one goes, the next one follows."""
    rows = contact.emails.order_by("-is_primary", "pk")
    others = [row.address for row in rows if not row.is_primary and row.address != address.strip().lower()]
    return set_addresses(contact, [address, *others], actor=actor, expected_version=expected_version)


def demand_addresses_unchanged(contact: Contact, names: Iterable[str], expected_version: int | None) -> None:
    """Guard the addresses: they are given as a whole, so what others added meanwhile would be lost."""
    try:
        demand_version(contact, expected_version, names)
    except Conflict as conflict:
        if conflict.code == "stale":
            rows = contact.emails.order_by("-is_primary", "pk")
            conflict.details["current"]["emails"] = list(rows.values_list("address", flat=True))
        raise


def clean_addresses(emails: Iterable[str]) -> list[str]:
    """Return the addresses trimmed, in lower case, each once, in their order; `Invalid` names the wrong one."""
    addresses: list[str] = []
    for email in emails:
        if not email.strip():
            continue
        try:
            addresses.append(clean_email(email))
        except Invalid as error:
            words = _("“%(text)s” is not a mail address.") % {"text": email.strip()[:100]}
            raise Invalid("wrong-email", words, {"emails": words}) from error
    once = list(dict.fromkeys(addresses))
    if len(once) > MAX_ADDRESSES:
        words = _("A contact can have at most %(number)s addresses.") % {"number": MAX_ADDRESSES}
        raise Invalid("too-many-addresses", words, {"emails": words})
    return once


def keep_addresses(contact: Contact, addresses: Sequence[str], actor: Actor, *, primary: bool = True) -> None:
    rows = [
        ContactEmail(contact=contact, address=address, is_primary=primary and number == 0)
        for number, address in enumerate(addresses)
    ]
    create_records(rows, actor=actor)


def refuse_erased(addresses: Iterable[str]) -> None:
    if erased := erased_among(addresses):
        words = _("Who has the address %(address)s asked to be erased, so it is not taken in again.")
        raise Conflict("erased", words % {"address": min(erased)})
