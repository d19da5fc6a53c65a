"""The calendars of a plan as those of a file."""

import datetime as dt
from collections.abc import Iterator

from milepost.scheduling.calendar_records import MINUTES_A_DAY, Calendar, Day, Week
from milepost.scheduling.calendars import country_holidays
from milepost.scheduling.checks import Id
from milepost.scheduling.msproject.calendar_records import (
    FileCalendar,
    FileException,
    FileWeekDay,
    FileWorkWeek,
    Period,
    WorkingTime,
)
from milepost.scheduling.msproject.recurrence import DAILY
from milepost.scheduling.records import Plan

_END_OF_DAY = dt.time(23, 59)
_HOLIDAY_YEARS = range(-1, 6)


def calendars_in(plan: Plan) -> tuple[tuple[FileCalendar, ...], dict[Id, int]]:
    """Return the calendars and the UID of each; a plan without calendars gets Project's Standard."""
    calendars = plan.calendars or (Calendar("Standard", "Standard"),)
    uids: dict[Id, int] = {each.id: each.id for each in calendars if isinstance(each.id, int) and each.id > 0}
    if len(uids) < len(calendars):
        uids = {each.id: at for at, each in enumerate(calendars, start=1)}
    return tuple(_file(plan, each, uids) for each in calendars), uids


def _file(plan: Plan, calendar: Calendar, uids: dict[Id, int]) -> FileCalendar:
    is_base = calendar.base_id is None
    return FileCalendar(
        uid=uids[calendar.id],
        name=calendar.name or str(calendar.id),
        is_base=is_base,
        is_baseline=False,
        base_uid=-1 if calendar.base_id is None else uids[calendar.base_id],
        week_days=tuple(_week(calendar.week, is_base=is_base)),
        exceptions=(*_holidays(plan, calendar), *_exceptions(calendar)),
        work_weeks=tuple(
            FileWorkWeek(_period(each.first, each.last), each.name or None, tuple(_week(each.week, is_base=False)))
            for each in calendar.ranges
        ),
    )


def _week(week: Week, *, is_base: bool) -> Iterator[FileWeekDay]:
    """Yield Sunday to Saturday; days that inherit are not listed, those of a base calendar without hours are free."""
    for at in (6, 0, 1, 2, 3, 4, 5):
        shifts = week[at]
        if shifts is not None or is_base:
            times = _times(shifts or ())
            yield FileWeekDay(day_type=(at + 1) % 7 + 1, day_working=bool(times), working_times=times)


def _times(shifts: Day) -> tuple[WorkingTime, ...]:
    return tuple(WorkingTime(shift.start_minute, shift.finish_minute % MINUTES_A_DAY) for shift in shifts)


def _exceptions(calendar: Calendar) -> Iterator[FileException]:
    for each in calendar.exceptions:
        yield _exception(each.first, each.last, each.name, each.shifts)


def _holidays(plan: Plan, calendar: Calendar) -> Iterator[FileException]:
    """Yield the public holidays of the years around the plan: the file knows days, no countries."""
    begin = plan.start or plan.finish
    if calendar.country and begin is not None:
        years = [begin.year + offset for offset in _HOLIDAY_YEARS]
        for day, name in sorted(country_holidays(calendar.country, calendar.subdivision, years).items()):
            yield _exception(day, day, name, ())


def _exception(first: dt.date, last: dt.date, name: str, shifts: Day) -> FileException:
    return FileException(
        entered_by_occurrences=False,
        period=_period(first, last),
        occurrences=(last - first).days + 1,
        name=name or None,
        type=DAILY,
        day_working=bool(shifts),
        working_times=_times(shifts),
    )


def _period(first: dt.date, last: dt.date) -> Period:
    return Period(dt.datetime.combine(first, dt.time.min), dt.datetime.combine(last, _END_OF_DAY))
