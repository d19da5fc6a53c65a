"""What a file says of calendars, element by element; see `records` for the rest and for what None means."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to another."""

    from_date: dt.datetime | None = None
    to_date: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A shift, in minutes since midnight; a `to_time` of 0 is the midnight that ends the day."""

    from_time: int | None = None
    to_time: int | None = None


@dataclass(frozen=True, slots=True)
class FileWeekDay:
    """A weekday's pattern: 1 is Sunday, 7 is Saturday; 0 is the exception of files before 2007, with its period."""

    day_type: int | None = None
    day_working: bool | None = None
    period: Period | None = None
    working_times: tuple[WorkingTime, ...] = ()


@dataclass(frozen=True, slots=True)
class FileException:
    """Days with other hours, once or recurring: see `recurrence` for the meaning of the numbers."""

    entered_by_occurrences: bool | None = None
    period: Period | None = None
    occurrences: int | None = None
    name: str | None = None
    type: int | None = None
    every: int | None = None
    days_of_week: int | None = None
    month_item: int | None = None
    month_position: int | None = None
    month: int | None = None
    month_day: int | None = None
    day_working: bool | None = None
    working_times: tuple[WorkingTime, ...] = ()


@dataclass(frozen=True, slots=True)
class FileWorkWeek:
    """Another weekly pattern for a time."""

    period: Period | None = None
    name: str | None = None
    week_days: tuple[FileWeekDay, ...] = ()


@dataclass(frozen=True, slots=True)
class FileCalendar:
    """A base calendar, or one derived from a base (a resource's)."""

    uid: int | None = None
    guid: str | None = None
    name: str | None = None
    is_base: bool | None = None
    is_baseline: bool | None = None
    base_uid: int | None = None
    week_days: tuple[FileWeekDay, ...] = ()
    exceptions: tuple[FileException, ...] = ()
    work_weeks: tuple[FileWorkWeek, ...] = ()
