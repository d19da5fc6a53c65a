"""Saying afterwards why dates moved."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import new_batch, update_records
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.errors import Invalid
from milepost.projects.actions.plan_changes import Reason
from milepost.projects.models import PlanChange


def explain_change(change: PlanChange, reason: Reason, *, actor: Actor) -> PlanChange:
    """Write down why an act moved dates, as `explain_changes` does."""
    return explain_changes([change], reason, actor=actor)[0]


def explain_changes(changes: Sequence[PlanChange], reason: Reason, *, actor: Actor) -> list[PlanChange]:
    """Write down why acts moved dates, the same for all of them. A side that is left open stays the one that each has.

    All or none. Raises `Invalid` (`no-reason`) without a cause and without words, `Conflict` if somebody wrote one of
    them since it was read.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic(), entering(batch=current_entrance().batch or new_batch()):
        written, refused = update_records(((one, _values(one, reason)) for one in changes), actor=actor)
        if refused:
            raise refused[0][1]
    return written


def _values(change: PlanChange, reason: Reason) -> dict[str, Any]:
    if not reason.is_given:
        message = _("Choose a cause, or say it in words.")
        raise Invalid("no-reason", message, {"cause": message})
    return {
        "cause": reason.cause,
        "side": reason.side or change.side,
        "note": reason.note,
        "is_agreed": reason.is_agreed,
        "is_cause_given": True,
    }
