"""What is to become of each row of a file of accounts: looked up, checked, compared, and nothing written."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import (
    Account,
    AccountDomain,
    AccountTeamMember,
    OptionKind,
    RecordKind,
    TeamRole,
    check_account,
    clean_domain,
)
from milepost.integrations.csv.kinds.custom import CustomValues
from milepost.integrations.csv.kinds.lookups import Accounts, Choices, Faults, People
from milepost.integrations.csv.records import Outcome, Plan, Row, Run
from milepost.lib.errors import Invalid

_PLAIN = ("name", "currency", "employees", "contract_start", "renewal_date", "description")


class AccountPlanner:
    """One pass: what is looked up once, and what rows before have said."""

    def __init__(self, run: Run, accounts: Accounts, choices: Choices) -> None:
        self._run, self._accounts, self._choices, self._people = run, accounts, choices, People()
        self._custom = CustomValues(run, RecordKind.ACCOUNT, self._people)
        self._planned: set[str] = set()  # keys of rows that will be there once what was planned is written
        self._domains: dict[str, int] = {}

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        """Say what is to become of each row; `data` is the account, if it is here, and the values that differ."""
        known = self._accounts.of_source({row.key for row in rows if row.key})
        self._accounts.fetch({row.values["parent"] for row in rows if row.values.get("parent")})
        if not self._run.settings.key_column:
            known = self._by_domain_or_name(rows)
        stored = _stored(list(known.values()))
        plans = []
        for row in rows:
            found = known.get(row.key) if self._run.settings.key_column else known.get(str(row.number))
            plans.append(self._plan(row, found, stored.get(found.pk, {}) if found else {}))
        self._note_alike([plan for plan in plans if plan.outcome == Outcome.CREATED])
        return plans

    def _note_alike(self, new: Sequence[Plan]) -> None:
        """Say which of the new accounts are called like one that is here: likely from another source, or by hand."""
        called = self._accounts.called({plan.data[1]["name"] for plan in new})
        for plan in new:
            plan.alike = called.get(plan.data[1]["name"], "")

    def _by_domain_or_name(self, rows: Sequence[Row]) -> dict[str, Account]:
        texts = {row.number: [*(row.values.get("domains") or []), row.values.get("name") or ""] for row in rows}
        self._accounts.fetch({text for some in texts.values() for text in some})
        found: dict[str, Account] = {}
        for number, some in texts.items():
            for text in some:
                try:
                    found.setdefault(str(number), self._accounts.named(text))
                except ValueError:
                    continue
        return found

    def _plan(self, row: Row, account: Account | None, stored: dict[str, Any]) -> Plan:
        faults = Faults(self._run, row.values)
        faults.found += row.faults
        wanted = self._wanted(row, account, stored, faults)
        is_told = any(fault.column == self._run.column_of.get("name") for fault in faults.found)
        if account is None and not wanted.get("name") and not is_told:
            faults.add("name", _("An account needs a name."))
        if faults.found:
            return Plan(row, Outcome.REFUSED, faults.found)
        self._planned.add(row.key)
        if account is None:
            return Plan(row, Outcome.CREATED, data=(None, wanted))
        if self._run.settings.existing == "skip":
            return Plan(row, Outcome.UNCHANGED)
        changes = {key: value for key, value in wanted.items() if _differs(key, value, account, stored)}
        return Plan(row, Outcome.UPDATED if changes else Outcome.UNCHANGED, data=(account, changes))

    def _wanted(self, row: Row, account: Account | None, stored: dict[str, Any], faults: Faults) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        self._check_plain({key: row.values[key] for key in _PLAIN if key in row.values}, account, wanted, faults)
        for kind in (*OptionKind.values, "stage"):
            if kind in row.values:
                self._look_up(wanted, kind, row.values[kind], faults)
        self._name_team(row, wanted, faults)
        if "domains" in row.values:
            wanted["domains"] = self._checked_domains(row, account, stored, faults)
        if row.values.get("tags"):
            wanted["tags"] = self._checked_tags(row.values["tags"], faults)
        if "parent" in row.values:
            wanted["parent"] = self._checked_parent(row, faults)
        custom = self._custom.merged(account.custom if account else {}, row.values, faults)
        if custom is not None:
            wanted["custom"] = custom
        return wanted

    def _name_team(self, row: Row, wanted: dict[str, Any], faults: Faults) -> None:
        for role in TeamRole.values:
            if row.values.get(role):
                try:
                    wanted[role] = self._people.named(row.values[role])
                except ValueError as error:
                    faults.add(role, str(error))

    def _check_plain(
        self, given: dict[str, Any], account: Account | None, wanted: dict[str, Any], faults: Faults
    ) -> None:
        if given.get("name", "") is None:
            given.pop("name")
        try:
            wanted |= check_account(given, account, actor=self._run.actor)
        except Invalid as error:
            faults.add_invalid(error)

    def _look_up(self, wanted: dict[str, Any], kind: str, text: str | None, faults: Faults) -> None:
        if not text:
            if kind != "stage":
                wanted[kind] = None
            return
        try:
            wanted[kind] = self._choices.find(kind, text)
        except ValueError as error:
            faults.add(kind, str(error))

    def _checked_tags(self, names: list[str], faults: Faults) -> list[Any]:
        tags = []
        for name in names:
            try:
                tags.append(self._choices.find("tag", name))
            except ValueError as error:
                faults.add("tags", str(error), name)
        return tags

    def _checked_domains(self, row: Row, account: Account | None, stored: dict[str, Any], faults: Faults) -> list[str]:
        domains: list[str] = []
        self._accounts.fetch(row.values["domains"] or [])
        for text in row.values["domains"] or []:
            try:
                domain = clean_domain(text)
            except Invalid as error:
                faults.add("domains", error.message, text)
                continue
            first = self._domains.setdefault(domain, row.number)
            if first != row.number:
                faults.add("domains", _("Row %(row)s has this domain already.") % {"row": first}, text)
            elif domain not in stored.get("domains", ()) and self._is_taken(domain, account):
                faults.add("domains", _("This domain belongs to another account already."), text)
            domains.append(domain)
        return sorted({*domains, *stored.get("domains", ())}) if row.values["domains"] else []

    def _is_taken(self, domain: str, account: Account | None) -> bool:
        others = AccountDomain.objects.filter(domain=domain)
        return (others.exclude(account=account) if account else others).exists()

    def _checked_parent(self, row: Row, faults: Faults) -> Any:
        text = row.values["parent"]
        if not text:
            return None
        if text in self._planned and not self._accounts.is_key(text):
            return text
        try:
            return self._accounts.named(text)
        except ValueError as error:
            faults.add("parent", str(error))
            return None


def _stored(accounts: Sequence[Account]) -> dict[int, dict[str, Any]]:
    """Return what accounts have in rows of their own, by their keys. Four queries."""
    keys = [account.pk for account in accounts]
    stored: dict[int, dict[str, Any]] = {
        key: {"domains": set(), "external_ids": {}, "tags": set(), "team": set()} for key in keys
    }
    rows = Account.objects.filter(pk__in=keys).prefetch_related("domains", "external_ids", "taggings")
    for account in rows:
        mine = stored[account.pk]
        mine["domains"] = {row.domain for row in account.domains.all()}
        mine["external_ids"] = {row.system: row.value for row in account.external_ids.all()}
        mine["tags"] = {row.tag_id for row in account.taggings.all()}
    for account_id, role, user in (
        AccountTeamMember.objects.current(timezone.localdate())
        .filter(account__in=keys)
        .values_list("account", "role", "user")
    ):
        stored[account_id]["team"].add((role, user))
    return stored


def _differs(key: str, value: Any, account: Account, stored: dict[str, Any]) -> bool:
    match key:
        case "domains":
            return bool(set(value) != stored["domains"])
        case "tags":
            return any(isinstance(tag, str) or tag.pk not in stored["tags"] for tag in value)
        case "parent" | "stage" | "segment" | "tier" | "industry" | "region":
            return isinstance(value, str) or bool(getattr(account, f"{key}_id") != (value.pk if value else None))
    if key in TeamRole.values:
        return (key, value.pk) not in stored["team"]
    held: Any = getattr(account, key)
    return bool(held != value)
