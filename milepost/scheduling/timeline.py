"""Working time as arrays: from moments to working minutes and back, each by one binary search.

A timeline holds the stretches of work in order, and for each the working minutes before it. A *work coordinate* is the
number of working minutes since a fixed point: tasks of one calendar are scheduled by adding integers, and coordinates
meet clocks only where calendars differ. One coordinate may be two moments: 17:00 is the end of the work before it,
08:00 next morning the start of the work after it. `finish_at` gives the first, `start_at` the second.

The arrays grow when a moment or a coordinate beyond them is asked for. Not safe for use by several threads at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from milepost.lib.errors import Invalid
from milepost.scheduling.calendar_records import MINUTES_A_DAY, Calendar

type Stretch = tuple[int, int]

_CHUNK_DAYS = 366
_EMPTY_DAYS = 20 * _CHUNK_DAYS  # so long without work means that there is none
_FIRST_DAY, _LAST_DAY = -718_000, 2_932_000  # in the years 4 and 9997


class Source(Protocol):
    """Anything that knows stretches of work: a calendar, or what is common to several."""

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """Those whose work it is, for an error that names them."""

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return the work between both midnights (days of the plan's clock), in order, not overlapping, not empty."""


class WorkLine(Protocol):
    """What the passes need to know of a calendar."""

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return the work between both midnights."""

    def work(self, moment: int) -> int:
        """Return the coordinate of a moment."""

    def finish_at(self, work: int) -> int:
        """Return the first moment with this coordinate: the end of the work before it."""

    def start_at(self, work: int) -> int:
        """Return the last moment with this coordinate: the start of the work after it."""


class Timeline:
    """The compiled work of one source; coordinate 0 is the first working minute from `around` on."""

    __slots__ = (
        "_before",
        "_ends",
        "_first_day",
        "_last_day",
        "_shift",
        "_since",
        "_source",
        "_starts",
        "_total",
        "_until",
    )

    def __init__(self, source: Source, around: int) -> None:
        self._source = source
        day = around // MINUTES_A_DAY
        self._first_day = self._last_day = day
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []  # working minutes before each stretch
        self._shift: list[int] = []  # what turns a moment of the stretch into its coordinate
        self._total = 0
        self._since = self._until = day * MINUTES_A_DAY
        self._grow_later()
        self._grow_earlier(60)

    def work(self, moment: int) -> int:
        """Return the coordinate of a moment."""
        if not self._since <= moment < self._until:
            self._cover(moment)
        at = bisect_right(self._starts, moment) - 1
        end = self._ends[at]
        return self._shift[at] + (moment if moment < end else end)  # noqa: FURB136 - a call of min() is slower

    def finish_at(self, work: int) -> int:
        """Return the first moment with this coordinate."""
        if not self._before[0] < work <= self._total:
            self._reach(work)
        return work - self._shift[bisect_left(self._before, work) - 1]

    def start_at(self, work: int) -> int:
        """Return the last moment with this coordinate."""
        if not self._before[0] <= work < self._total:
            self._reach(work)
        return work - self._shift[bisect_right(self._before, work) - 1]

    @property
    def size(self) -> int:
        """Return how many stretches are known by now."""
        return len(self._starts)

    def tables(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Return starts, ends, work before and shift of the stretches known by now; to be read, not changed."""
        return self._starts, self._ends, self._before, self._shift

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return the work between both midnights."""
        return self._source.stretches(first_day, last_day)

    def _cover(self, moment: int) -> None:
        while moment >= self._until:
            self._grow_later()
        while moment < self._since:
            self._grow_earlier()

    def _reach(self, work: int) -> None:
        while work >= self._total:
            self._grow_later()
        while work <= self._before[0]:
            self._grow_earlier()

    def _grow_later(self) -> None:
        """Add days after the last one until there is more work."""
        found: list[Stretch] = []
        begin, days = self._last_day, _CHUNK_DAYS
        while not found:
            self._refuse(self._last_day - begin, self._last_day + days)
            found = self._source.stretches(self._last_day, self._last_day + days)
            self._last_day += days
            days *= 2
        totals = [*accumulate((end - start for start, end in found), initial=self._total)]
        self._total = totals.pop()
        self._starts += [start for start, _end in found]
        self._ends += [end for _start, end in found]
        self._before += totals
        self._shift += [work - start for work, (start, _end) in zip(totals, found, strict=True)]
        self._since = self._starts[0]
        self._until = self._last_day * MINUTES_A_DAY

    def _grow_earlier(self, days: int = _CHUNK_DAYS) -> None:
        """Add days before the first one until there is more work."""
        found: list[Stretch] = []
        begin = self._first_day
        while not found:
            self._refuse(begin - self._first_day, self._first_day - days)
            found = self._source.stretches(self._first_day - days, self._first_day)
            self._first_day -= days
            days *= 2
        work = self._before[0] - sum(end - start for start, end in found)
        before = []
        for start, end in found:
            before.append(work)
            work += end - start
        self._shift[:0] = [work - start for work, (start, _end) in zip(before, found, strict=True)]
        self._before[:0] = before
        self._starts[:0] = [start for start, _end in found]
        self._ends[:0] = [end for _start, end in found]
        self._since = self._starts[0]

    def _refuse(self, empty_days: int, day: int) -> None:
        """Raise where there can be no more work: none for twenty years, or the end of all calendars."""
        if empty_days >= _EMPTY_DAYS:
            raise _no_working_time(self._source.calendars)
        if not _FIRST_DAY < day < _LAST_DAY:
            words = "The plan runs beyond the years 1 to 9999: a date, a duration or a lag is far too large."
            raise Invalid("beyond-calendar", words)


def _no_working_time(calendars: Sequence[Calendar]) -> Invalid:
    names = [f"“{each.name or each.id}”" for each in calendars]
    if len(names) < 2:  # noqa: PLR2004 - nothing that they could have in common
        words = f"The calendar {''.join(names)} has no working time."
    else:
        words = f"The calendars {', '.join(names[:-1])} and {names[-1]} have no working time in common."
    return Invalid("no-working-time", words, calendar_ids=tuple(each.id for each in calendars))


class DayAndNight:
    """The calendar of elapsed time: every minute counts, and a coordinate is the moment itself."""

    __slots__ = ()

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return all of the time between both midnights."""
        return [(first_day * MINUTES_A_DAY, last_day * MINUTES_A_DAY)]

    def work(self, moment: int) -> int:
        """Return the moment."""
        return moment

    def finish_at(self, work: int) -> int:
        """Return the moment."""
        return work

    def start_at(self, work: int) -> int:
        """Return the moment."""
        return work


class Mirrored:
    """A timeline in a mirror: what was last comes first. A plan scheduled from its finish is one from its start."""

    __slots__ = ("_line",)

    def __init__(self, line: WorkLine) -> None:
        self._line = line

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return the mirrored work between both mirrored midnights."""
        return [(-end, -start) for start, end in reversed(self._line.stretches(-last_day, -first_day))]

    def work(self, moment: int) -> int:
        """Return the coordinate of a mirrored moment."""
        return -self._line.work(-moment)

    def finish_at(self, work: int) -> int:
        """Return the first mirrored moment with this coordinate."""
        return -self._line.start_at(-work)

    def start_at(self, work: int) -> int:
        """Return the last mirrored moment with this coordinate."""
        return -self._line.finish_at(-work)
