"""What another day for a task would do to its plan: tried on the plan as it stands, nothing is written."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid
from milepost.projects.models import Task
from milepost.projects.queries.consequences import consequences, day_of_finish
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.plan_rows import plan_rows
from milepost.projects.records_plan import TaskDates


@dataclass(frozen=True, slots=True)
class MovedTask:
    """A task that would move, by the day on which it ends."""

    task_id: int
    label: str
    before: dt.date
    after: dt.date


@dataclass(frozen=True, slots=True)
class DateEffect:
    """What a day comes to. `ends_on` is where the task would end, which a day off may make another than was asked."""

    ends_on: dt.date
    moves: tuple[MovedTask, ...]
    forecast_from: dt.date | None
    forecast_to: dt.date | None
    revision: int

    @property
    def moves_go_live(self) -> bool:
        return self.forecast_from != self.forecast_to

    def seen(self, shown: Collection[int]) -> tuple[MovedTask, ...]:
        """Return the moves of those tasks alone."""
        return tuple(move for move in self.moves if move.task_id in shown)


def edit_of_day(task: Task, day: dt.date) -> TaskDates:
    """Return the edit that brings a task to a day: a meeting or milestone is held then, other work ends then."""
    if task.is_meeting or task.is_milestone:
        return TaskDates(task.pk, start_on=day)
    return TaskDates(task.pk, finish_on=day)


def effect_of_day(task: Task, day: dt.date) -> DateEffect:
    """Return what `day` would do to the plan of a task, the task itself left out of the moves.

    Raises `Invalid` for a day on which it cannot be. Cost: two schedules.
    """
    if task.project is None:
        words = _("“%(task)s” has no plan.") % {"task": task.title}
        raise Invalid("no-plan", words, {"day": words})
    found = consequences(Draft(plan_rows(task.project)), [edit_of_day(task, day)])
    moves = tuple(
        MovedTask(move.task_id, move.label, day_of_finish(move.finish_from), day_of_finish(move.finish_to))
        for move in found.moves
        if move.task_id != task.pk and move.finish_from is not None and move.finish_to is not None
    )
    ends_on = day_of_finish(found.after[task.pk].finish)
    return DateEffect(ends_on, moves, found.forecast_from, found.forecast_to, task.project.revision)
