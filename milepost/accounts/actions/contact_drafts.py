"""Many contacts written at once, however they came: a constant number of queries for every few hundred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from milepost.accounts.actions.contact_addresses import set_addresses
from milepost.accounts.actions.contact_keys import keep_keys
from milepost.accounts.actions.contact_values import clean_contact
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail
from milepost.accounts.records import Stance
from milepost.audit.public import Record, create_records, update_records, versions_restored, with_first_parts
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, DomainError
from milepost.search.public import indexed_once


@dataclass(slots=True, eq=False)
class ContactDraft:
    """One contact to be made, or with `contact` changed. Values are checked (`check_contact`).

    `addresses` come to those that are there, or with `replaces` take their place; the first of a new contact is the
    main one. `account` and `stance` say a place, `place` the one that is there, `key` what the contact is called in the
    system that is written for. `written` and `refusal` are the answer.
    """

    values: dict[str, Any] = field(default_factory=dict)
    contact: Contact | None = None
    addresses: Sequence[str] = ()
    replaces: bool = False
    account: Account | None = None
    stance: str = ""
    place: AccountContact | None = None
    key: str = ""
    written: list[Record] = field(default_factory=list)
    refusal: DomainError | None = None

    @property
    def target(self) -> Contact:
        """The contact that is written; only once it exists."""
        if self.contact is None:
            raise RuntimeError("a draft was written before its contact was made")
        return self.contact


def check_contact(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return own fields of a contact as the row holds them, without `custom`; `Invalid` names every wrong one."""
    return clean_contact({name: value for name, value in given.items() if name != "custom"}, None, dict)


def write_contacts(drafts: Sequence[ContactDraft], *, actor: Actor, system: str = "") -> None:
    """Write the drafts in one transaction; what became of each stands in it.

    When one collides with what somebody else stored meanwhile, all are written one by one, so that it alone is refused
    and leaves nothing behind. Who calls has looked for erased people (`erased_among`) and for contacts that have the
    keys or addresses already.
    """
    demand(actor, Right.READ_ALL)
    demand(actor, Right.WRITE)
    if drafts and not _is_written(drafts, actor, system):
        for draft in drafts:
            _is_written([draft], actor, system)


def _is_written(drafts: Sequence[ContactDraft], actor: Actor, system: str) -> bool:
    """Write the drafts together; when they cannot be, they are as they were, and one that is alone is refused."""
    fresh = [draft for draft in drafts if draft.contact is None]
    records = [record for draft in drafts for record in (draft.contact, draft.place) if record is not None]
    try:
        with versions_restored(records), transaction.atomic(), indexed_once(), figures_once():
            _write(drafts, fresh, actor)
            keep_keys(system, ((draft.key, draft.target) for draft in drafts if draft.key))
    except (DomainError, DataError, IntegrityError) as error:
        for draft in fresh:
            draft.contact = None
        for draft in drafts:
            draft.written = []
        if len(drafts) == 1:
            words = _("This collides with what somebody else stored at the same time.")
            drafts[0].refusal = error if isinstance(error, DomainError) else Conflict("conflict", words)
        return False
    return True


def _write(drafts: Sequence[ContactDraft], fresh: Sequence[ContactDraft], actor: Actor) -> None:
    made = create_records([Contact(**draft.values) for draft in fresh], actor=actor)
    for draft, contact in zip(fresh, made, strict=True):
        draft.contact = contact
        draft.written.append(contact)
    new = {contact.pk for contact in made}
    known = [draft for draft in drafts if draft.target.pk not in new]
    _change([(draft, draft.target, draft.values) for draft in known if draft.values], actor)
    for draft in known:
        if draft.replaces:
            set_addresses(draft.target, draft.addresses, actor=actor)
    with with_first_parts(*made):
        _add([(draft, row) for draft in drafts for row in _new_addresses(draft, draft.target.pk in new)], actor)
        _add([(draft, _new_place(draft)) for draft in drafts if draft.account and not draft.place], actor)
    _change([(draft, draft.place, {"stance": draft.stance}) for draft in known if draft.place and draft.stance], actor)


def _new_addresses(draft: ContactDraft, is_new: bool) -> list[ContactEmail]:
    if draft.replaces and not is_new:
        return []
    return [
        ContactEmail(contact=draft.contact, address=address, is_primary=is_new and number == 0)
        for number, address in enumerate(draft.addresses)
    ]


def _new_place(draft: ContactDraft) -> AccountContact:
    return AccountContact(account=draft.account, contact=draft.contact, stance=draft.stance or Stance.USER)


def _add(pairs: Sequence[tuple[ContactDraft, Record]], actor: Actor) -> None:
    for (draft, _row), row in zip(pairs, create_records([row for _draft, row in pairs], actor=actor), strict=True):
        draft.written.append(row)


def _change(wanted: Sequence[tuple[ContactDraft, Record, Mapping[str, Any]]], actor: Actor) -> None:
    if not wanted:
        return
    by_key = {record.pk: draft for draft, record, _values in wanted}
    written, refused = update_records([(record, values) for _draft, record, values in wanted], actor=actor)
    for _record, conflict in refused:
        raise conflict
    for record in written:
        by_key[record.pk].written.append(record)
