"""Accounts come in, change, are put away and taken out again."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, clean_text, known_fields, option_of, wrong
from milepost.accounts.actions.custom_fields import with_custom
from milepost.accounts.actions.identifiers import set_domains, set_external_ids
from milepost.accounts.actions.parents import check_parent
from milepost.accounts.actions.stages import begin_stage
from milepost.accounts.actions.tags import set_tags
from milepost.accounts.actions.team import join_team
from milepost.accounts.events import AccountArchived
from milepost.accounts.models import Account, Stage
from milepost.accounts.records import OptionKind, RecordKind, TeamRole
from milepost.audit.public import create_record, demand_version, update_record, with_first_parts
from milepost.identity.public import Right, demand
from milepost.jobs.public import emit
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid

LONGEST_ABOUT = 20_000
MOST_EMPLOYEES = 2_000_000_000
_DAY: DateField[Any, dt.date | None] = DateField()
# Written on the row itself; `domains`, `external_ids` and `tags` are rows of their own, given as a whole.
OWN_FIELDS = frozenset(
    {
        "name",
        *OptionKind.values,
        "currency",
        "employees",
        "contract_start",
        "renewal_date",
        "parent",
        "description",
        "custom",
    }
)
FIELDS = OWN_FIELDS | {"domains", "external_ids", "tags"}
_BESIDES = frozenset({"stage", "stage_since", *TeamRole.values})


def create_account(name: str, *, actor: Actor, **fields: Any) -> Account:
    """Make an account.

    Besides the fields that `change_account` takes: `stage` (default: the one that new accounts begin in) and
    `stage_since`; and people by role (`csm=user`). Made by those who see all accounts, as who made one
    must find it again.
    """
    demand(actor, Right.READ_ALL, Right.WRITE)
    known_fields(fields, FIELDS | _BESIDES)
    stage = fields.get("stage") or first_stage()
    own = {key: value for key, value in fields.items() if key in OWN_FIELDS}
    with transaction.atomic():
        values = _clean({"name": name, **own}, None, actor)
        since = fields.get("stage_since") or timezone.localdate()
        account = create_record(Account(stage=stage, stage_since=since, **values), actor=actor)
        begin_stage(account, None, stage, actor=actor, on=since)
        with with_first_parts(account):
            _write_parts(account, fields, actor)
            for role in TeamRole.values:
                if fields.get(role) is not None:
                    join_team(account, fields[role], role, actor=actor, since=min(since, timezone.localdate()))
    return account


def change_account(
    account: Account, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Account:
    """Change fields of an account; of `custom`, those keys that are named (None empties one).

    `domains`, `external_ids` and `tags` (names) are given as a whole. Stage and team have actions of their own. Raises
    `Conflict` when somebody changed the account, or what is part of it, meanwhile.
    """
    demand(actor, Right.WRITE)
    known_fields(changes, FIELDS)
    with transaction.atomic():
        own = {key: value for key, value in changes.items() if key in OWN_FIELDS}
        wanted = _clean(own, account, actor)
        _demand_unchanged(account, changes, wanted, expected_version)
        update_record(account, wanted, actor=actor, expected_version=expected_version)
        _write_parts(account, changes, actor)
    return account


def check_account(given: Mapping[str, Any], account: Account | None, *, actor: Actor) -> dict[str, Any]:
    """Return own fields of an account as the row holds them; `Invalid` names every wrong one.

    For imports, which say what is wrong before they write: reads only, so `parent` and `custom` are not among them.
    """
    known_fields(given, OWN_FIELDS - {"parent", "custom"})
    return _clean(given, account, actor)


def archive_account(account: Account, *, actor: Actor, expected_version: int | None = None) -> Account:
    """Put an account away: it leaves lists and Today, and everything about it stays."""
    demand(actor, Right.WRITE)
    if account.is_archived:
        return account
    with transaction.atomic():
        update_record(account, {"archived_at": timezone.now()}, actor=actor, expected_version=expected_version)
        emit(AccountArchived(account.pk))
    return account


def restore_account(account: Account, *, actor: Actor, expected_version: int | None = None) -> Account:
    """Take an account out of the archive."""
    demand(actor, Right.WRITE)
    return update_record(account, {"archived_at": None}, actor=actor, expected_version=expected_version)


def first_stage() -> Stage:
    stage = Stage.objects.order_by("-is_default", "position", "pk").first()
    if stage is None:
        raise Conflict("no-stage", _("There is no stage for an account to begin in. Add one in the settings."))
    return stage


def _demand_unchanged(
    account: Account, changes: Mapping[str, Any], wanted: Mapping[str, Any], expected_version: int | None
) -> None:
    """Guard the parts that are written: they are given as a whole, so what others added meanwhile would be lost."""
    parts = PARTS.keys() & changes.keys()
    if not parts:
        return
    try:
        demand_version(account, expected_version, wanted)
    except Conflict as conflict:
        if conflict.code == "stale":
            conflict.details["current"] |= {name: PARTS[name](account) for name in sorted(parts)}
        raise


def _write_parts(account: Account, given: Mapping[str, Any], actor: Actor) -> None:
    if "domains" in given:
        set_domains(account, given["domains"], actor=actor)
    if "external_ids" in given:
        set_external_ids(account, given["external_ids"], actor=actor)
    if "tags" in given:
        set_tags(account, given["tags"], actor=actor)


def _clean(given: Mapping[str, Any], account: Account | None, actor: Actor) -> dict[str, Any]:
    return clean_account(given, account, lambda value: with_custom(account, RecordKind.ACCOUNT, value, actor=actor))


def clean_account(
    given: Mapping[str, Any], account: Account | None, custom: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the values as the row holds them; raises `Invalid` naming every field that is wrong.

    `custom` turns what is given for custom fields into all custom values of the row.
    """
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for key, value in given.items():
        try:
            if key == "custom":
                values[key] = custom(value or {})
            else:
                values[key] = _CLEANERS[key](value, account)
        except Invalid as error:
            faults |= error.fields or {key: error.message}
    if faults:
        raise Invalid("wrong-value", " ".join(dict.fromkeys(faults.values())), faults)
    return values


def _name(value: Any, _account: Account | None) -> str:
    return clean_line(value, "name", 200, needed=_("An account needs a name."))


def _option(kind: str) -> Callable[[Any, Account | None], Any]:
    return lambda value, _account: option_of(value, kind)


def _currency(value: Any, _account: Account | None) -> str:
    code = str(value or "").strip().upper()
    try:
        return str(Account._meta.get_field("currency").clean(code, None))
    except ValidationError as error:
        raise wrong("currency", _("Three capital letters, like EUR.")) from error


def _employees(value: Any, _account: Account | None) -> int | None:
    if value in {None, ""}:
        return None
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise wrong("employees", _("A number belongs here.")) from error
    if number != value or not 0 <= number <= MOST_EMPLOYEES:
        raise wrong("employees", _("A whole number that is not below 0 belongs here."))
    return number


def clean_day(key: str, value: Any) -> dt.date | None:
    """Return a day (a text becomes one), or None for nothing."""
    try:
        day: dt.date | None = _DAY.to_python(value or None)
    except ValidationError as error:
        raise wrong(key, _("A day belongs here, like 2026-03-31.")) from error
    return day


def _day(key: str) -> Callable[[Any, Account | None], Any]:
    return lambda value, _account: clean_day(key, value)


def _description(value: Any, _account: Account | None) -> str:
    return clean_text(value, "description", LONGEST_ABOUT)


PARTS: dict[str, Callable[[Account], Any]] = {
    "domains": lambda account: list(account.domains.order_by("domain").values_list("domain", flat=True)),
    "external_ids": lambda account: dict(account.external_ids.order_by("system").values_list("system", "value")),
    "tags": lambda account: list(account.tags.order_by("name").values_list("name", flat=True)),
}
_CLEANERS: dict[str, Callable[[Any, Account | None], Any]] = {
    "name": _name,
    **{kind: _option(kind) for kind in OptionKind.values},
    "currency": _currency,
    "employees": _employees,
    "contract_start": _day("contract_start"),
    "renewal_date": _day("renewal_date"),
    "parent": check_parent,
    "description": _description,
}
