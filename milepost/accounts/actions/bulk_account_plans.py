"""What each row of many accounts comes to: read, checked against what is stored, and nothing written yet."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.actions.accounts import FIELDS, OWN_FIELDS, clean_account, clean_day
from milepost.accounts.actions.bulk import BulkOutcome, BulkState, Row, by_owner, differs, refusal
from milepost.accounts.actions.checks import clean_line, known_fields, wrong
from milepost.accounts.actions.custom_fields import custom_values, fields_for
from milepost.accounts.actions.identifiers import clean_domain, clean_external_ids
from milepost.accounts.actions.stages import entry_day
from milepost.accounts.actions.tags import clean_tag
from milepost.accounts.actions.team import check_person
from milepost.accounts.models import (
    Account,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    CustomField,
    ExternalId,
    Option,
    Stage,
)
from milepost.accounts.records import OptionKind, RecordKind, TeamRole
from milepost.identity.public import User, person_behind
from milepost.lib.actor import Actor
from milepost.lib.errors import DomainError

KEY = "external_id"
_ROLES = frozenset(TeamRole.values)
_BESIDES = frozenset({KEY, "stage", "stage_since", "tags"}) | _ROLES


@dataclass(slots=True)
class Plan:
    """What one row comes to. Domains, external ids and tags are None where nothing is said of them."""

    state: BulkState = BulkState.UNCHANGED
    account: Account | None = None
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    domains: list[str] | None = None
    external_ids: dict[str, str] | None = None
    tags: list[str] | None = None
    stage: Stage | None = None
    since: dt.date | None = None
    people: dict[str, User] = field(default_factory=dict)
    fault: DomainError | None = None

    def refuse(self, fault: DomainError) -> None:
        self.state, self.fault = BulkState.REFUSED, fault

    @property
    def target(self) -> Account:
        """The account that is written; only once it exists."""
        if self.account is None:
            raise RuntimeError("a plan was written before its account was made")
        return self.account

    def outcome(self) -> BulkOutcome:
        if self.fault is not None:
            return refusal(self.fault)
        return BulkOutcome(self.state, self.account.pk if self.account else None)


@dataclass(slots=True)
class Present:
    """What is stored of the accounts of one chunk. `taken` says whose a domain or key is: an account's or a plan's."""

    accounts: dict[str, Account]
    domains: dict[int, list[AccountDomain]]
    external_ids: dict[int, list[ExternalId]]
    tags: dict[int, list[AccountTag]]
    team: dict[int, list[AccountTeamMember]]
    taken: dict[tuple[str, str], Any]


class Planner:
    """One call: what is looked up once, and the plans of a chunk."""

    def __init__(self, system: str, actor: Actor, wanted: dict[BulkState, bool]) -> None:
        self.system, self.wanted = system, wanted
        self.options: dict[int, Option] = Option.objects.in_bulk()
        self.stages: dict[int, Stage] = Stage.objects.in_bulk()
        self.viewer = person_behind(actor)
        self.custom: dict[str, CustomField] = fields_for(RecordKind.ACCOUNT, self.viewer)

    def plans(self, rows: Sequence[Row]) -> tuple[list[Plan], Present]:
        present = self._present(rows)
        return [self._planned(row, present) for row in rows], present

    def _present(self, rows: Sequence[Row]) -> Present:
        """Read what is stored; the accounts stay locked. Five queries at most."""
        keys = {str(row.get(KEY) or "").strip() for row in rows}
        ids = ExternalId.objects.filter(system=self.system, value__in=keys)
        account_of = dict(ids.values_list("value", "account_id"))
        found = set(account_of.values())
        locked = Account.objects.select_for_update(of=("self",)).filter(pk__in=found).order_by("pk")
        accounts = {row.pk: row for row in locked}
        said = {name for row in rows for name in row}
        taken: dict[tuple[str, str], Any] = {}
        domains = [domain for row in rows for domain in _texts(row.get("domains"))]
        if domains:
            wanted = {domain for text in domains if (domain := _domain(text))}
            held = AccountDomain.objects.filter(domain__in=wanted).values_list("domain", "account_id")
            taken |= {("", domain): owner for domain, owner in held}
        others = [str(value) for row in rows for value in (row.get("external_ids") or {}).values()]
        if others:
            held_ids = ExternalId.objects.filter(value__in={*others, *keys})
            taken |= {(one.system, one.value): one.account_id for one in held_ids}
        return Present(
            accounts={value: accounts[key] for value, key in account_of.items() if key in accounts},
            domains=by_owner(AccountDomain.objects.filter(account__in=found) if "domains" in said else ()),
            external_ids=by_owner(ExternalId.objects.filter(account__in=found) if "external_ids" in said else ()),
            tags=by_owner(AccountTag.objects.filter(account__in=found).select_related("tag") if "tags" in said else ()),
            team=by_owner(AccountTeamMember.objects.current().filter(account__in=found) if _ROLES & said else ()),
            taken=taken,
        )

    def _planned(self, row: Row, present: Present) -> Plan:
        plan = Plan()
        try:
            self._plan(plan, row, present)
            plan.state = self._state(plan, present)
        except DomainError as error:
            plan.refuse(error)
        if not self.wanted.get(plan.state, True):
            plan.state = BulkState.LEFT
        return plan

    def _plan(self, plan: Plan, row: Row, present: Present) -> None:
        """Read and check one row."""
        known_fields(row, FIELDS | _BESIDES)
        plan.key = clean_line(row.get(KEY), KEY, 200, needed=_("An external id is needed to find the account by."))
        plan.account = present.accounts.get(plan.key)
        own = {name: self._row_for(name, value) for name, value in row.items() if name in OWN_FIELDS}
        if plan.account is None:
            own.setdefault("name", "")
        elif getattr(own.get("parent"), "pk", own.get("parent")) == plan.account.parent_id:
            own.pop("parent", None)
        stored = plan.account.custom if plan.account else {}
        plan.values = clean_account(
            own, plan.account, lambda given: custom_values(stored, given, self.custom, self.viewer)
        )
        plan.since = clean_day("stage_since", row.get("stage_since"))
        if row.get("stage") is not None:
            plan.stage = self._stage(row["stage"])
            if plan.account is not None and plan.stage.pk != plan.account.stage_id:
                entry_day(plan.account, plan.since)
        if "tags" in row:
            plan.tags = list(dict.fromkeys(clean_tag(name) for name in row["tags"]))
        plan.people = {role: row[role] for role in TeamRole.values if row.get(role) is not None}
        for role, person in plan.people.items():
            check_person(person, role)
        owner = plan.account.pk if plan.account else plan
        if "domains" in row:
            plan.domains = list(dict.fromkeys(clean_domain(domain) for domain in row["domains"]))
            self._claim([("", domain) for domain in plan.domains], owner, present, "domains")
        if "external_ids" in row or plan.account is None:
            plan.external_ids = {**clean_external_ids(row.get("external_ids") or {}), self.system: plan.key}
            self._claim(list(plan.external_ids.items()), owner, present, "external_ids")

    def _row_for(self, name: str, value: Any) -> Any:
        """Return the choice that a key stands for, without a query; what is none is left to the check."""
        is_key = name in OptionKind.values and isinstance(value, int)
        return self.options.get(value, value) if is_key else value

    def _stage(self, value: Any) -> Stage:
        stage = value if isinstance(value, Stage) else self.stages.get(value)
        if stage is None:
            raise wrong("stage", _("This choice does not exist."))
        return stage

    def _claim(self, names: list[tuple[str, str]], owner: Any, present: Present, field_name: str) -> None:
        """Refuse what is another account's, or of a row before; note what is this one's now."""
        for name in names:
            if present.taken.get(name, owner) is not owner and present.taken[name] != owner:
                words = _("%(what)s belongs to another account already.") % {"what": name[1]}
                code = "domain-taken" if field_name == "domains" else "external-id-taken"
                raise wrong(field_name, words, code)
        present.taken |= dict.fromkeys(names, owner)

    def _state(self, plan: Plan, present: Present) -> BulkState:
        account = plan.account
        if account is None:
            return BulkState.CREATED
        is_moved = plan.stage is not None and plan.stage.pk != account.stage_id
        held = {(member.role, member.user_id) for member in present.team.get(account.pk, ())}
        changes = (
            differs(account, plan.values)
            or is_moved
            or any((role, person.pk) not in held for role, person in plan.people.items())
            or _other(plan.domains, (row.domain for row in present.domains.get(account.pk, ())))
            or _other(
                plan.external_ids and plan.external_ids.items(),
                ((r.system, r.value) for r in present.external_ids.get(account.pk, ())),
            )
            or _other(
                plan.tags and [name.lower() for name in plan.tags],
                (row.tag.name.lower() for row in present.tags.get(account.pk, ())),
            )
        )
        return BulkState.UPDATED if changes else BulkState.UNCHANGED


def _texts(value: Any) -> Iterable[str]:
    return (text for text in value or () if isinstance(text, str))


def _other(wanted: Iterable[Any] | None, stored: Iterable[Any]) -> bool:
    return wanted is not None and set(wanted) != set(stored)


def _domain(text: str) -> str:
    """Return a domain as it is kept, or nothing: the row that it stands in is refused when its turn comes."""
    try:
        return clean_domain(text)
    except DomainError:
        return ""
