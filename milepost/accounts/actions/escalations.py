"""Escalations: opened, changed, closed with how they ended, opened again."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.events import EscalationClosed, EscalationOpened
from milepost.accounts.models import Account, Escalation
from milepost.accounts.records import Severity
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, User, demand, notify
from milepost.jobs.public import emit
from milepost.lib.actor import Actor
from milepost.lib.bounds import choice, long_text, one_line, past_moment, refuse
from milepost.lib.errors import Conflict

FIELDS = frozenset({"subject", "body", "severity", "owner", "opened_at", "resolution"})


def open_escalation(
    account: Account,
    subject: str,
    *,
    actor: Actor,
    severity: str = Severity.MEDIUM,
    owner: User | None = None,
    body: str = "",
    opened_at: dt.datetime | None = None,
) -> Escalation:
    """Say that something went wrong for the whole account; its owner is told."""
    demand(actor, Right.WRITE)
    given = {"subject": subject, "severity": severity, "body": body, "opened_at": opened_at or timezone.now()}
    with transaction.atomic():
        escalation = create_record(Escalation(account=account, owner=owner, **_checked(given)), actor=actor)
        _tell_owner(escalation, actor)
        emit(EscalationOpened(escalation.pk, account.pk))
    return escalation


def change_escalation(
    escalation: Escalation, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Escalation:
    """Change what is said of an escalation; a new owner is told."""
    demand(actor, Right.WRITE)
    wanted = _checked({name: value for name, value in changes.items() if name in FIELDS})
    opened_at = wanted.get("opened_at", escalation.opened_at)
    if escalation.closed_at and opened_at > escalation.closed_at:
        raise refuse("opened_at", "after-closing", _("It was closed before that."))
    before = escalation.owner_id
    with transaction.atomic():
        update_record(escalation, wanted, actor=actor, expected_version=expected_version)
        if escalation.owner_id != before:
            _tell_owner(escalation, actor)
    return escalation


def close_escalation(
    escalation: Escalation,
    *,
    actor: Actor,
    resolution: str,
    closed_at: dt.datetime | None = None,
    expected_version: int | None = None,
) -> Escalation:
    """Close it and say how it ended."""
    demand(actor, Right.WRITE)
    if escalation.closed_at is not None:
        raise Conflict("closed", _("“%(subject)s” is closed already.") % {"subject": escalation})
    ended = long_text("resolution", resolution)
    if not ended.strip():
        raise refuse("resolution", "missing", _("Say how it ended."))
    at = past_moment("closed_at", closed_at or max(timezone.now(), escalation.opened_at))
    if at < escalation.opened_at:
        raise refuse("closed_at", "before-opening", _("It was opened after that."))
    changes = {"closed_at": at, "resolution": ended}
    with transaction.atomic():
        update_record(escalation, changes, actor=actor, expected_version=expected_version)
        emit(EscalationClosed(escalation.pk, escalation.account_id))
    return escalation


def reopen_escalation(escalation: Escalation, *, actor: Actor) -> Escalation:
    """Open it again; what was said of its end stays until it is closed anew."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        update_record(escalation, {"closed_at": None}, actor=actor)
        emit(EscalationOpened(escalation.pk, escalation.account_id))
    return escalation


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    checks: dict[str, Callable[[Any], Any]] = {
        "subject": lambda value: one_line("subject", value),
        "body": lambda value: long_text("body", value),
        "resolution": lambda value: long_text("resolution", value),
        "severity": lambda value: choice("severity", value, Severity.values),
        "opened_at": lambda value: past_moment("opened_at", value),
    }
    return {name: checks[name](value) if name in checks else value for name, value in values.items()}


def _tell_owner(escalation: Escalation, actor: Actor) -> None:
    owner = escalation.owner
    if owner is None or owner.as_actor().id == actor.id:
        return
    words = _("%(who)s made you the owner of an escalation of %(account)s: %(subject)s")
    text = words % {"who": actor.label, "account": escalation.account, "subject": escalation}
    notify(owner, "escalation", text, reverse("accounts:escalation-detail", args=[escalation.pk]))
