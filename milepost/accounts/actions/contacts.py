"""The customer's people come in, change and leave."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import known_fields
from milepost.accounts.actions.contact_addresses import (
    clean_addresses,
    demand_addresses_unchanged,
    keep_addresses,
    refuse_erased,
    set_addresses,
)
from milepost.accounts.actions.contact_places import check_stance
from milepost.accounts.actions.contact_values import FIELDS, clean_contact, refuse_circle
from milepost.accounts.actions.custom_fields import with_custom
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.models import Account, AccountContact, Contact
from milepost.accounts.queries.contacts import contacts_by_address
from milepost.accounts.records import RecordKind, Stance
from milepost.audit.public import (
    create_record,
    update_record,
    with_first_parts,
)
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict


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
    refuse_erased(addresses)
    with transaction.atomic(), figures_once():
        if account is not None:
            _refuse_known(addresses, account)
        contact = create_record(Contact(**values), actor=actor)
        with with_first_parts(contact):
            keep_addresses(contact, addresses, actor)
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
            demand_addresses_unchanged(contact, wanted, expected_version)
        boss = wanted.get("reports_to")
        if boss is not None:
            refuse_circle(contact, boss)
        update_record(contact, wanted, actor=actor, expected_version=expected_version)
        if "emails" in changes:
            set_addresses(contact, changes["emails"], actor=actor)
    return contact


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


def _refuse_known(addresses: Sequence[str], account: Account) -> None:
    known = contacts_by_address(addresses).filter(places__account=account, archived_at=None)
    ids = list(known.values_list("pk", flat=True))
    if ids:
        words = _("Somebody with this address is at %(account)s already.") % {"account": account}
        raise Conflict("contact-known", words, contacts=ids)


def _checked(given: Mapping[str, Any], contact: Contact | None, actor: Actor) -> dict[str, Any]:
    return clean_contact(given, contact, lambda value: with_custom(contact, RecordKind.CONTACT, value, actor=actor))
