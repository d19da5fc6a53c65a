"""Stages: an account enters the next one; and which stages there are."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, known_fields, wrong
from milepost.accounts.events import AccountStageChanged
from milepost.accounts.models import Account, Stage, StageChange
from milepost.accounts.records import StageKind
from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.jobs.public import emit
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict

_STEP = 10


def change_stage(
    account: Account,
    stage: Stage,
    *,
    actor: Actor,
    on: dt.date | None = None,
    reason: str = "",
    expected_version: int | None = None,
) -> Account:
    """Let an account enter a stage (on a day that is over, default: today). In it already, nothing happens."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        if account.stage_id == stage.pk:
            past_day(on)
            return account
        day = entry_day(account, on)
        before = account.stage
        changes = {"stage": stage, "stage_since": day}
        update_record(account, changes, actor=actor, expected_version=expected_version)
        begin_stage(account, before, stage, actor=actor, on=day, reason=reason)
        emit(AccountStageChanged(account.pk, before.pk, stage.pk))
    return account


def entry_day(account: Account, on: dt.date | None) -> dt.date:
    """Return the day on which an account may enter its next stage; `Invalid` when it may not on that one."""
    day = past_day(on)
    if day < account.stage_since:
        words = _("It entered “%(stage)s” on %(day)s; the next stage cannot begin before.")
        raise wrong("on", words % {"stage": account.stage, "day": account.stage_since.isoformat()})
    return day


def past_day(on: dt.date | None) -> dt.date:
    """Return a day that is not in the future (default: today)."""
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise wrong("on", _("The day lies in the future."))
    return day


def first_entry(account: Account, *, actor: Actor) -> StageChange:
    """Return the unsaved history of an account that begins."""
    return StageChange(account=account, to_stage=account.stage, on=account.stage_since, by_label=actor.label[:200])


def begin_stage(
    account: Account, before: Stage | None, stage: Stage, *, actor: Actor, on: dt.date, reason: str = ""
) -> StageChange:
    """Write the history of a change that the caller makes."""
    change = StageChange(
        account=account,
        from_stage=before,
        to_stage=stage,
        on=on,
        by_label=actor.label[:200],
        reason=clean_line(reason, "reason", 300),
    )
    return create_record(change, actor=actor)


def add_stage(name: str, kind: str, *, actor: Actor) -> Stage:
    """Add a stage behind the last one."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    values = _clean({"name": name, "kind": kind}, None)
    last = Stage.objects.order_by("position").values_list("position", flat=True).last() or 0
    is_first = not Stage.objects.exists()
    return create_record(Stage(**values, position=last + _STEP, is_default=is_first), actor=actor)


def edit_stage(stage: Stage, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None) -> Stage:
    """Rename a stage or change where it lies."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    known_fields(changes, {"name", "kind"})
    return update_record(stage, _clean(changes, stage), actor=actor, expected_version=expected_version)


def set_default_stage(stage: Stage, *, actor: Actor) -> Stage:
    """Let new accounts begin in this stage."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    with transaction.atomic():
        for other in Stage.objects.select_for_update().filter(is_default=True).exclude(pk=stage.pk):
            update_record(other, {"is_default": False}, actor=actor)
        return update_record(stage, {"is_default": True}, actor=actor)


def order_stages(stages: Sequence[Stage], *, actor: Actor) -> None:
    """Put the stages in this order."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    with transaction.atomic():
        for place, stage in enumerate(stages, start=1):
            update_record(stage, {"position": place * _STEP}, actor=actor)


def remove_stage(stage: Stage, *, actor: Actor, expected_version: int | None = None) -> None:
    """Remove a stage that no account is in or ever was."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    if stage.is_default:
        raise Conflict(
            "default-stage", _("New accounts begin in “%(name)s”. Choose another one first.") % {"name": stage}
        )
    in_use = StageChange.objects.filter(to_stage=stage) | StageChange.objects.filter(from_stage=stage)
    if Account.objects.filter(stage=stage).exists() or in_use.exists():
        words = _("Accounts are or were in “%(name)s”, so it stays. Rename it instead.") % {"name": stage}
        raise Conflict("in-use", words)
    delete_record(stage, actor=actor, expected_version=expected_version)


def _clean(given: Mapping[str, Any], stage: Stage | None) -> dict[str, Any]:
    values = dict(given)
    if "name" in values:
        values["name"] = clean_line(values["name"], "name", 60, needed=_("A stage needs a name."))
        others = Stage.objects.exclude(pk=stage.pk) if stage else Stage.objects.all()
        if others.filter(name__iexact=values["name"]).exists():
            raise wrong("name", _("There is a stage of this name already."), "name-taken")
    if "kind" in values and values["kind"] not in StageKind.values:
        raise wrong("kind", _("This choice does not exist."))
    return values
