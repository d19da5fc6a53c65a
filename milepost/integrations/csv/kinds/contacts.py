"""Contacts from files: found by their key in the source or by mail address, written in bulk."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import (
    AccountContact,
    Contact,
    ContactDraft,
    ContactEmail,
    RecordKind,
    Stance,
    check_contact,
    clean_addresses,
    contacts_by_key,
    erased_among,
    write_contacts,
)
from milepost.identity.public import User
from milepost.integrations.csv.kinds.custom import CustomValues, custom_import_fields
from milepost.integrations.csv.kinds.lookups import Accounts, Faults, People, account_field
from milepost.integrations.csv.records import ImportField, ImportKind, Outcome, Plan, Row, Run, ValueType, Written
from milepost.integrations.csv.running.writing import faults_of
from milepost.lib.errors import Invalid
from milepost.lib.text import fold

_PLAIN = ("name", "title", "phone", "timezone", "left_on")
_STANCES = {fold(str(word)): stance.value for stance in Stance for word in (stance.label, stance.value)}


def contact_fields(viewer: User | None) -> list[ImportField]:
    """Return what columns of contacts can go into."""
    return [
        ImportField(
            key="name",
            label=gettext_lazy("Name"),
            is_needed=True,
            can_clear=False,
            aliases=("full name", "contact name", "person", "display name"),
        ),
        ImportField(
            key="first_name", label=gettext_lazy("First name"), aliases=("given name", "firstname", "forename")
        ),
        ImportField(key="last_name", label=gettext_lazy("Last name"), aliases=("family name", "surname", "lastname")),
        ImportField(
            key="email",
            label=gettext_lazy("E-mail"),
            can_clear=False,
            aliases=("e mail", "mail", "email address", "e mail address", "work email"),
        ),
        account_field(is_needed=False),
        ImportField(
            key="stance", label=gettext_lazy("Stance"), can_clear=False, aliases=("role in the deal", "persona", "type")
        ),
        ImportField(
            key="title", label=gettext_lazy("Job title"), aliases=("title", "job", "position", "function", "role")
        ),
        ImportField(
            key="phone", label=gettext_lazy("Phone"), aliases=("telephone", "phone number", "mobile", "mobile phone")
        ),
        ImportField(key="timezone", label=gettext_lazy("Time zone"), aliases=("timezone", "tz")),
        ImportField(
            key="left_on",
            label=gettext_lazy("Left the company"),
            type=ValueType.DATE,
            aliases=("left on", "left", "end date"),
        ),
        *custom_import_fields(RecordKind.CONTACT, viewer),
    ]


class ContactImporter:
    """Plans and writes contacts, with a constant number of queries for each batch."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._accounts = Accounts(run)
        self._custom = CustomValues(run, RecordKind.CONTACT, People())
        self._addresses: dict[str, int] = {}

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        self._accounts.fetch({row.values["account"] for row in rows if row.values.get("account")})
        addresses = {row.number: _address(row) for row in rows}
        wanted = {address for address in addresses.values() if address}
        by_key = self._by_key({row.key for row in rows if row.key})
        by_address = _by_address({addresses[row.number] for row in rows if row.key not in by_key} - {""})
        erased = erased_among(wanted)
        known = [by_key.get(row.key) for row in rows] + [one for some in by_address.values() for one in some]
        stored = _Stored({contact.pk for contact in known if contact})
        return [self._plan(row, addresses[row.number], by_key, by_address, erased, stored) for row in rows]

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        write_contacts([plan.data for plan in plans], actor=self._run.actor, system=self._run.settings.source)
        return [_answer(plan) for plan in plans]

    def _by_key(self, keys: set[str]) -> dict[str, Contact]:
        return contacts_by_key(self._run.settings.source, keys) if self._run.settings.key_column else {}

    def _plan(  # noqa: PLR0917 - what was fetched for all rows
        self,
        row: Row,
        address: str,
        by_key: dict[str, Contact],
        by_address: dict[str, list[Contact]],
        erased: set[str],
        stored: "_Stored",
    ) -> Plan:
        faults = Faults(self._run, row.values)
        faults.found += row.faults
        draft = ContactDraft(self._own_values(row, faults), key=row.key)
        draft.addresses = self._checked_address(row, address, faults)
        self._check_place(row, draft, faults)
        if address in erased:
            faults.add("email", _("This person asked to be erased, so they are not taken in again."))
        draft.contact = by_key.get(row.key) or self._with_address(by_address.get(address, []), draft, stored, faults)
        custom = self._custom.merged(draft.contact.custom if draft.contact else {}, row.values, faults)
        if custom is not None:
            draft.values["custom"] = custom
        if draft.contact is None and not draft.values.get("name") and not faults.found:
            faults.add("name", _("A contact needs a name."))
        if faults.found:
            return Plan(row, Outcome.REFUSED, faults.found)
        if draft.contact is None:
            return Plan(row, Outcome.CREATED, data=draft)
        if self._run.settings.existing == "skip":
            return Plan(row, Outcome.UNCHANGED)
        return self._difference(row, draft, draft.contact, stored)

    def _own_values(self, row: Row, faults: Faults) -> dict[str, Any]:
        given = {key: row.values[key] for key in _PLAIN if key in row.values}
        parts = [row.values[key] for key in ("first_name", "last_name") if row.values.get(key)]
        if parts and not given.get("name"):
            given["name"] = " ".join(parts)
        try:
            return check_contact(given) if given else {}
        except Invalid as error:
            faults.add_invalid(error)
            return {}

    def _checked_address(self, row: Row, address: str, faults: Faults) -> list[str]:
        if not address:
            if not self._run.settings.key_column:
                faults.add("email", _("Without a key column each contact needs a mail address."))
            return []
        try:
            addresses = clean_addresses([address])
        except Invalid as error:
            faults.add("email", error.message)
            return []
        first = self._addresses.setdefault(address, row.number)
        if first != row.number:
            faults.add("email", _("Row %(row)s has this address already.") % {"row": first})
        return addresses

    def _check_place(self, row: Row, draft: ContactDraft, faults: Faults) -> None:
        if text := row.values.get("account"):
            try:
                draft.account = self._accounts.named(text)
            except ValueError as error:
                faults.add("account", str(error))
        if text := row.values.get("stance"):
            draft.stance = _STANCES.get(fold(text), "")
            if not draft.stance:
                words = _("There is no such stance. There are: %(names)s.")
                faults.add("stance", words % {"names": ", ".join(str(label) for label in Stance.labels)})

    def _with_address(
        self, found: list[Contact], draft: ContactDraft, stored: "_Stored", faults: Faults
    ) -> Contact | None:
        if len(found) > 1 and draft.account is not None:
            found = [one for one in found if (one.pk, draft.account.pk) in stored.places]
        if len(found) > 1:
            faults.add("email", _("Several contacts have this address. Merge them, or say the account."))
        return found[0] if found else None

    def _difference(self, row: Row, draft: ContactDraft, contact: Contact, stored: "_Stored") -> Plan:
        draft.values = {key: value for key, value in draft.values.items() if getattr(contact, key) != value}
        draft.addresses = [one for one in draft.addresses if one not in stored.addresses[contact.pk]]
        if draft.account is not None:
            draft.place = stored.places.get((contact.pk, draft.account.pk))
            if draft.place:
                draft.place.account, draft.place.contact = draft.account, contact
        if draft.place and draft.place.stance == draft.stance:
            draft.stance = ""
        is_placed = draft.account is None or (draft.place is not None and not draft.stance)
        same = not draft.values and not draft.addresses and is_placed
        return Plan(row, Outcome.UNCHANGED if same else Outcome.UPDATED, data=draft)


class _Stored:
    """Addresses and places of known contacts. Two queries."""

    def __init__(self, keys: set[int]) -> None:
        self.addresses: dict[int, set[str]] = defaultdict(set)
        self.places: dict[tuple[int, int], AccountContact] = {}
        if not keys:
            return
        for contact_id, address in ContactEmail.objects.filter(contact__in=keys).values_list("contact", "address"):
            self.addresses[contact_id].add(address)
        for place in AccountContact.objects.filter(contact__in=keys):
            self.places[place.contact_id, place.account_id] = place


def _address(row: Row) -> str:
    return str(row.values.get("email") or "").strip().lower()


def _by_address(addresses: set[str]) -> dict[str, list[Contact]]:
    """Return the active contacts by their addresses. One query."""
    found: dict[str, list[Contact]] = defaultdict(list)
    rows = ContactEmail.objects.filter(address__in=addresses, contact__archived_at=None).select_related("contact")
    for row in rows.order_by("contact_id"):
        found[row.address].append(row.contact)
    return found


def _answer(plan: Plan) -> Written:
    draft: ContactDraft = plan.data
    if draft.refusal is not None:
        return Written(plan, Outcome.REFUSED, faults=faults_of(draft.refusal))
    return Written(plan, plan.outcome, touched=[[one.audit_kind(), str(one.pk)] for one in draft.written])


CONTACTS = ImportKind(
    key="contacts",
    label=gettext_lazy("Contacts"),
    one=gettext_lazy("contact"),
    icon="users",
    purpose=gettext_lazy("Your customers’ people, with addresses and the account they belong to."),
    fields=contact_fields,
    importer=ContactImporter,
    key_fields=("email",),
    list_url="accounts:contact-list",
)
