"""The hours that people have, by their own calendars, day by day."""

import datetime as dt
from collections.abc import Sequence

from milepost.identity.public import User
from milepost.projects.models import WorkCalendar
from milepost.projects.queries.engine import engine_calendar, midnight
from milepost.projects.queries.plan_rows import calendars_of_people
from milepost.scheduling.public import Calendar, WorkingTime

_DAY = dt.timedelta(days=1)
_DAYS_MOST = 5 * 366


class WorkHours:
    """The working minutes of a calendar from `first` on; days are looked up once, as far as they are asked for.

    What lies more than five years ahead is counted as nothing.
    """

    def __init__(self, hours: WorkingTime, first: dt.date) -> None:
        self._hours, self._first = hours, first
        self._until = [0]

    def between(self, begin: dt.date, end: dt.date) -> int:
        """Return the minutes of work from the day `begin` up to before the day `end`; days before `first` have none."""
        return max(0, self._before(end) - self._before(begin))

    def _before(self, day: dt.date) -> int:
        at = min(max(0, (day - self._first).days), _DAYS_MOST)
        while len(self._until) <= at:
            begin = midnight(self._first + _DAY * (len(self._until) - 1))
            self._until.append(self._until[-1] + self._hours.between(begin, begin + _DAY))
        return self._until[at]


def hours_of_people(people: Sequence[User], first: dt.date) -> dict[int, WorkHours]:
    """Return the hours of each person: of their own calendar, else of the organisation's. Two queries or three."""
    calendars = calendars_of_people(people)
    own = {row.user_id: row.pk for row in calendars.values() if row.user_id is not None}
    default = next((row.pk for row in calendars.values() if row.is_default), None)
    made: dict[int | None, WorkHours] = {}
    found = {}
    for person in people:
        key = own.get(person.pk, default)
        if key not in made:
            made[key] = WorkHours(_working_time(calendars, key, first), first)
        found[person.pk] = made[key]
    return found


def _working_time(calendars: dict[int, WorkCalendar], key: int | None, first: dt.date) -> WorkingTime:
    if key is None:
        return WorkingTime([Calendar("office")], around=first)
    return WorkingTime([engine_calendar(row) for row in calendars.values()], [key], around=first)
