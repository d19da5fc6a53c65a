"""Cards of a board: in which order the tasks of one state stand, and putting one between two others.

People move cards at once, each seeing another moment of the board. So a place is named by the cards beside it and read
under the project's lock: what somebody put there meanwhile stays between them.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.bulk_rows import update_values
from milepost.projects.models import Project, Task
from milepost.projects.queries.cards import card_order
from milepost.projects.records_plan import CardPlace

_APART = 1024  # between two cards, so that many find a place before all are numbered anew


def place_cards(project: Project, places: Sequence[CardPlace], *, actor: Actor) -> None:
    """Put cards between others of their column. Nothing else of the plan is another then: its revision stays."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        put_in_order(Project.objects.select_for_update().get(pk=project.pk), places)


def put_in_order(project: Project, places: Iterable[CardPlace]) -> None:
    """Do so in the caller's transaction, which holds the project's lock. Three statements a card."""
    for place in places:
        state = Task.objects.filter(project=project, pk=place.task_id).values_list("state", flat=True).first()
        if state is not None:
            _put(project, state, place)


def forget_places(tasks: Iterable[Task]) -> None:
    """Let tasks, read under the project's lock, stand in their column as they come: they are in another one now."""
    placed = [task for task in tasks if task.card_rank is not None]
    if placed:
        update_values(Task, ["card_rank"], ([task.pk, None] for task in placed))
    for task in placed:
        task.card_rank = None


def _put(project: Project, state: str, place: CardPlace) -> None:
    column = [card for card in card_order(project, state) if card.pk != place.task_id]
    at = _index([card.pk for card in column], place)
    rank = _free([card.rank for card in column], at)
    if rank is not None:
        Task.objects.filter(pk=place.task_id).update(card_rank=rank)
        return
    keys = [card.pk for card in column]
    keys.insert(at, place.task_id)
    update_values(Task, ["card_rank"], ((key, number * _APART) for number, key in enumerate(keys)))


def _index(keys: Sequence[int], place: CardPlace) -> int:
    """Return where the card stands: behind the one it was put after, else before the other, else as the first."""
    if place.after_id in keys:
        return keys.index(place.after_id) + 1
    return keys.index(place.before_id) if place.before_id in keys else 0


def _free(ranks: Sequence[int | None], at: int) -> int | None:
    """Return a number for the place `at`; None where there is none left, or a card beside it has none yet."""
    if not ranks:
        return 0
    above, below = ranks[at - 1] if at else None, ranks[at] if at < len(ranks) else None
    if at == 0:
        return None if below is None else below - _APART
    if at == len(ranks):
        return None if above is None else above + _APART
    return None if above is None or below is None or below - above <= 1 else (above + below) // 2
