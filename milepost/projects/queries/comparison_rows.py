"""What differs between two states of a plan, as its table shows it: what became of each task, and of go-live."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from milepost.identity.public import User
from milepost.projects.models import Baseline, Project
from milepost.projects.queries.comparison import TaskDifference, TaskThen, differences
from milepost.projects.queries.consequences import day_of_finish
from milepost.projects.queries.working_days import day_counter


@dataclass(frozen=True, slots=True)
class ComparedTask:
    """One task that differs: the days of its ends, and by how many working days the end moved."""

    difference: TaskDifference
    title: str
    wbs: str
    was_on: dt.date | None
    is_on: dt.date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states of a plan side by side. `go_live_days` is None where one of them has no go-live."""

    rows: Sequence[ComparedTask]
    was_on: dt.date | None
    is_on: dt.date | None
    go_live_days: int | None

    def counts(self) -> dict[str, int]:
        """Return how many tasks were added, removed, changed."""
        return dict(Counter(row.difference.kind for row in self.rows))


def comparison_of(project: Project, first: Baseline, second: Baseline | None, viewer: User) -> Comparison:
    """Return what differs, as `differences` finds it for the viewer. Two queries more."""
    count = day_counter(project)
    later = second.forecast_on if second is not None else project.forecast_on
    rows = [_row(one, count) for one in differences(first, second, viewer)]
    return Comparison(rows, first.forecast_on, later, _days(first.forecast_on, later, count))


def _row(one: TaskDifference, count: Callable[[dt.date, dt.date], int]) -> ComparedTask:
    named = one.after or one.before
    was_on, is_on = _end(one.before), _end(one.after)
    title, wbs = (named.title, named.wbs) if named is not None else ("", "")
    return ComparedTask(one, title, wbs, was_on, is_on, _days(was_on, is_on, count))


def _end(then: TaskThen | None) -> dt.date | None:
    return day_of_finish(then.finish_at) if then is not None and then.finish_at is not None else None


def _days(first: dt.date | None, last: dt.date | None, count: Callable[[dt.date, dt.date], int]) -> int | None:
    return count(first, last) if first is not None and last is not None else None
