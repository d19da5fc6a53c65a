"""Many contacts at once, found by their key in another system or a mail address: made or changed where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from milepost.accounts.actions.bulk import BulkOutcome, BulkState, Row, by_owner, differs, in_chunks, refusal
from milepost.accounts.actions.checks import clean_line, known_fields, wrong
from milepost.accounts.actions.contact_addresses import clean_addresses
from milepost.accounts.actions.contact_drafts import ContactDraft, write_contacts
from milepost.accounts.actions.contact_keys import contacts_by_key
from milepost.accounts.actions.contact_places import check_stance
from milepost.accounts.actions.contact_values import FIELDS, clean_contact, refuse_circle
from milepost.accounts.actions.custom_fields import custom_values, fields_for
from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail, CustomField
from milepost.accounts.queries.tombstones import erased_among
from milepost.accounts.records import RecordKind
from milepost.identity.public import Right, demand, person_behind
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, DomainError

KEY, ADDRESS = "external_id", "email"
_BESIDES = frozenset({KEY, ADDRESS, "emails", "account", "stance"})


@dataclass(slots=True)
class _Plan:
    """What one row comes to."""

    state: BulkState = BulkState.UNCHANGED
    draft: ContactDraft = field(default_factory=ContactDraft)
    fault: DomainError | None = None

    def outcome(self) -> BulkOutcome:
        fault = self.fault or self.draft.refusal
        if fault is not None:
            return refusal(fault)
        return BulkOutcome(self.state, self.draft.contact.pk if self.draft.contact else None)


@dataclass(frozen=True, slots=True)
class _Present:
    """What is stored of those who have the keys or addresses of one chunk."""

    by_key: dict[str, Contact]
    holders: dict[str, list[Contact]]
    emails: dict[int, list[ContactEmail]]
    places: dict[int, list[AccountContact]]
    accounts: dict[int, Account]
    bosses: dict[int, Contact]
    erased: frozenset[str]


def upsert_contacts(
    rows: Sequence[Row],
    *,
    actor: Actor,
    system: str = "",
    creates: bool = True,
    updates: bool = True,
    dry_run: bool = False,
) -> list[BulkOutcome]:
    """Make or change many contacts; say of every row what came of it, in order.

    Each is found by `external_id`, its key in `system`, else by `email`; without a system by `email` alone. A row may
    hold what `add_contact` takes: `account` (a row or its key) is where they are, and of several who share the address
    the one there is meant. `emails` are all addresses, the first the main one; without them `email` is put beside those
    that are there. What a row does not name stays. Otherwise as `upsert_accounts`: a wrong row stops no other, 500 rows
    are a transaction.
    """
    demand(actor, Right.READ_ALL)
    demand(actor, Right.WRITE)
    if system:
        system = clean_line(system, "system", 40).lower()
    bulk = _Bulk(actor, system, {BulkState.CREATED: creates, BulkState.UPDATED: updates}, dry_run=dry_run)
    return in_chunks(rows, KEY if system else ADDRESS, bulk.write)


class _Bulk:
    """One call: what is looked up once, and the way of a chunk."""

    def __init__(self, actor: Actor, system: str, wanted: dict[BulkState, bool], *, dry_run: bool) -> None:
        self.actor, self.system, self.wanted, self.dry_run = actor, system, wanted, dry_run
        self.viewer = person_behind(actor)
        self.custom: dict[str, CustomField] = fields_for(RecordKind.CONTACT, self.viewer)
        self.said: dict[str, Row] = {}  # addresses, by the row that said them first

    def write(self, rows: Sequence[Row]) -> list[BulkOutcome]:
        present = _present(rows, self.system)
        plans = [self._planned(row, present) for row in rows]
        if not self.dry_run:
            drafts = [plan.draft for plan in plans if plan.state in {BulkState.CREATED, BulkState.UPDATED}]
            write_contacts(drafts, actor=self.actor, system=self.system)
        return [plan.outcome() for plan in plans]

    def _planned(self, row: Row, present: _Present) -> _Plan:
        plan = _Plan()
        try:
            self._plan(plan.draft, row, present)
            plan.state = _state(plan.draft, present)
        except DomainError as error:
            plan.state, plan.fault = BulkState.REFUSED, error
        if not self.wanted.get(plan.state, True):
            plan.state = BulkState.LEFT
        return plan

    def _plan(self, draft: ContactDraft, row: Row, present: _Present) -> None:
        known_fields(row, FIELDS | _BESIDES if self.system else (FIELDS | _BESIDES) - {KEY})
        address = self._address(row)
        draft.account = _account(row, present)
        if self.system:
            draft.key = clean_line(row.get(KEY), KEY, 200, needed=_("An external id is needed to find the contact by."))
            draft.contact = present.by_key.get(draft.key)
        if draft.contact is None and address:
            draft.contact = _holder(address, draft.account, present)
        self._check_values(draft, row, present)
        self._check_addresses(draft, row, address, present)
        if row.get("stance") is not None:
            check_stance(row["stance"])
            draft.stance = row["stance"]
        if draft.account is not None and draft.contact is not None:
            there = draft.account.pk
            here = (one for one in present.places.get(draft.contact.pk, ()) if one.account_id == there)
            draft.place = next(here, None)

    def _address(self, row: Row) -> str:
        """Return the address by which a row is found; a second row that says it is refused."""
        given = clean_addresses([str(row.get(ADDRESS) or "")])
        if not given and not self.system:
            raise wrong(ADDRESS, _("A mail address is needed to find the contact by."), "missing")
        if given and self.said.setdefault(given[0], row) is not row:
            words = _("“%(key)s” stands here twice; the first one counts.") % {"key": given[0]}
            raise wrong(ADDRESS, words, "duplicate-key")
        return given[0] if given else ""

    def _check_values(self, draft: ContactDraft, row: Row, present: _Present) -> None:
        stored = draft.contact.custom if draft.contact else {}
        own = {name: value for name, value in row.items() if name in FIELDS}
        if isinstance(own.get("reports_to"), int):
            own["reports_to"] = _boss(own["reports_to"], present)
        if draft.contact is None:
            own.setdefault("name", "")
        draft.values = clean_contact(
            own, draft.contact, lambda given: custom_values(stored, given, self.custom, self.viewer)
        )
        if draft.contact is not None and draft.values.get("reports_to") is not None:
            refuse_circle(draft.contact, draft.values["reports_to"])

    def _check_addresses(self, draft: ContactDraft, row: Row, address: str, present: _Present) -> None:
        held = {one.address for one in present.emails.get(draft.contact.pk, ())} if draft.contact else set()
        draft.replaces = "emails" in row and draft.contact is not None
        if "emails" in row or draft.contact is None:
            draft.addresses = clean_addresses([*row.get("emails", ()), address])
        elif address not in held:
            draft.addresses = [address] if address else []
        if lost := present.erased.intersection(draft.addresses) - held:
            words = _("Who has the address %(address)s asked to be erased, so it is not taken in again.")
            raise Conflict("erased", words % {"address": min(lost)})


def _present(rows: Sequence[Row], system: str) -> _Present:
    """Read what is stored; the contacts stay locked. Six queries."""
    addresses = {str(row.get(ADDRESS) or "").strip().lower() for row in rows}
    addresses |= {str(one).strip().lower() for row in rows for one in row.get("emails") or ()}
    found = list(ContactEmail.objects.filter(address__in=addresses).values_list("address", "contact"))
    by_key = contacts_by_key(system, {str(row.get(KEY) or "").strip() for row in rows}) if system else {}
    keys = {contact for _address, contact in found} | {contact.pk for contact in by_key.values()}
    locked = Contact.objects.select_for_update(of=("self",)).filter(pk__in=keys, archived_at=None).order_by("pk")
    contacts = {contact.pk: contact for contact in locked}
    holders: dict[str, list[Contact]] = {}
    for address, contact in found:
        if contact in contacts:
            holders.setdefault(address, []).append(contacts[contact])
    named = {row["account"] for row in rows if isinstance(row.get("account"), int)}
    bosses = {row["reports_to"] for row in rows if isinstance(row.get("reports_to"), int)}
    return _Present(
        by_key={value: contacts.get(contact.pk, contact) for value, contact in by_key.items()},
        holders=holders,
        emails=by_owner(ContactEmail.objects.filter(contact__in=contacts), "contact_id"),
        places=by_owner(AccountContact.objects.filter(contact__in=contacts), "contact_id"),
        accounts=Account.objects.in_bulk(named) if named else {},
        bosses=Contact.objects.in_bulk(bosses) if bosses else {},
        erased=frozenset(erased_among(addresses)),
    )


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


def _state(draft: ContactDraft, present: _Present) -> BulkState:
    """Say what becomes of a row, and leave out of its draft what is so already."""
    if draft.contact is None:
        return BulkState.CREATED
    if draft.replaces and _same_addresses(draft, present):
        draft.replaces, draft.addresses = False, ()
    if draft.place is not None and draft.stance == draft.place.stance:
        draft.stance = ""
    is_placed = draft.account is None or (draft.place is not None and not draft.stance)
    is_same = is_placed and not draft.addresses and not draft.replaces and not differs(draft.contact, draft.values)
    return BulkState.UNCHANGED if is_same else BulkState.UPDATED


def _same_addresses(draft: ContactDraft, present: _Present) -> bool:
    stored = present.emails.get(draft.target.pk, ())
    main = next((one.address for one in stored if one.is_primary), "")
    return {one.address for one in stored} == set(draft.addresses) and main == next(iter(draft.addresses), "")
