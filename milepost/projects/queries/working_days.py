"""Days on which a project works, by its own calendar."""

import datetime as dt
from collections.abc import Callable

from milepost.projects.models import Project
from milepost.projects.queries.engine import midnight, working_time
from milepost.projects.queries.plan_rows import PlanRows, calendars_of

_DAY = dt.timedelta(days=1)

type IsWorking = Callable[[dt.date], bool]


def working_days(project: Project) -> IsWorking:
    """Return a function that says whether the project works on a day. Two queries."""
    hours = working_time(PlanRows(project, {}, {}, [], calendars_of(project)))
    known: dict[dt.date, bool] = {}

    def is_working(day: dt.date) -> bool:
        if day not in known:
            known[day] = hours.between(midnight(day), midnight(day + _DAY)) > 0
        return known[day]

    return is_working


def day_counter(project: Project) -> Callable[[dt.date, dt.date], int]:
    """Return how many working days lie between two days: those after the first up to the second, negative if before."""
    is_working = working_days(project)

    def count(first: dt.date, last: dt.date) -> int:
        if last < first:
            return -count(last, first)
        return sum(is_working(first + _DAY * at) for at in range(1, (last - first).days + 1))

    return count
