"""Meetings: planned, held, cancelled, planned again."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.action_items import add_action_items
from milepost.accounts.actions.attendees import Person, add_attendees
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.actions.touchpoint_rows import captured_already, write_touchpoint
from milepost.accounts.actions.touchpoint_values import checked_values
from milepost.accounts.events import MeetingHeld, MeetingPlanned, TouchpointLogged
from milepost.accounts.models import Account, Touchpoint
from milepost.accounts.records import NewAction, TouchpointKind, TouchpointState
from milepost.audit.public import (
    update_record,
)
from milepost.identity.public import Right, User, demand, person_behind
from milepost.jobs.public import emit
from milepost.lib import bounds
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict


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
        **checked_values(given, bounds.coming_moment),
    )
    with transaction.atomic(), figures_once():
        known = captured_already(account, origin_key)
        if known is not None:
            return known
        write_touchpoint(touchpoint, attendees, action_items, actor)
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
    wanted = {**checked_values(changes, bounds.past_moment), "state": TouchpointState.HELD}
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


def _refuse_state(touchpoint: Touchpoint, wanted: str) -> None:
    if touchpoint.state != wanted:
        words = _("“%(subject)s” is %(state)s.") % {
            "subject": touchpoint,
            "state": touchpoint.get_state_display().lower(),
        }
        raise Conflict("wrong-state", words)
