"""Touchpoints: logged, changed, pinned, deleted and put back; meetings planned, held, cancelled."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions import bounds
from milepost.accounts.actions.action_items import add_action_items
from milepost.accounts.actions.attendees import Person, add_attendees, remove_attendees
from milepost.accounts.actions.bounds import refuse
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.events import MeetingHeld, MeetingPlanned, TouchpointLogged
from milepost.accounts.models import Account, Attendee, Touchpoint
from milepost.accounts.records import Direction, NewAction, Sentiment, TouchpointKind, TouchpointState
from milepost.audit.public import (
    AuditEntry,
    create_record,
    delete_record,
    new_batch,
    revert_batch,
    update_record,
    with_first_parts,
)
from milepost.identity.public import Right, User, demand, person_behind
from milepost.jobs.public import emit
from milepost.lib.actor import Actor, entering
from milepost.lib.errors import Conflict, Invalid

PINNED_MOST = 20
FIELDS = frozenset(
    ("kind", "at", "minutes", "subject", "agenda", "body", "direction", "sentiment", "is_pinned", "is_internal")
)


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
) -> Touchpoint:
    """Log what happened, with who took part and what was agreed, in one transaction.

    `attendees` are people of ours, contacts of the account, or addresses. With an `origin_key` that the account has
    already, the touchpoint that is there is returned as it is. Raises `Invalid` with the fields that are wrong.
    """
    demand(actor, Right.WRITE)
    touchpoint = Touchpoint(
        account=account,
        state=TouchpointState.HELD,
        author=author or person_behind(actor),
        origin_key=origin_key,
        **_checked(
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
        known = _captured(account, origin_key)
        if known is not None:
            return known
        _refuse_too_many_pins(account.pk, is_pinned)
        _write(touchpoint, attendees, action_items, actor)
        emit(TouchpointLogged(touchpoint.pk, account.pk))
    return touchpoint


def plan_meeting(
    account: Account,
    subject: str,
    *,
    actor: Actor,
    at: dt.datetime,
    kind: str = TouchpointKind.MEETING,
    agenda: str = "",
    attendees: Iterable[Person] = (),
    minutes: int | None = None,
    action_items: Iterable[NewAction | str] = (),
    is_internal: bool = True,
    author: User | None = None,
    origin_key: str = "",
) -> Touchpoint:
    """Plan a meeting (or a call, a training) with its agenda; `origin_key` as in `log_touchpoint`."""
    demand(actor, Right.WRITE)
    given = {"kind": kind, "subject": subject, "at": at, "agenda": agenda, "minutes": minutes}
    touchpoint = Touchpoint(
        account=account,
        state=TouchpointState.PLANNED,
        author=author or person_behind(actor),
        origin_key=origin_key,
        is_internal=is_internal,
        **_checked(given, bounds.coming_moment),
    )
    with transaction.atomic(), figures_once():
        known = _captured(account, origin_key)
        if known is not None:
            return known
        _write(touchpoint, attendees, action_items, actor)
        emit(MeetingPlanned(touchpoint.pk, account.pk))
    return touchpoint


def hold_meeting(
    touchpoint: Touchpoint,
    *,
    actor: Actor,
    body: str | None = None,
    sentiment: str | None = None,
    at: dt.datetime | None = None,
    attendees: Iterable[Person] = (),
    action_items: Iterable[NewAction | str] = (),
    expected_version: int | None = None,
) -> Touchpoint:
    """Say that a planned meeting took place, and what was said and agreed; from now on it counts as contact.

    A meeting that was planned for later is held now. `attendees` come to those who were planned.
    """
    demand(actor, Right.WRITE)
    _refuse_state(touchpoint, TouchpointState.PLANNED)
    given = {"body": body, "sentiment": sentiment}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    changes["at"] = at or min(touchpoint.at, timezone.now())
    wanted = {**_checked(changes, bounds.past_moment), "state": TouchpointState.HELD}
    with transaction.atomic(), figures_once():
        update_record(touchpoint, wanted, actor=actor, expected_version=expected_version)
        add_attendees(touchpoint, attendees, actor=actor)
        add_action_items(touchpoint.account, action_items, actor=actor, touchpoint=touchpoint)
        emit(TouchpointLogged(touchpoint.pk, touchpoint.account_id))
        emit(MeetingHeld(touchpoint.pk, touchpoint.account_id))
    return touchpoint


def cancel_meeting(touchpoint: Touchpoint, *, actor: Actor, expected_version: int | None = None) -> Touchpoint:
    """Say that a planned meeting does not take place; it stays in the timeline as cancelled."""
    demand(actor, Right.WRITE)
    _refuse_state(touchpoint, TouchpointState.PLANNED)
    return update_record(
        touchpoint, {"state": TouchpointState.CANCELLED}, actor=actor, expected_version=expected_version
    )


def replan_meeting(touchpoint: Touchpoint, *, actor: Actor) -> Touchpoint:
    """Plan a cancelled meeting again."""
    demand(actor, Right.WRITE)
    _refuse_state(touchpoint, TouchpointState.CANCELLED)
    with transaction.atomic():
        update_record(touchpoint, {"state": TouchpointState.PLANNED}, actor=actor)
        emit(MeetingPlanned(touchpoint.pk, touchpoint.account_id))
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
    moment = _any_moment if is_planned else bounds.past_moment
    wanted = _checked({name: value for name, value in changes.items() if name in FIELDS}, moment)
    with transaction.atomic(), figures_once():
        _refuse_too_many_pins(touchpoint.account_id, bool(wanted.get("is_pinned")) and not touchpoint.is_pinned)
        update_record(touchpoint, wanted, actor=actor, expected_version=expected_version)
        remove_attendees(touchpoint, remove, actor=actor)
        add_attendees(touchpoint, add, actor=actor)
    return touchpoint


def check_touchpoint(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a held touchpoint as the row holds them; `Invalid` names every wrong one. Reads only."""
    return _checked({name: value for name, value in values.items() if name in FIELDS}, bounds.past_moment)


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


def _write(
    touchpoint: Touchpoint, attendees: Iterable[Person], action_items: Iterable[NewAction | str], actor: Actor
) -> Touchpoint:
    create_record(touchpoint, actor=actor)
    with with_first_parts(touchpoint):
        add_attendees(touchpoint, attendees, actor=actor, are_first=True)
    add_action_items(touchpoint.account, action_items, actor=actor, touchpoint=touchpoint)
    return touchpoint


def _captured(account: Account, origin_key: str) -> Touchpoint | None:
    """Return what was captured under `origin_key`; the account stays locked, so that nobody captures it meanwhile."""
    if not origin_key:
        return None
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    return Touchpoint.objects.filter(account=account, origin_key=origin_key).first()


def _refuse_state(touchpoint: Touchpoint, wanted: str) -> None:
    if touchpoint.state != wanted:
        words = _("“%(subject)s” is %(state)s.") % {
            "subject": touchpoint,
            "state": touchpoint.get_state_display().lower(),
        }
        raise Conflict("wrong-state", words)


def _refuse_too_many_pins(account_id: int, wants_pin: bool) -> None:
    if wants_pin and Touchpoint.objects.filter(account=account_id, is_pinned=True).count() >= PINNED_MOST:
        words = _("%(most)s touchpoints are pinned here already. Take a pin off first.") % {"most": PINNED_MOST}
        raise refuse("is_pinned", "too-many-pins", words)


def _any_moment(field: str, at: dt.datetime) -> dt.datetime:
    return bounds.past_moment(field, at) if at < timezone.now() else bounds.coming_moment(field, at)


_CHECKS: dict[str, Any] = {
    "kind": lambda value: bounds.choice("kind", value, TouchpointKind.values),
    "direction": lambda value: bounds.choice("direction", value, Direction.values),
    "sentiment": lambda value: bounds.choice("sentiment", value, Sentiment.values, blank=True),
    "subject": lambda value: bounds.one_line("subject", value),
    "body": lambda value: bounds.long_text("body", value),
    "agenda": lambda value: bounds.long_text("agenda", value),
    "minutes": lambda value: bounds.minutes("minutes", value),
}


def _checked(values: Mapping[str, Any], moment: Any) -> dict[str, Any]:
    """Return the values as they are kept; `Invalid` names all that are wrong."""
    clean: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in values.items():
        try:
            check = _CHECKS.get(name)
            clean[name] = moment(name, value) if name == "at" else check(value) if check else value
        except Invalid as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Invalid("invalid", " ".join(wrong.values()), wrong)
    return clean
