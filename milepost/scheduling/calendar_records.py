"""Calendars: when work is possible.

All are frozen. A shift is counted in minutes since local midnight, days are `datetime.date`, sequences are tuples (a
list becomes one).
"""

import datetime as dt
from dataclasses import dataclass

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import (
    Check,
    Id,
    an_id,
    called,
    check_fields,
    date,
    each_of,
    or_none,
    text,
    tupled,
    whole,
)

MINUTES_A_DAY = 1440
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A stretch of work within one day, in minutes since local midnight: `Shift(480, 720)` is 08:00 to 12:00.

    A night shift from 22:00 to 06:00 is two: `Shift(1320, 1440)` on the one day and `Shift(0, 360)` on the next.
    """

    start_minute: int
    finish_minute: int

    def __post_init__(self) -> None:
        """Refuse what are no minutes."""
        check_fields(self, "of a calendar", (("start_minute", whole), ("finish_minute", whole)))


type Day = tuple[Shift, ...]
"""The shifts of one day in order, which do not overlap: `(Shift(480, 720), Shift(780, 1020))`; `()`: nobody works."""
type Week = tuple[Day | None, Day | None, Day | None, Day | None, Day | None, Day | None, Day | None]
"""Seven days, Monday first: `(OFFICE_DAY,) * 5 + ((), ())`. `()`: nobody works; None: as the base calendar says.

Without a base nobody works on a day of None.
"""

OFFICE_DAY: Day = (Shift(480, 720), Shift(780, 1020))
"""08:00 to 12:00 and 13:00 to 17:00, Microsoft Project's standard day of 480 minutes."""
OFFICE_WEEK: Week = (OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, (), ())
"""Monday to Friday `OFFICE_DAY`, nobody works at the weekend: Microsoft Project's Standard calendar."""
INHERITED_WEEK: Week = (None, None, None, None, None, None, None)
"""Every weekday as the base calendar says."""


@dataclass(frozen=True, slots=True)
class CalendarRange:
    """Another week from `first` to `last`, both included: a summer season. Weekdays of None keep the usual."""

    first: dt.date
    last: dt.date
    week: Week
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what are no dates, and what is no week."""
        check_fields(self, called(self.name), _DATES)
        check_fields(self, called(self.name), (("last", _not_before(self.first)),))
        object.__setattr__(self, "week", _week(self.week, f"the calendar range “{self.name}”"))


@dataclass(frozen=True, slots=True)
class CalendarException:
    """Days from `first` to `last`, both included, with these very shifts: none for a holiday, some for an extra day.

    One day has itself for both: `CalendarException(day, day)`.
    """

    first: dt.date
    last: dt.date
    shifts: Day = ()
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what are no dates, and what is no day."""
        object.__setattr__(self, "shifts", tupled(self.shifts))
        who = called(self.name)
        check_fields(self, who, (*_DATES, ("shifts", each_of(Shift))))
        check_fields(self, who, (("last", _not_before(self.first)),))


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work is possible.

    For a day the first that speaks wins: own exceptions (the later in the tuple over the earlier), country holidays,
    own ranges, own week; a day that none of them decides is looked up in the base calendar in the same way.
    `zone` is an IANA name; shifts and dates are then wall clock there. It needs a zone on the plan; None: the plan's.
    `country` and `subdivision` are ISO codes as the `holidays` package knows them ("DE" and, for Bavaria, "BY"): its
    public holidays are free days.

    `week` is a `Week`: seven days, Monday first, each a `Day` (a tuple of shifts, `()` for a free day) or None (as the
    base calendar says):

    >>> half_day = (Shift(480, 720),)  # 08:00 to 12:00, in minutes since midnight
    >>> part_time = Calendar("part-time", week=(half_day,) * 4 + ((), (), ()))
    >>> saturday_too = Calendar("six", base_id="part-time", week=(None,) * 5 + (half_day, None))

    Raises `Invalid`: `wrong-value` (names the field), `wrong-week` (no seven days of shifts).
    """

    id: Id
    name: str = ""
    week: Week = OFFICE_WEEK
    base_id: Id | None = None
    ranges: tuple[CalendarRange, ...] = ()
    exceptions: tuple[CalendarException, ...] = ()
    zone: str | None = None
    country: str | None = None
    subdivision: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no calendar."""
        for name in ("ranges", "exceptions"):
            object.__setattr__(self, name, tupled(getattr(self, name)))
        who = called(self.name, self.id)
        check_fields(self, who, _CALENDAR)
        if self.subdivision and not self.country:
            check_fields(self, who, (("country", lambda _value: f"is missing: “{self.subdivision}” is a part of it"),))
        object.__setattr__(self, "week", _week(self.week, f"the calendar {who}"))


def _not_before(first: dt.date) -> Check:
    return lambda last: (
        ""
        if isinstance(last, dt.date) and last.toordinal() >= first.toordinal()
        else f"must not be before first, {first}"
    )


_DATES = (("first", date), ("last", date))
_CALENDAR = (
    ("id", an_id),
    ("name", text),
    ("base_id", or_none(an_id)),
    *((name, or_none(text)) for name in ("zone", "country", "subdivision")),
    ("ranges", each_of(CalendarRange)),
    ("exceptions", each_of(CalendarException)),
)


def _week(value: object, whose: str) -> object:
    """Return a week of tuples, or refuse what has not seven days of shifts."""
    days = tupled(value)
    if not isinstance(days, tuple) or len(days) != _DAYS_A_WEEK:
        given = f"{len(days)} entries" if isinstance(days, tuple) else f"{value!r}"
        raise Invalid(
            "wrong-week",
            f"The week of {whose} has {given}; it needs seven, Monday first: shifts, () for a free day, None for the "
            "base calendar's.",
            {"week": "needs seven days"},
        )
    week = tuple(tupled(day) for day in days)
    is_day = each_of(Shift)
    wrong = next((f"day {at} {is_day(day)}" for at, day in enumerate(week, 1) if day is not None and is_day(day)), "")
    if wrong:
        raise Invalid("wrong-week", f"The week of {whose}: {wrong}.", {"week": wrong})
    return week
