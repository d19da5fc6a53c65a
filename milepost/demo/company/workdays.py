"""Counting days from Monday to Friday."""

import datetime as dt

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


def workday(day: dt.date) -> dt.date:
    """Return the day, or the Monday after it."""
    while day.weekday() >= _SATURDAY:
        day += _DAY
    return day


def workdays_later(day: dt.date, count: int) -> dt.date:
    """Return the day that many working days later, or earlier."""
    step = _DAY if count > 0 else -_DAY
    for _each in range(abs(count)):
        day += step
        while day.weekday() >= _SATURDAY:
            day += step
    return day


def workdays_between(first: dt.date, last: dt.date) -> int:
    """Return how many working days lie after the first day up to the last; below 0 when that comes before."""
    if last < first:
        return -workdays_between(last, first)
    return sum((first + _DAY * at).weekday() < _SATURDAY for at in range(1, (last - first).days + 1))
