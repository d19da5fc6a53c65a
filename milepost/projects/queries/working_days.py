"""Days on which a project works, by its own calendar."""

import datetime as dt
from collections.abc import Callable, Sequence

from milepost.projects.models import Project, WorkCalendar
from milepost.projects.queries.engine import midnight, working_time
from milepost.projects.queries.plan_rows import PlanRows, calendars_of, calendars_of_many

_DAY = dt.timedelta(days=1)

type IsWorking = Callable[[dt.date], bool]
type CountDays = Callable[[dt.date, dt.date], int]


def working_days(project: Project, calendars: dict[int, WorkCalendar] | None = None) -> IsWorking:
    """Return a function that says whether the project works on a day. Two queries, none with its calendars."""
    known_calendars = calendars_of(project) if calendars is None else calendars
    hours = working_time(PlanRows(project, {}, {}, [], known_calendars))
    known: dict[dt.date, bool] = {}

    def is_working(day: dt.date) -> bool:
        if day not in known:
            known[day] = hours.between(midnight(day), midnight(day + _DAY)) > 0
        return known[day]

    return is_working


def day_counter(project: Project, calendars: dict[int, WorkCalendar] | None = None) -> CountDays:
    """Return how many working days lie between two days: those after the first up to the second, negative if before."""
    is_working = working_days(project, calendars)

    def count(first: dt.date, last: dt.date) -> int:
        if last < first:
            return -count(last, first)
        return sum(is_working(first + _DAY * at) for at in range(1, (last - first).days + 1))

    return count


def day_counters(projects: Sequence[Project]) -> dict[int, CountDays]:
    """Return the counter of each project by its number. Two queries, however many there are."""
    calendars = calendars_of_many(projects)
    return {project.pk: day_counter(project, calendars) for project in projects}
