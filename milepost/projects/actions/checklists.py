"""Checklists: the small steps of a task."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record, update_records
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
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
    item: ChecklistItem,
    *,
    actor: Actor,
    text: str | None = None,
    is_done: bool | None = None,
    expected_version: int | None = None,
) -> ChecklistItem:
    """Give a step other words, tick it off or take that back.

    Raises `Conflict` where somebody wrote the step since `expected_version`; without it what is given stands.
    """
    demand(actor, Right.WRITE)
    given = {"text": None if text is None else _clean(text), "is_done": is_done}
    changes = {name: value for name, value in given.items() if value is not None}
    with transaction.atomic():
        stored = locked_step(item)
        return update_record(stored, changes, actor=actor, expected_version=expected_version)


def move_step(item: ChecklistItem, place: int, *, actor: Actor) -> None:
    """Put a step at a place of its checklist, counted from 0; beyond either end it is the first or the last."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        steps = list(ChecklistItem.objects.select_for_update().filter(task=item.task_id).order_by("pk"))
        steps.sort(key=lambda step: (step.position, step.pk))
        moved = next((step for step in steps if step.pk == item.pk), None)
        if moved is None:
            raise _gone(item)
        steps.remove(moved)
        steps.insert(max(0, place), moved)
        update_records([(step, {"position": at}) for at, step in enumerate(steps)], actor=actor)


def remove_step(item: ChecklistItem, *, actor: Actor) -> None:
    demand(actor, Right.WRITE)
    delete_record(item, actor=actor)


def locked_step(item: ChecklistItem) -> ChecklistItem:
    """Return a step as it is stored, locked. Raises `Conflict` if it is gone."""
    stored = ChecklistItem.objects.select_for_update().filter(pk=item.pk).first()
    if stored is None:
        raise _gone(item)
    return stored


def _gone(item: ChecklistItem) -> Conflict:
    return Conflict("deleted", _("“%(step)s” was removed meanwhile.") % {"step": item.text})


def _clean(text: str) -> str:
    clean = text.strip()
    if not clean:
        message = _("Say what the step is.")
        raise Invalid("no-text", message, {"text": message})
    return clean[:300]
