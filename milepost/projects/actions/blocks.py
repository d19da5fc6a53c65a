"""What holds tasks up: said when it begins and when it ends."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.models import Block, Task
from milepost.projects.records import PartySide


def block_task(
    task: Task, why: str, side: str, *, actor: Actor, who: str = "", since: dt.datetime | None = None
) -> Block:
    """Say that a task is held up: on whose side, by whom if that is known, why, and since when (default: now).

    Raises `Invalid` without a reason, for an unknown side, a task that is done and a day to come, and `Conflict`
    (`blocked-already`).
    """
    demand(actor, Right.WRITE)
    now = timezone.now()
    if not why.strip():
        raise Invalid("no-reason", _("Say what holds it up."), {"why": _("Say what holds it up.")})
    if side not in PartySide.values:
        raise Invalid("wrong-side", _("Say on whose side it is held up."), {"side": _("Say on whose side.")})
    if not task.is_open:
        raise Invalid("not-open", _("“%(task)s” is not open.") % {"task": task.title})
    if since is not None and since > now:
        raise Invalid("not-yet", _("It cannot be held up from a day to come."), {"since": _("A day that is over.")})
    with transaction.atomic():
        if Block.objects.filter(task=task, until=None).exists():
            raise Conflict("blocked-already", _("“%(task)s” is held up already.") % {"task": task.title})
        block = Block(task=task, why=why.strip()[:500], side=side, who=who.strip()[:120], since=since or now)
        return create_record(block, actor=actor)


def unblock_task(task: Task, *, actor: Actor, at: dt.datetime | None = None) -> Block | None:
    """Say that nothing holds a task up any more; None if nothing did. Raises `Invalid` for an end before the start."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        block = Block.objects.filter(task=task, until=None).first()
        if block is None:
            return None
        ends = at or timezone.now()
        if ends < block.since:
            raise Invalid("ends-before-start", _("It cannot end before it starts."), {"at": _("Later than its start.")})
        return update_record(block, {"until": ends}, actor=actor)
