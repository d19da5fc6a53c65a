"""The cards of a board: their order in each column, and what stands on them besides what each view of a plan shows."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Count, Q

from milepost.identity.public import User
from milepost.projects.models import ChecklistItem, Project, Task, TaskParty
from milepost.projects.queries.labels import names_on
from milepost.projects.records import OPEN_TASK_STATES, Letter

CARD_COLUMNS = ("id", "place", "stepsDone", "steps", "who", "labels")


class Card(NamedTuple):
    """A task on the board; `rank` is None until somebody put it, or one beside it, somewhere."""

    pk: int
    state: str
    rank: int | None
    outline_order: int
    ended_on: dt.date | None


def card_order(project: Project, state: str = "") -> list[Card]:
    """Return all cards of a state, or of all, in the order of their columns. One query.

    Cards that nobody placed stand below the others, as in the outline; of what ended above them, the latest first.
    """
    rows = Task.objects.filter(project=project, is_summary=False)
    if state:
        rows = rows.filter(state=state)
    names = ("pk", "state", "card_rank", "outline_order", "finish_on")
    return sorted((Card(*row) for row in rows.values_list(*names)), key=_order)


def _order(card: Card) -> tuple[Any, ...]:
    if card.state in OPEN_TASK_STATES:
        return (card.rank is None, card.rank or 0, card.outline_order, card.pk)
    ended = card.ended_on.toordinal() if card.ended_on else 0
    return (card.rank is not None, card.rank or 0, -ended, card.outline_order, card.pk)


def board_cards(project: Project, viewer: User) -> dict[str, Any]:
    """Return what the cards of `viewer`'s board say: `columns` names the places of each row. Five queries.

    `who` are [name, side] of those who do the work. The place of a card counts those that the viewer does not see.
    """
    seen = Task.objects.visible_to(viewer).filter(project=project)
    keys = set(seen.values_list("pk", flat=True))
    steps = {
        task: (done, count)
        for task, done, count in ChecklistItem.objects.filter(task__project=project)
        .values_list("task")
        .annotate(done=Count("pk", filter=Q(is_done=True)), count=Count("pk"))
        .order_by()
    }
    who, labels = _who(project), names_on(Task, seen.values("pk"))
    rows = [
        (card.pk, at, *steps.get(card.pk, (0, 0)), who.get(card.pk, ()), labels.get(card.pk, ()))
        for at, card in enumerate(card_order(project))
        if card.pk in keys
    ]
    return {"columns": CARD_COLUMNS, "rows": rows}


def _who(project: Project) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    doing = TaskParty.objects.filter(task__project=project, letter=Letter.RESPONSIBLE).order_by("pk")
    for task, side, user, mail, contact, role in doing.values_list(
        "task_id", "side", "user__name", "user__email", "contact__name", "role"
    ):
        found.setdefault(task, []).append((user or mail or contact or role, side))
    return found
