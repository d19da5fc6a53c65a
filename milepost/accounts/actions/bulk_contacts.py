"""Many contacts at once, found by a mail address: made where nobody has it, changed where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.actions.bulk import BulkOutcome, BulkState, Row, by_owner, differs, in_chunks, refusal
from milepost.accounts.actions.checks import known_fields, wrong
from milepost.accounts.actions.contacts import (
    FIELDS,
    check_stance,
    clean_addresses,
    clean_contact,
    refuse_circle,
    set_addresses,
)
from milepost.accounts.actions.custom_fields import custom_values, fields_for
from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail, CustomField
from milepost.accounts.queries.tombstones import erased_among
from milepost.accounts.records import RecordKind, Stance
from milepost.audit.public import create_records, update_records, with_first_parts
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, DomainError
from milepost.search.public import indexed_once

KEY = "email"
_BESIDES = frozenset({KEY, "emails", "account", "stance"})


@dataclass(slots=True)
class _Plan:
    """What one row comes to. `addresses` are None where only the key is given, and the contact has it."""

    state: BulkState = BulkState.UNCHANGED
    contact: Contact | None = None
    values: dict[str, Any] = field(default_factory=dict)
    addresses: list[str] | None = None
    account: Account | None = None
    stance: str | None = None
    place: AccountContact | None = None
    fault: DomainError | None = None

    @property
    def target(self) -> Contact:
        """The contact that is written; only once it exists."""
        if self.contact is None:
            raise RuntimeError("a plan was written before its contact was made")
        return self.contact

    def outcome(self) -> BulkOutcome:
        if self.fault is not None:
            return refusal(self.fault)
        return BulkOutcome(self.state, self.contact.pk if self.contact else None)


@dataclass(frozen=True, slots=True)
class _Present:
    """What is stored of those who have the addresses of one chunk."""

    holders: dict[str, list[Contact]]
    emails: dict[int, list[ContactEmail]]
    places: dict[int, list[AccountContact]]
    accounts: dict[int, Account]
    bosses: dict[int, Contact]
    erased: frozenset[str]


def upsert_contacts(
    rows: Sequence[Row], *, actor: Actor, creates: bool = True, updates: bool = True, dry_run: bool = False
) -> list[BulkOutcome]:
    """Make or change many contacts, each found by a mail address; say of every row what came of it, in order.

    A row holds `email`, and may hold what `add_contact` takes: `account` (a row or its key) is where they are, and of
    several who share the address the one there is meant. `emails` are all addresses, the first the main one; without
    them the address is put beside those that are there. What a row does not name stays. Otherwise as
    `upsert_accounts`: a wrong row stops no other, 500 rows are a transaction.
    """
    demand(actor, Right.READ_ALL)
    demand(actor, Right.WRITE)
    bulk = _Bulk(actor, {BulkState.CREATED: creates, BulkState.UPDATED: updates}, dry_run=dry_run)
    return in_chunks(rows, KEY, bulk.write)


class _Bulk:
    """One call: what is looked up once, and the way of a chunk."""

    def __init__(self, actor: Actor, wanted: dict[BulkState, bool], *, dry_run: bool) -> None:
        self.actor, self.wanted, self.dry_run = actor, wanted, dry_run
        self.custom: dict[str, CustomField] = fields_for(RecordKind.CONTACT, actor)

    def write(self, rows: Sequence[Row]) -> list[BulkOutcome]:
        present = _present(rows)
        plans = [self._planned(row, present) for row in rows]
        if not self.dry_run:
            with indexed_once():
                self._update([plan for plan in plans if plan.state == BulkState.UPDATED], present)
                self._write_places([plan for plan in plans if plan.state == BulkState.UPDATED])
                self._create([plan for plan in plans if plan.state == BulkState.CREATED])
        return [plan.outcome() for plan in plans]

    def _planned(self, row: Row, present: _Present) -> _Plan:
        plan = _Plan()
        try:
            self._plan(plan, row, present)
            plan.state = _state(plan, present)
        except DomainError as error:
            plan.state, plan.fault = BulkState.REFUSED, error
        if not self.wanted.get(plan.state, True):
            plan.state = BulkState.LEFT
        return plan

    def _plan(self, plan: _Plan, row: Row, present: _Present) -> None:
        known_fields(row, FIELDS | _BESIDES)
        key = _address(row)
        plan.account = _account(row, present)
        plan.contact = _holder(key, plan.account, present)
        stored = plan.contact.custom if plan.contact else {}
        own = {name: value for name, value in row.items() if name in FIELDS}
        if isinstance(own.get("reports_to"), int):
            own["reports_to"] = _boss(own["reports_to"], present)
        if plan.contact is None:
            own.setdefault("name", "")
        plan.values = clean_contact(own, plan.contact, lambda given: custom_values(stored, given, self.custom))
        if plan.contact is not None and plan.values.get("reports_to") is not None:
            refuse_circle(plan.contact, plan.values["reports_to"])
        if "emails" in row or plan.contact is None:
            plan.addresses = clean_addresses([*row.get("emails", ()), key])
            held = {one.address for one in present.emails.get(plan.contact.pk, ())} if plan.contact else set()
            if lost := present.erased.intersection(plan.addresses) - held:
                words = _("Who has the address %(address)s asked to be erased, so it is not taken in again.")
                raise Conflict("erased", words % {"address": min(lost)})
        if row.get("stance") is not None:
            check_stance(row["stance"])
            plan.stance = row["stance"]
        if plan.account is not None and plan.contact is not None:
            there = plan.account.pk
            here = (one for one in present.places.get(plan.contact.pk, ()) if one.account_id == there)
            plan.place = next(here, None)

    def _create(self, plans: Sequence[_Plan]) -> None:
        for plan in plans:
            plan.contact = Contact(**plan.values)
        contacts = create_records([plan.target for plan in plans], actor=self.actor)
        addresses = [
            ContactEmail(contact=plan.contact, address=address, is_primary=number == 0)
            for plan in plans
            for number, address in enumerate(plan.addresses or ())
        ]
        with with_first_parts(*contacts):
            create_records(addresses, actor=self.actor)
            self._write_places(plans)

    def _update(self, plans: Sequence[_Plan], present: _Present) -> None:
        changed = [(plan.target, plan.values) for plan in plans if plan.values]
        _written, refused = update_records(changed, actor=self.actor)
        if refused:
            raise refused[0][1]
        for plan in plans:
            if plan.addresses is not None and _other_addresses(plan, present):
                set_addresses(plan.target, plan.addresses, actor=self.actor)

    def _write_places(self, plans: Sequence[_Plan]) -> None:
        made = [
            AccountContact(account=plan.account, contact=plan.contact, stance=plan.stance or Stance.USER)
            for plan in plans
            if plan.account is not None and plan.place is None
        ]
        create_records(made, actor=self.actor)
        moved = [(plan.place, {"stance": plan.stance}) for plan in plans if plan.place is not None and plan.stance]
        update_records(moved, actor=self.actor)


def _present(rows: Sequence[Row]) -> _Present:
    """Read what is stored; the contacts stay locked. Five queries."""
    addresses = {str(row.get(KEY) or "").strip().lower() for row in rows}
    addresses |= {str(one).strip().lower() for row in rows for one in row.get("emails") or ()}
    found = list(ContactEmail.objects.filter(address__in=addresses).values_list("address", "contact"))
    keys = {contact for _address, contact in found}
    locked = Contact.objects.select_for_update(of=("self",)).filter(pk__in=keys, archived_at=None).order_by("pk")
    contacts = {contact.pk: contact for contact in locked}
    holders: dict[str, list[Contact]] = {}
    for address, contact in found:
        if contact in contacts:
            holders.setdefault(address, []).append(contacts[contact])
    named = {row["account"] for row in rows if isinstance(row.get("account"), int)}
    bosses = {row["reports_to"] for row in rows if isinstance(row.get("reports_to"), int)}
    return _Present(
        holders=holders,
        emails=by_owner(ContactEmail.objects.filter(contact__in=contacts), "contact_id"),
        places=by_owner(AccountContact.objects.filter(contact__in=contacts), "contact_id"),
        accounts=Account.objects.in_bulk(named) if named else {},
        bosses=Contact.objects.in_bulk(bosses) if bosses else {},
        erased=frozenset(erased_among(addresses)),
    )


def _address(row: Row) -> str:
    given = clean_addresses([str(row.get(KEY) or "")])
    if not given:
        raise wrong(KEY, _("A mail address is needed to find the contact by."), "missing")
    return given[0]


def _account(row: Row, present: _Present) -> Account | None:
    value = row.get("account")
    if value is None or isinstance(value, Account):
        return value
    if value not in present.accounts:
        raise wrong("account", _("This choice does not exist."))
    return present.accounts[value]


def _boss(key: int, present: _Present) -> Contact:
    if key not in present.bosses:
        raise wrong("reports_to", _("This choice does not exist."))
    return present.bosses[key]


def _holder(address: str, account: Account | None, present: _Present) -> Contact | None:
    """Return who is meant by an address: its one holder, of several the one at the account."""
    holders = present.holders.get(address, [])
    if len(holders) > 1 and account is not None:
        at = [one for one in holders if any(p.account_id == account.pk for p in present.places.get(one.pk, ()))]
        holders = at or holders
    if len(holders) > 1:
        words = _("%(count)s contacts have the address %(address)s. Name the account, or merge them.")
        raise Conflict("ambiguous", words % {"count": len(holders), "address": address})
    return holders[0] if holders else None


def _state(plan: _Plan, present: _Present) -> BulkState:
    if plan.contact is None:
        return BulkState.CREATED
    is_placed = plan.account is None or plan.place is not None
    is_stance = plan.place is None or plan.stance in {None, plan.place.stance}
    if differs(plan.contact, plan.values) or not is_placed or not is_stance or _other_addresses(plan, present):
        return BulkState.UPDATED
    return BulkState.UNCHANGED


def _other_addresses(plan: _Plan, present: _Present) -> bool:
    if plan.addresses is None or plan.contact is None:
        return False
    stored = present.emails.get(plan.contact.pk, ())
    main = next((one.address for one in stored if one.is_primary), "")
    return {one.address for one in stored} != set(plan.addresses) or main != plan.addresses[0]
