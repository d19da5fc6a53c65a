"""The days of a calendar's exception: once, or recurring by Project's nine types.

Type 1 every day, 2 a day of the year, 3 a weekday of the year (second Monday of May), 4 a day of the month,
5 a weekday of the month, 6 days of the week, 7 every so many days; 8 (working days) and 9 (none) never occur.
Source: Microsoft, Project XML schema, elements of Exception: Month counts from 0; MonthPosition 0 is the first, 4 the
last; MonthItem 3 is Sunday, 9 is Saturday (0 any day, 1 a weekday, 2 a day of the weekend); DaysOfWeek adds up 1 for
Sunday to 64 for Saturday.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from itertools import islice

from milepost.scheduling.msproject.calendar_records import FileException

DAILY, YEARLY, YEARLY_POSITION, MONTHLY, MONTHLY_POSITION, WEEKLY, BY_DAYS = 1, 2, 3, 4, 5, 6, 7
LAST_POSITION = 4
_SUNDAY_ITEM = 3
_ANY, _WEEKDAY = 0, 1
_SATURDAY = 5
_MOST_MONTHS = 12 * 300


def is_recurring(exception: FileException) -> bool:
    """Whether the exception is more than one stretch of days."""
    if exception.type in {DAILY, BY_DAYS}:
        return (exception.every or 1) > 1
    return exception.type in {YEARLY, YEARLY_POSITION, MONTHLY, MONTHLY_POSITION, WEEKLY}


def precedence(exception: FileException, occurrences: int) -> int:
    """Return which exception of a day wins, the higher: weekly, monthly, yearly, every so many days, once.

    One that recurs but occurs once counts as once. Source: what Project 2021 does with exceptions that collide.
    """
    if occurrences <= 1 or not is_recurring(exception):
        return 4
    return {WEEKLY: 0, MONTHLY: 1, MONTHLY_POSITION: 1, YEARLY: 2, YEARLY_POSITION: 2}.get(exception.type or DAILY, 3)


def days_of(exception: FileException, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the days of a recurring exception from `first` to `last`, no more than it says when entered by number."""
    days = (day for day in _days(exception, first, last) if first <= day <= last)
    if exception.entered_by_occurrences and exception.occurrences:
        return islice(days, exception.occurrences)
    return days


def _days(exception: FileException, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    every = max(exception.every or 1, 1)
    match exception.type:
        case 1 | 7:
            return _by_days(every, first, last)
        case 6:
            return _weekly(every, exception.days_of_week or 0, first, last)
        case 4 | 5:
            return _monthly(exception, every, first, last)
        case _:
            return _yearly(exception, first, last)


def _by_days(every: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for offset in range(0, (last - first).days + 1, every):
        yield first + dt.timedelta(days=offset)


def _weekly(every: int, days_of_week: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    # Weeks are counted from the one that holds the first day, and begin on Sunday.
    sunday = first - dt.timedelta(days=first.isoweekday() % 7)
    for week in range(0, (last - sunday).days + 1, 7 * every):
        for day in range(7):
            if days_of_week & (1 << day):
                yield sunday + dt.timedelta(days=week + day)


def _monthly(exception: FileException, every: int, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for count in range(0, _MOST_MONTHS, every):
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        if (year, month + 1) > (last.year, last.month):
            return
        day = _day_in(exception, year, month + 1)
        if day is not None:
            yield day


def _yearly(exception: FileException, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    month = min(max((exception.month or 0) + 1, 1), 12)
    for year in range(first.year, last.year + 1):
        day = _day_in(exception, year, month)
        if day is not None:
            yield day


def _day_in(exception: FileException, year: int, month: int) -> dt.date | None:
    length = calendar.monthrange(year, month)[1]
    if exception.type in {YEARLY, MONTHLY}:
        number = exception.month_day or 1
        return dt.date(year, month, number) if 1 <= number <= length else None
    fitting = [day for number in range(1, length + 1) if _fits(day := dt.date(year, month, number), exception)]
    position = exception.month_position or 0
    if position >= LAST_POSITION and fitting:
        return fitting[-1]
    return fitting[position] if 0 <= position < len(fitting) else None


def _fits(day: dt.date, exception: FileException) -> bool:
    item = exception.month_item or 0
    if item == _ANY:
        return True
    if item < _SUNDAY_ITEM:
        return (day.weekday() < _SATURDAY) == (item == _WEEKDAY)
    return day.isoweekday() % 7 == item - _SUNDAY_ITEM
