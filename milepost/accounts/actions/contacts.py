"""The customer's people come in, change, move between accounts and leave."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, known_fields, wrong
from milepost.accounts.actions.custom_fields import with_custom
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail
from milepost.accounts.queries.contacts import contacts_by_address
from milepost.accounts.queries.tombstones import erased_among
from milepost.accounts.records import RecordKind, Stance
from milepost.audit.public import (
    create_record,
    create_records,
    delete_record,
    demand_version,
    update_record,
    with_first_parts,
)
from milepost.identity.public import Right, clean_email, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid

FIELDS = frozenset({"name", "title", "phone", "timezone", "reports_to", "left_on", "custom"})
MAX_ADDRESSES = 20
MAX_BOSSES = 50


def add_contact(
    name: str,
    *,
    actor: Actor,
    account: Account | None = None,
    emails: Sequence[str] = (),
    stance: str = Stance.USER,
    **fields: Any,
) -> Contact:
    """Make a contact, at `account` if one is given; the first of `emails` is the main address.

    Raises `Invalid` for wrong values, and `Conflict`: "contact-known" (`details["contacts"]`: their ids) when somebody
    at the same account has one of the addresses already, "erased" when a holder asked to be erased.
    Who sees only their own accounts must name one of them.
    """
    demand(actor, Right.WRITE)
    if account is None:
        demand(actor, Right.READ_ALL)
    known_fields(fields, FIELDS)
    values = _checked({"name": name, **fields}, None, actor)
    addresses = clean_addresses(emails)
    check_stance(stance)
    _refuse_erased(addresses)
    with transaction.atomic(), figures_once():
        if account is not None:
            _refuse_known(addresses, account)
        contact = create_record(Contact(**values), actor=actor)
        with with_first_parts(contact):
            _keep_addresses(contact, addresses, actor)
            if account is not None:
                create_record(AccountContact(account=account, contact=contact, stance=stance), actor=actor)
    return contact


def change_contact(
    contact: Contact, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Contact:
    """Change what is said of a contact; of `custom`, those keys that are named (None empties one).

    `emails` are given as a whole, the first the main one.
    """
    demand(actor, Right.WRITE)
    known_fields(changes, FIELDS | {"emails"})
    own = {key: value for key, value in changes.items() if key != "emails"}
    with transaction.atomic():
        wanted = _checked(own, contact, actor)
        if "emails" in changes:
            _demand_unchanged(contact, wanted, expected_version)
        boss = wanted.get("reports_to")
        if boss is not None:
            refuse_circle(contact, boss)
        update_record(contact, wanted, actor=actor, expected_version=expected_version)
        if "emails" in changes:
            set_addresses(contact, changes["emails"], actor=actor)
    return contact


def set_addresses(
    contact: Contact, emails: Sequence[str], *, actor: Actor, expected_version: int | None = None
) -> list[ContactEmail]:
    """Make `emails` the addresses of the contact, the first the main one; others go.

    Raises `Conflict` when somebody changed the contact since it was read, or since `expected_version`.
    """
    demand(actor, Right.WRITE)
    addresses = clean_addresses(emails)
    with transaction.atomic():
        _demand_unchanged(contact, (), expected_version)
        present = {row.address: row for row in contact.emails.all()}
        _refuse_erased(address for address in addresses if address not in present)
        for address, row in present.items():
            if address not in addresses:
                delete_record(row, actor=actor)
            elif row.is_primary and address != addresses[0]:
                update_record(row, {"is_primary": False}, actor=actor)
        _keep_addresses(contact, [one for one in addresses if one not in present], actor, primary=False)
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


def place_contact(contact: Contact, account: Account, stance: str = Stance.USER, *, actor: Actor) -> AccountContact:
    """Say that the contact is at `account`, and what they are to us there; known already, the stance changes."""
    demand(actor, Right.WRITE)
    check_stance(stance)
    with transaction.atomic():
        place = AccountContact.objects.filter(account=account, contact=contact).first()
        if place is None:
            return create_record(AccountContact(account=account, contact=contact, stance=stance), actor=actor)
        return update_record(place, {"stance": stance}, actor=actor)


def change_place(
    place: AccountContact, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> AccountContact:
    """Change the stance, or say whom to ask first: the one who was asked first before is so no longer."""
    demand(actor, Right.WRITE)
    if not set(changes) <= {"stance", "is_primary"}:
        raise Invalid("unknown-field", _("There is no such field."))
    check_stance(changes.get("stance", place.stance))
    with transaction.atomic():
        if changes.get("is_primary"):
            others = AccountContact.objects.filter(account=place.account_id, is_primary=True).exclude(pk=place.pk)
            for other in others:
                update_record(other, {"is_primary": False}, actor=actor)
        return update_record(place, changes, actor=actor, expected_version=expected_version)


def remove_place(place: AccountContact, *, actor: Actor) -> None:
    """Take the contact from the account; the person and their history stay."""
    demand(actor, Right.WRITE)
    delete_record(place, actor=actor)


def unsubscribe(contact: Contact, *, actor: Actor) -> Contact:
    """Note that this person wants no mail from us that they did not ask for."""
    demand(actor, Right.WRITE)
    return update_record(contact, {"unsubscribed_at": contact.unsubscribed_at or timezone.now()}, actor=actor)


def subscribe_again(contact: Contact, *, actor: Actor) -> Contact:
    demand(actor, Right.WRITE)
    return update_record(contact, {"unsubscribed_at": None}, actor=actor)


def archive_contact(contact: Contact, *, actor: Actor) -> Contact:
    demand(actor, Right.WRITE)
    return update_record(contact, {"archived_at": contact.archived_at or timezone.now()}, actor=actor)


def restore_contact(contact: Contact, *, actor: Actor) -> Contact:
    demand(actor, Right.WRITE)
    return update_record(contact, {"archived_at": None}, actor=actor)


def _demand_unchanged(contact: Contact, names: Iterable[str], expected_version: int | None) -> None:
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


def _keep_addresses(contact: Contact, addresses: Sequence[str], actor: Actor, *, primary: bool = True) -> None:
    rows = [
        ContactEmail(contact=contact, address=address, is_primary=primary and number == 0)
        for number, address in enumerate(addresses)
    ]
    create_records(rows, actor=actor)


def _refuse_erased(addresses: Iterable[str]) -> None:
    if erased := erased_among(addresses):
        words = _("Who has the address %(address)s asked to be erased, so it is not taken in again.")
        raise Conflict("erased", words % {"address": min(erased)})


def _refuse_known(addresses: Sequence[str], account: Account) -> None:
    known = contacts_by_address(addresses).filter(places__account=account, archived_at=None)
    ids = list(known.values_list("pk", flat=True))
    if ids:
        words = _("Somebody with this address is at %(account)s already.") % {"account": account}
        raise Conflict("contact-known", words, contacts=ids)


def _checked(given: Mapping[str, Any], contact: Contact | None, actor: Actor) -> dict[str, Any]:
    return clean_contact(given, contact, lambda value: with_custom(contact, RecordKind.CONTACT, value, actor=actor))


def clean_contact(
    given: Mapping[str, Any], contact: Contact | None, custom: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the values as the row holds them; `Invalid` names every wrong one. `custom` as in `clean_account`."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for key, value in given.items():
        try:
            if key == "custom":
                values[key] = custom(value or {})
            else:
                values[key] = _CLEANERS[key](value, contact)
        except Invalid as error:
            faults |= error.fields or {key: error.message}
    if faults:
        raise Invalid("wrong-value", " ".join(dict.fromkeys(faults.values())), faults)
    return values


def _timezone(value: Any, _contact: Contact | None) -> str:
    name = clean_line(value, "timezone", 64)
    if name and name not in zoneinfo.available_timezones():
        raise wrong("timezone", _("There is no such time zone."))
    return name


def _left_on(value: Any, _contact: Contact | None) -> dt.date | None:
    try:
        day: dt.date | None = _DAY.to_python(value or None)
    except ValidationError as error:
        raise wrong("left_on", _("A day belongs here, like 2026-03-31.")) from error
    return day


_DAY: DateField[Any, dt.date | None] = DateField()
_CLEANERS: dict[str, Callable[[Any, Contact | None], Any]] = {
    "name": lambda value, _contact: clean_line(value, "name", 200, needed=_("A contact needs a name.")),
    "title": lambda value, _contact: clean_line(value, "title", 120),
    "phone": lambda value, _contact: clean_line(value, "phone", 40),
    "timezone": _timezone,
    "reports_to": lambda value, _contact: value,
    "left_on": _left_on,
}


def check_stance(stance: str) -> None:
    """Raise `Invalid` when there is no such stance."""
    if stance not in Stance.values:
        words = _("There is no such stance.")
        raise Invalid("wrong-value", words, {"stance": words})


def refuse_circle(contact: Contact, boss: Contact) -> None:
    """Walk up from `boss`: whoever reports to themself in the end is refused. The rows walked stay locked."""
    above = boss
    for _step in range(MAX_BOSSES):
        if above.pk == contact.pk:
            words = _("%(boss)s already reports to %(name)s.") % {"boss": boss, "name": contact}
            raise Invalid("circle", words, {"reports_to": words})
        if above.reports_to_id is None:
            return
        above = Contact.objects.select_for_update().get(pk=above.reports_to_id)
    words = _("More than %(number)s people stand above each other.") % {"number": MAX_BOSSES}
    raise Invalid("circle", words, {"reports_to": words})
