"""Accounts from files: found by their key in the source, a domain, or made anew."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import (
    Account,
    AccountDomain,
    AccountTeamMember,
    BulkState,
    OptionKind,
    RecordKind,
    TeamRole,
    change_account,
    change_stage,
    check_account,
    clean_domain,
    create_account,
    put_in_role,
    tag_account,
    upsert_accounts,
)
from milepost.identity.public import User
from milepost.integrations.csv.kinds.custom import CustomValues, custom_import_fields
from milepost.integrations.csv.kinds.lookups import Accounts, Choices, Faults, People
from milepost.integrations.csv.records import (
    Fault,
    ImportField,
    ImportKind,
    Outcome,
    Plan,
    Row,
    Run,
    Touched,
    ValueType,
    Written,
)
from milepost.integrations.csv.running.writing import faults_of, noting, once, write_one_by_one
from milepost.lib.errors import Invalid

_PLAIN = ("name", "currency", "employees", "contract_start", "renewal_date", "description")
_TEAM = gettext_lazy("Our team")
_ROLE_NAMES = {
    TeamRole.CSM: ("csm", "owner", "account owner", "customer success manager", "success manager"),
    TeamRole.AM: ("am", "account manager", "sales rep"),
}


def account_fields(viewer: User | None) -> list[ImportField]:
    """Return what columns of accounts can go into."""
    return [
        ImportField(
            key="name",
            label=gettext_lazy("Name"),
            is_needed=True,
            can_clear=False,
            aliases=("company", "company name", "customer", "customer name", "account", "organisation", "organization"),
        ),
        ImportField(
            key="domains",
            label=gettext_lazy("Domains"),
            type=ValueType.LIST,
            aliases=("domain", "website", "web site", "url", "web", "homepage"),
        ),
        ImportField(
            key="stage",
            label=gettext_lazy("Stage"),
            can_create=True,
            can_clear=False,
            aliases=("lifecycle stage", "lifecycle", "status"),
        ),
        *(
            ImportField(key=kind.value, label=kind.label, can_create=True, aliases=names)
            for kind, names in {
                OptionKind.SEGMENT: ("market segment", "customer segment"),
                OptionKind.TIER: ("plan tier", "plan"),
                OptionKind.INDUSTRY: ("sector", "branch", "vertical"),
                OptionKind.REGION: ("country", "territory", "country code"),
            }.items()
        ),
        ImportField(key="currency", label=gettext_lazy("Currency"), aliases=("currency code",)),
        ImportField(
            key="employees",
            label=gettext_lazy("Employees"),
            type=ValueType.WHOLE,
            aliases=("number of employees", "headcount", "company size", "staff"),
        ),
        ImportField(
            key="contract_start",
            label=gettext_lazy("Contract start"),
            type=ValueType.DATE,
            aliases=("start date", "signup date", "customer since", "contract start date", "onboarded", "signed"),
        ),
        ImportField(
            key="renewal_date",
            label=gettext_lazy("Renewal date"),
            type=ValueType.DATE,
            aliases=("renewal", "contract end", "end date", "renews on", "next renewal"),
        ),
        ImportField(
            key="parent",
            label=gettext_lazy("Parent account"),
            aliases=("parent", "parent id", "parent account id", "parent key", "holding"),
            help=gettext_lazy("The parent’s key in the source, its domain or its name."),
        ),
        ImportField(
            key="description",
            label=gettext_lazy("About"),
            type=ValueType.LONG_TEXT,
            aliases=("about", "notes", "comment"),
        ),
        ImportField(
            key="tags",
            label=gettext_lazy("Tags"),
            type=ValueType.LIST,
            can_create=True,
            can_clear=False,
            aliases=("labels", "keywords"),
            help=gettext_lazy("Tags are added; those that an account has stay."),
        ),
        *(
            ImportField(
                key=role.value, label=role.label, group=_TEAM, aliases=_ROLE_NAMES.get(role, ()), can_clear=False
            )
            for role in TeamRole
        ),
        *custom_import_fields(RecordKind.ACCOUNT, viewer),
    ]


class AccountImporter:
    """Plans and writes accounts. `write` calls the room's own actions, each row in a savepoint of its own."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._accounts, self._choices, self._people = Accounts(run), Choices(run), People()
        self._custom = CustomValues(run, RecordKind.ACCOUNT, self._people)
        self._planned: set[str] = set()  # keys of rows that will be there once what was planned is written
        self._domains: dict[str, int] = {}

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        known = self._accounts.of_source({row.key for row in rows if row.key})
        self._accounts.fetch({row.values["parent"] for row in rows if row.values.get("parent")})
        if not self._run.settings.key_column:
            known = self._by_domain_or_name(rows)
        stored = _stored(list(known.values()))
        plans = []
        for row in rows:
            found = known.get(row.key) if self._run.settings.key_column else known.get(str(row.number))
            plans.append(self._plan(row, found, stored.get(found.pk, {}) if found else {}))
        return plans

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        with noting() as touched:
            for plan in plans:
                for key, value in plan.data[1].items():
                    self._choice(key, value)
        made = [Written(None, Outcome.CREATED, touched=once(touched))] if touched else []
        if not self._run.settings.key_column:
            return made + write_one_by_one(plans, self._write)
        for some in _with_parents_apart(plans):
            made += self._upsert(some)
        return made

    def _upsert(self, plans: Sequence[Plan]) -> list[Written]:
        """Write the plans in bulk; what each wrote is told by the account that it belongs to."""
        refused: list[Written] = []
        rows: list[tuple[Plan, dict[str, Any]]] = []
        for plan in plans:
            try:
                rows.append((plan, self._bulk_row(plan)))
            except Invalid as error:
                refused.append(Written(plan, Outcome.REFUSED, faults=faults_of(error)))
        with noting() as touched:
            outcomes = upsert_accounts(self._run.settings.source, [row for _plan, row in rows], actor=self._run.actor)
        of_account: dict[int | None, Touched] = defaultdict(list)
        for kind, key, owner in touched:
            of_account[owner].append([kind, key])
        told = []
        for (plan, _row), outcome in zip(rows, outcomes, strict=True):
            if outcome.state == BulkState.REFUSED:
                reasons = list(dict.fromkeys(outcome.fields.values())) or [outcome.message]
                told.append(Written(plan, Outcome.REFUSED, faults=[Fault("", "", reason) for reason in reasons]))
            else:
                told.append(Written(plan, plan.outcome, touched=once(of_account[outcome.record_id])))
        return refused + told

    def _bulk_row(self, plan: Plan) -> dict[str, Any]:
        account, wanted = plan.data
        row = {key: self._made(key, value) for key, value in wanted.items()}
        row.pop("external_ids", None)
        if "custom" in row and account is not None:
            row["custom"] = {**dict.fromkeys(account.custom), **row["custom"]}
        if "tags" in row:
            held = account.tags.values_list("name", flat=True) if account else ()
            row["tags"] = [*held, *(tag.name for tag in row["tags"])]
        return row | {"external_id": plan.row.key}

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

    def _write(self, plan: Plan) -> None:
        """Write one account that was found by its domain or name, or is new."""
        account, wanted = plan.data
        values = {key: self._made(key, value) for key, value in wanted.items()}
        if account is None:
            values["tags"] = [tag.name for tag in values.get("tags", ())]
            given = {key: value for key, value in values.items() if value not in (None, "")}
            create_account(given.pop("name"), actor=self._run.actor, **given)
        else:
            self._change(account, values)

    def _made(self, key: str, value: Any) -> Any:
        if key == "parent" and isinstance(value, str):
            parent = self._accounts.of_source({value}).get(value)
            if parent is None:
                raise Invalid("no-parent", _("Its parent account was refused, so this one was too."))
            return parent
        return self._choice(key, value)

    def _choice(self, key: str, value: Any) -> Any:
        if key == "tags":
            return [self._choices.make("tag", one) for one in value]
        return self._choices.make(key, value) if key in {*OptionKind.values, "stage"} else value

    def _change(self, account: Account, values: dict[str, Any]) -> None:
        actor, own = self._run.actor, dict(values)
        stage, tags = own.pop("stage", None), own.pop("tags", ())
        team = {role: own.pop(role) for role in TeamRole.values if role in own}
        own.pop("external_ids", None)
        if "custom" in own:
            own["custom"] = {**dict.fromkeys(account.custom), **own["custom"]}
        if own:
            change_account(account, own, actor=actor, expected_version=account.version)
        if stage is not None:
            change_stage(account, stage, actor=actor)
        for tag in tags:
            tag_account(account, tag, actor=actor)
        for role, user in team.items():
            put_in_role(account, user, role, actor=actor)


def _with_parents_apart(plans: Sequence[Plan]) -> Iterator[list[Plan]]:
    """Divide plans so that no account stands in one piece with its parent, which must be there first."""
    piece: list[Plan] = []
    keys: set[str] = set()
    for plan in plans:
        if plan.data[1].get("parent") in keys:
            yield piece
            piece, keys = [], set()
        piece.append(plan)
        keys.add(plan.row.key)
    if piece:
        yield piece


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


ACCOUNTS = ImportKind(
    key="accounts",
    label=gettext_lazy("Accounts"),
    one=gettext_lazy("account"),
    icon="building",
    purpose=gettext_lazy("Customers, with their stage, team, tags and custom fields."),
    fields=account_fields,
    importer=AccountImporter,
    key_fields=("domains", "name"),
    parent_field="parent",
    list_url="accounts:account-list",
)
