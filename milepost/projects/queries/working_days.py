"""Days on which a project works, by its own calendar."""

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Sequence
from itertools import accumulate

from django.utils.translation import gettext as _

from milepost.accounts.public import Account
from milepost.lib.errors import Invalid
from milepost.projects.models import Project, WorkCalendar
from milepost.projects.queries.engine import midnight, working_time
from milepost.projects.queries.plan_rows import PlanRows, calendars_of, calendars_of_many

_DAY = dt.timedelta(days=1)
_FAR_DAYS = 30 * 366

type IsWorking = Callable[[dt.date], bool]
type ShiftDay = Callable[[dt.date, int], dt.date]
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


def day_shifter(project: Project) -> ShiftDay:
    """Return a function that gives the day so many working days after another one, before it where that is negative.

    Raises `Invalid` where there is none within thirty years.
    """
    is_working = working_days(project)

    def shifted(day: dt.date, days: int) -> dt.date:
        left, step = abs(days), _DAY if days > 0 else -_DAY
        for _turn in range(_FAR_DAYS):
            if not left:
                return day
            day += step
            left -= is_working(day)
        raise Invalid("no-working-time", _("The project's calendar has too few working days."))

    return shifted


def day_counter(project: Project, calendars: dict[int, WorkCalendar] | None = None) -> CountDays:
    """Return how many working days lie between two days: those after the first up to the second, negative if before."""
    is_working = working_days(project, calendars)
    months: dict[tuple[int, int], list[int]] = {}

    def month(year: int, number: int) -> list[int]:
        """Return how many working days a month has up to each of its days, from none before the first."""
        if (year, number) not in months:
            days = [dt.date(year, number, at) for at in range(1, monthrange(year, number)[1] + 1)]
            months[year, number] = [0, *accumulate(int(is_working(day)) for day in days)]
        return months[year, number]

    def count(first: dt.date, last: dt.date) -> int:
        if last < first:
            return -count(last, first)
        whole = range(first.year * 12 + first.month - 1, last.year * 12 + last.month - 1)
        begun, ended = month(first.year, first.month)[first.day], month(last.year, last.month)[last.day]
        return sum(month(at // 12, at % 12 + 1)[-1] for at in whole) - begun + ended

    return count


def day_counters(projects: Sequence[Project]) -> dict[int, CountDays]:
    """Return the counter of each project by its number. Two queries, however many there are."""
    calendars = calendars_of_many(projects)
    of_calendar: dict[int | None, CountDays] = {}
    for project in projects:
        if project.calendar_id not in of_calendar:
            of_calendar[project.calendar_id] = day_counter(project, calendars)
    return {project.pk: of_calendar[project.calendar_id] for project in projects}


def days_of_both_sides(account: Account | None, around: dt.date) -> IsWorking:
    """Return a function that says whether we and the customer both work on a day. Two queries."""
    project = Project(account=account, start_on=around)
    calendars = calendars_of(project)
    ours = working_days(project, calendars)
    theirs = next((row for row in calendars.values() if account is not None and row.account_id == account.pk), None)
    if theirs is None:
        return ours
    their_days = working_days(Project(account=account, start_on=around, calendar=theirs), calendars)
    return lambda day: ours(day) and their_days(day)
