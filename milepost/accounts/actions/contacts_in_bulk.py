"""Many contacts at once, as imports bring them: a constant number of queries for every few hundred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from milepost.accounts.actions.contacts import clean_addresses, clean_contact
from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail
from milepost.accounts.records import Stance
from milepost.audit.public import Record, create_records, update_records, with_first_parts
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import DomainError
from milepost.search.public import indexed_once


@dataclass(slots=True, eq=False)
class ContactDraft:
    """One contact to be made, or with `contact` changed. Values are checked (`check_contact`).

    `addresses` come to those that are there, the first of a new contact being the main one; `account` and `stance` say
    a place. `written` and `refusal` are the answer.
    """

    values: dict[str, Any]
    contact: Contact | None = None
    addresses: Sequence[str] = ()
    account: Account | None = None
    stance: str = ""
    place: AccountContact | None = None
    written: list[Record] = field(default_factory=list)
    refusal: DomainError | None = None


def check_contact(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return own fields of a contact as the row holds them, without `custom`; `Invalid` names every wrong one."""
    return clean_contact({name: value for name, value in given.items() if name != "custom"}, None, dict)


def check_addresses(emails: Sequence[str]) -> list[str]:
    """Return addresses as they are kept; `Invalid` names a wrong one."""
    return clean_addresses(emails)


def write_contacts(drafts: Sequence[ContactDraft], *, actor: Actor) -> None:
    """Write the drafts in one transaction; what became of each stands in it. A stale one is refused by itself.

    Who calls has looked for erased people (`erased_among`) and for contacts that have the addresses already.
    """
    demand(actor, Right.READ_ALL)
    demand(actor, Right.WRITE)
    with transaction.atomic(), indexed_once():
        fresh = [draft for draft in drafts if draft.contact is None]
        known = [draft for draft in drafts if draft.contact is not None]
        for draft, contact in zip(
            fresh, create_records([Contact(**draft.values) for draft in fresh], actor=actor), strict=True
        ):
            draft.contact = contact
            draft.written.append(contact)
        _change([(draft, draft.contact, draft.values) for draft in known if draft.values], actor)
        good = [draft for draft in drafts if draft.refusal is None]
        with with_first_parts(*(draft.contact for draft in fresh if draft.contact)):
            _add_addresses(good, set(map(id, fresh)), actor)
            _place(good, actor)


def _change(wanted: Sequence[tuple[ContactDraft, Any, Mapping[str, Any]]], actor: Actor) -> None:
    by_key = {record.pk: draft for draft, record, _values in wanted}
    written, refused = update_records([(record, values) for _draft, record, values in wanted], actor=actor)
    for record in written:
        by_key[record.pk].written.append(record)
    for record, conflict in refused:
        by_key[record.pk].refusal = conflict


def _add_addresses(drafts: Sequence[ContactDraft], fresh: set[int], actor: Actor) -> None:
    pairs = [
        (draft, ContactEmail(contact=draft.contact, address=address, is_primary=id(draft) in fresh and number == 0))
        for draft in drafts
        for number, address in enumerate(draft.addresses)
    ]
    for (draft, _row), row in zip(pairs, create_records([row for _draft, row in pairs], actor=actor), strict=True):
        draft.written.append(row)


def _place(drafts: Sequence[ContactDraft], actor: Actor) -> None:
    pairs = [
        (draft, AccountContact(account=draft.account, contact=draft.contact, stance=draft.stance or Stance.USER))
        for draft in drafts
        if draft.account is not None and draft.place is None
    ]
    for (draft, _row), row in zip(pairs, create_records([row for _draft, row in pairs], actor=actor), strict=True):
        draft.written.append(row)
    _change([(draft, draft.place, {"stance": draft.stance}) for draft in drafts if draft.place and draft.stance], actor)
