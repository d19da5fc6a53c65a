"""Working time by itself: add it, subtract it, measure it, without a plan."""

import datetime as dt
from collections.abc import Iterable

from milepost.lib.errors import Invalid
from milepost.scheduling.calendar_records import Calendar
from milepost.scheduling.calendars import common_hours, resolve
from milepost.scheduling.checks import Id, by_id, wanted
from milepost.scheduling.clock import Clock
from milepost.scheduling.timeline import Timeline


class WorkingTime:
    """The working time of a calendar, or what several have in common.

    `calendars` holds those that are used and their bases; `ids` names the used ones, all of `calendars` when empty.
    Moments are wall clock of `zone`; without one there is no daylight saving, and no calendar may have its own zone.
    `around` is any date near those that will be asked for: the first question is then quick. Amounts are minutes.

    Rules of daylight saving: minutes are counted as they pass. A shift that contains the jump forward has an hour less,
    one that contains the jump back an hour more; a wall-clock time that occurs twice means the first, one that does not
    occur means the moment of the jump.

    Raises `Invalid`: `no-working-time` (names the calendars that have nothing in common), `unknown-calendar`,
    `duplicate-calendar`, `calendar-cycle`, `wrong-shifts`, `unknown-zone`, `zone-without-plan-zone`,
    `unknown-country`, `wrong-argument`, `beyond-calendar`.
    Cost: two binary searches a question; days are looked up once, a year at a time. Not for several threads at once.

    >>> office = WorkingTime([Calendar("office")], around=dt.date(2026, 3, 2))
    >>> print(office.add(dt.datetime(2026, 3, 6, 16), 120))
    2026-03-09 09:00:00
    >>> office.between(dt.datetime(2026, 3, 6, 16), dt.datetime(2026, 3, 9, 9))
    120
    """

    def __init__(
        self, calendars: Iterable[Calendar], ids: Iterable[Id] = (), *, around: dt.date, zone: str | None = None
    ) -> None:
        if isinstance(calendars, Calendar):
            raise Invalid(
                "wrong-argument", "WorkingTime() takes a list of calendars: write WorkingTime([calendar], …)."
            )
        if isinstance(ids, str):
            raise Invalid("wrong-argument", f"WorkingTime() takes a list of ids: write ids=[{ids!r}].")
        known = by_id([wanted(each, Calendar, "WorkingTime()") for each in calendars], "calendar")
        if not known:
            raise Invalid("wrong-argument", "WorkingTime() takes a list of at least one calendar.")
        wanted(around, dt.date, "WorkingTime(around=…)")
        days = resolve(known, zone)
        used = tuple(ids) or tuple(known)
        for each in used:
            if each not in days:
                raise Invalid("unknown-calendar", f"There is no calendar with the id “{each}”.", calendar_id=each)
        self._clock = Clock(zone)
        midnight = dt.datetime(around.year, around.month, around.day)  # noqa: DTZ001 - wall clock
        self._line = Timeline(common_hours([days[each] for each in used]), self._clock.minute(midnight))

    def add(self, moment: dt.datetime, minutes: int) -> dt.datetime:
        """Return when so much work has been done that begins at a moment; the end of a shift, not the next start.

        Nothing added changes nothing; with `minutes` below 0 it subtracts.
        """
        if wanted(minutes, int, "add()", "amounts are whole minutes") <= 0:
            return moment if not minutes else self.subtract(moment, -minutes)
        return self._moment(self._line.finish_at(self._work(moment) + minutes))

    def subtract(self, moment: dt.datetime, minutes: int) -> dt.datetime:
        """Return when so much work has to begin to be done by a moment; the start of a shift, not the end before."""
        if wanted(minutes, int, "subtract()", "amounts are whole minutes") <= 0:
            return moment if not minutes else self.add(moment, -minutes)
        return self._moment(self._line.start_at(self._work(moment) - minutes))

    def between(self, begin: dt.datetime, end: dt.datetime) -> int:
        """Return the minutes of work between two moments, negative when `end` comes first."""
        return self._work(end) - self._work(begin)

    def next_start(self, moment: dt.datetime) -> dt.datetime:
        """Return the moment itself when there is work then, else when it begins again."""
        return self._moment(self._line.start_at(self._work(moment)))

    def previous_finish(self, moment: dt.datetime) -> dt.datetime:
        """Return the moment itself when there was work right before it, else when it ended."""
        return self._moment(self._line.finish_at(self._work(moment)))

    def is_working(self, moment: dt.datetime) -> bool:
        """Say whether there is work in the minute that begins at a moment."""
        minute = self._clock.minute(moment)
        return self._line.start_at(self._line.work(minute)) == minute

    def _work(self, moment: dt.datetime) -> int:
        return self._line.work(self._clock.minute(moment))

    def _moment(self, minute: int) -> dt.datetime:
        return self._clock.moment(minute)
