"""Checklists: the small steps of a task."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.projects.models import ChecklistItem, Task

STEPS_MOST = 100


def add_step(task: Task, text: str, *, actor: Actor) -> ChecklistItem:
    """Add a step as the last. Raises `Invalid` without a text, or where there are a hundred."""
    demand(actor, Right.WRITE)
    clean = _clean(text)
    with transaction.atomic():
        places = list(ChecklistItem.objects.filter(task=task).values_list("position", flat=True))
        if len(places) >= STEPS_MOST:
            raise Invalid("too-many-steps", _("A checklist has at most %(most)s steps.") % {"most": STEPS_MOST})
        item = ChecklistItem(task=task, text=clean, position=max(places, default=-1) + 1)
        return create_record(item, actor=actor)


def change_step(
    item: ChecklistItem, *, actor: Actor, text: str | None = None, is_done: bool | None = None
) -> ChecklistItem:
    """Give a step other words, tick it off or take that back."""
    demand(actor, Right.WRITE)
    given = {"text": None if text is None else _clean(text), "is_done": is_done}
    return update_record(item, {name: value for name, value in given.items() if value is not None}, actor=actor)


def remove_step(item: ChecklistItem, *, actor: Actor) -> None:
    demand(actor, Right.WRITE)
    delete_record(item, actor=actor)


def _clean(text: str) -> str:
    clean = text.strip()
    if not clean:
        message = _("Say what the step is.")
        raise Invalid("no-text", message, {"text": message})
    return clean[:300]
