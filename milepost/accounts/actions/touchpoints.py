"""Touchpoints: logged, changed, pinned, deleted and put back."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.attendees import Person, add_attendees, remove_attendees
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.actions.touchpoint_rows import captured_already, write_touchpoint
from milepost.accounts.actions.touchpoint_values import FIELDS, any_moment, checked_values
from milepost.accounts.events import TouchpointLogged
from milepost.accounts.models import KEY_MAX, SYSTEM_MAX, Account, Attendee, Touchpoint
from milepost.accounts.records import Direction, NewAction, TouchpointState
from milepost.audit.public import (
    AuditEntry,
    delete_record,
    new_batch,
    revert_batch,
    update_record,
)
from milepost.identity.public import Right, User, demand, person_behind
from milepost.jobs.public import emit
from milepost.lib import bounds
from milepost.lib.actor import Actor, entering
from milepost.lib.bounds import refuse
from milepost.lib.errors import Conflict

PINNED_MOST = 20


def log_touchpoint(
    account: Account,
    kind: str,
    subject: str,
    *,
    actor: Actor,
    at: dt.datetime | None = None,
    body: str = "",
    attendees: Iterable[Person] = (),
    direction: str = Direction.TWO_WAY,
    sentiment: str = "",
    minutes: int | None = None,
    agenda: str = "",
    action_items: Iterable[NewAction | str] = (),
    is_pinned: bool = False,
    is_internal: bool = True,
    author: User | None = None,
    origin_key: str = "",
    system: str = "",
    key: str = "",
) -> Touchpoint:
    """Log what happened, with who took part and what was agreed, in one transaction.

    `attendees` are people of ours, contacts of the account, or addresses. With an `origin_key` that the account has
    already, the touchpoint that is there is returned as it is. `key` is what it is called in another `system`: there
    once (else `Conflict`). Raises `Invalid` with the fields that are wrong.
    """
    demand(actor, Right.WRITE)
    touchpoint = Touchpoint(
        account=account,
        state=TouchpointState.HELD,
        author=author or person_behind(actor),
        origin_key=origin_key,
        **_elsewhere(system, key),
        **checked_values(
            {
                "kind": kind,
                "subject": subject,
                "at": at or timezone.now(),
                "body": body,
                "agenda": agenda,
                "direction": direction,
                "sentiment": sentiment,
                "minutes": minutes,
                "is_pinned": is_pinned,
                "is_internal": is_internal,
            },
            bounds.past_moment,
        ),
    )
    with transaction.atomic(), figures_once():
        known = captured_already(account, origin_key)
        if known is not None:
            return known
        _refuse_too_many_pins(account.pk, is_pinned)
        write_touchpoint(touchpoint, attendees, action_items, actor)
        emit(TouchpointLogged(touchpoint.pk, account.pk))
    return touchpoint


def change_touchpoint(
    touchpoint: Touchpoint,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    expected_version: int | None = None,
    add: Iterable[Person] = (),
    remove: Iterable[Person] = (),
) -> Touchpoint:
    """Change what is said of a touchpoint, and who took part.

    People are added and removed one by one, so that two who edit the attendees at once lose nothing. Raises `Conflict`
    ("stale") when somebody else changed the touchpoint since `expected_version`.
    """
    demand(actor, Right.WRITE)
    is_planned = touchpoint.state != TouchpointState.HELD
    moment = any_moment if is_planned else bounds.past_moment
    wanted = checked_values({name: value for name, value in changes.items() if name in FIELDS}, moment)
    with transaction.atomic(), figures_once():
        _refuse_too_many_pins(touchpoint.account_id, bool(wanted.get("is_pinned")) and not touchpoint.is_pinned)
        update_record(touchpoint, wanted, actor=actor, expected_version=expected_version)
        remove_attendees(touchpoint, remove, actor=actor)
        add_attendees(touchpoint, add, actor=actor)
    return touchpoint


def delete_touchpoint(touchpoint: Touchpoint, *, actor: Actor, expected_version: int | None = None) -> str:
    """Delete a touchpoint with its attendees; agreed actions stay. Return the batch that `restore_touchpoint` takes."""
    demand(actor, Right.WRITE)
    with transaction.atomic(), figures_once(), entering(batch=new_batch()) as entrance:
        delete_record(touchpoint, actor=actor, expected_version=expected_version)
    return entrance.batch


def restore_touchpoint(batch: str, *, actor: Actor) -> None:
    """Put a deleted touchpoint back, with its attendees, under its old number; who was erased meanwhile stays out."""
    demand(actor, Right.WRITE)
    with transaction.atomic(), figures_once():
        reverted, left = revert_batch(batch, actor=actor)
        others = [conflict for entry, conflict in left if not _is_erased(entry, conflict)]
        if others:
            raise others[0]
        if not reverted:
            raise Conflict("nothing-to-revert", _("There is nothing to put back."))


def _is_erased(entry: AuditEntry, conflict: Conflict) -> bool:
    """Say whether this is an attendee of whom the log keeps nothing, or whose person is gone."""
    return entry.kind == Attendee.audit_kind() and conflict.code == "gone"


def _elsewhere(system: str, key: str) -> dict[str, str]:
    """Return the name of a touchpoint in another system as the row holds it."""
    if not system and not key:
        return {}
    return {
        "system": bounds.one_line("system", system, SYSTEM_MAX),
        "external_key": bounds.one_line("key", key, KEY_MAX),
    }


def _refuse_too_many_pins(account_id: int, wants_pin: bool) -> None:
    if wants_pin and Touchpoint.objects.filter(account=account_id, is_pinned=True).count() >= PINNED_MOST:
        words = _("%(most)s touchpoints are pinned here already. Take a pin off first.") % {"most": PINNED_MOST}
        raise refuse("is_pinned", "too-many-pins", words)
