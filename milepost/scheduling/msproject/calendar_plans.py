"""The file's calendars as the engine's: what inherits, which days differ, which seasons have a week of their own.

Project's rules that are not in the schema: exceptions of files before 2007 stand among the weekdays with DayType 0 and
are repeated there for old readers by later versions, so they count only where there are no others; a weekday that a
derived calendar does not list is as in its base; a calendar without weekdays and without a base is Project's Standard.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from milepost.scheduling.calendar_records import (
    MINUTES_A_DAY,
    OFFICE_DAY,
    OFFICE_WEEK,
    Calendar,
    CalendarException,
    CalendarRange,
    Day,
    Shift,
    Week,
)
from milepost.scheduling.msproject.calendar_records import FileCalendar, FileException, FileWeekDay, Period, WorkingTime
from milepost.scheduling.msproject.notes import Notebook, NoteKind, UnreadableFile
from milepost.scheduling.msproject.recurrence import DAILY, days_of, is_recurring, precedence

_LEGACY_EXCEPTION = 0
_DAYS_OF_WEEK = range(1, 8)
_LONGEST_RECURRENCE_YEARS = 100


def calendars_of(calendars: Iterable[FileCalendar], notebook: Notebook) -> tuple[Calendar, ...]:
    """Return the engine's calendars; bases that are missing are noted, bases that go in a circle are refused."""
    by_uid = {calendar.uid: calendar for calendar in calendars if calendar.uid is not None}
    bases = {uid: _base_uid(calendar, by_uid, notebook) for uid, calendar in by_uid.items()}
    _refuse_circles(by_uid, bases)
    return tuple(_calendar(calendar, bases[uid], notebook) for uid, calendar in by_uid.items())


def _base_uid(calendar: FileCalendar, by_uid: dict[int, FileCalendar], notebook: Notebook) -> int | None:
    if calendar.base_uid is None or calendar.base_uid in by_uid:
        return calendar.base_uid
    if calendar.base_uid > 0:  # versions write -1 or 0 for none
        message = f"its base calendar {calendar.base_uid} is not in the file; it stands alone"
        notebook.add(NoteKind.MISSING, name_of(calendar), message, f"calendar {calendar.uid}")
    return None


def name_of(calendar: FileCalendar) -> str:
    """Return what to call a calendar."""
    return calendar.name or f"Calendar {calendar.uid}"


def _refuse_circles(by_uid: dict[int, FileCalendar], bases: dict[int, int | None]) -> None:
    sound: set[int] = set()
    for uid in bases:
        chain: list[int] = []
        at: int | None = uid
        while at is not None and at not in sound:
            if at in chain:
                names = " → ".join(name_of(by_uid[each]) for each in [*chain[chain.index(at) :], at])
                raise UnreadableFile("calendar-circle", f"calendars are based on each other: {names}")
            chain.append(at)
            at = bases[at]
        sound.update(chain)


def _calendar(calendar: FileCalendar, base_uid: int | None, notebook: Notebook) -> Calendar:
    place = f"calendar {calendar.uid} “{name_of(calendar)}”"
    return Calendar(
        id=calendar.uid or 0,
        name=name_of(calendar),
        week=_own_week(calendar, base_uid, notebook, place),
        base_id=base_uid,
        ranges=tuple(_ranges(calendar, notebook, place)),
        exceptions=tuple(_exceptions(calendar, notebook, place)),
    )


def _own_week(calendar: FileCalendar, base_uid: int | None, notebook: Notebook, place: str) -> Week:
    listed = [day for day in calendar.week_days if day.day_type in _DAYS_OF_WEEK]
    if any(day.day_type not in {_LEGACY_EXCEPTION, *_DAYS_OF_WEEK} for day in calendar.week_days):
        message = "a weekday of an unknown type was left out"
        notebook.add(NoteKind.UNSUPPORTED, "DayType", message, place)
    if not listed and base_uid is None:
        return OFFICE_WEEK
    return _week(listed, notebook, place)


def _week(days: Iterable[FileWeekDay], notebook: Notebook, place: str) -> Week:
    """Return Monday to Sunday; the file counts from Sunday as 1."""
    found: dict[int, Day] = {}
    for day in days:
        if day.day_type in _DAYS_OF_WEEK:
            is_working = bool(day.day_working) or (day.day_working is None and bool(day.working_times))
            found[day.day_type or 0] = _shifts(day.working_times, is_working, notebook, place)
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (found.get(day) for day in (2, 3, 4, 5, 6, 7, 1))
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


def _shifts(times: Iterable[WorkingTime], is_working: bool, notebook: Notebook, place: str) -> Day:
    if not is_working:
        return ()
    shifts = sorted(Shift(*_minutes(time)) for time in times if time.from_time is not None and time.to_time is not None)
    if not shifts:
        notebook.add(NoteKind.ADJUSTED, "WorkingTimes", "a working day without hours got 8–12 and 13–17 o'clock", place)
        return OFFICE_DAY
    joined = tuple(_joined(shifts))
    if len(joined) < len(shifts) and any(b.start_minute < a.finish_minute for a, b in zip(shifts, shifts[1:])):  # noqa: B905, RUF007 -- pairs of neighbours
        notebook.add(NoteKind.ADJUSTED, "WorkingTimes", "shifts that overlap were joined", place)
    if any(time.to_time and (time.from_time or 0) >= time.to_time for time in times):
        message = "a shift that ends before it begins was taken to last until midnight"
        notebook.add(NoteKind.ADJUSTED, "WorkingTimes", message, place)
    return joined


def _minutes(time: WorkingTime) -> tuple[int, int]:
    start, finish = time.from_time or 0, time.to_time or MINUTES_A_DAY
    return start, finish if finish > start else MINUTES_A_DAY


def _joined(shifts: Iterable[Shift]) -> Iterator[Shift]:
    held: Shift | None = None
    for shift in shifts:
        if held is not None and shift.start_minute <= held.finish_minute:
            held = Shift(held.start_minute, max(held.finish_minute, shift.finish_minute))
            continue
        if held is not None:
            yield held
        held = shift
    if held is not None:
        yield held


def _ranges(calendar: FileCalendar, notebook: Notebook, place: str) -> Iterator[CalendarRange]:
    for week in calendar.work_weeks:
        bounds = _bounds(week.period, week.name or "work week", notebook, place)
        if bounds is not None:
            yield CalendarRange(*bounds, week=_week(week.week_days, notebook, place), name=week.name or "")


def _exceptions(calendar: FileCalendar, notebook: Notebook, place: str) -> Iterator[CalendarException]:
    """Yield the exceptions by Project's precedence, the stronger later: in the engine the later wins."""
    listed = calendar.exceptions or tuple(_legacy_exceptions(calendar.week_days))
    found = [
        (exception, tuple(_stretches(exception, *bounds)))
        for exception in listed
        if (bounds := _bounds(exception.period, exception.name or "exception", notebook, place)) is not None
    ]
    for exception, stretches in sorted(found, key=lambda each: precedence(each[0], len(each[1]))):
        is_working = bool(exception.day_working) or bool(exception.working_times)
        shifts = _shifts(exception.working_times, is_working, notebook, place)
        yield from (CalendarException(first, last, shifts, exception.name or "") for first, last in stretches)


def _stretches(exception: FileException, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    if not is_recurring(exception):
        yield first, last
        return
    limit = first.replace(day=1, year=first.year + _LONGEST_RECURRENCE_YEARS)
    yield from ((day, day) for day in days_of(exception, first, min(last, limit)))


def _legacy_exceptions(days: Iterable[FileWeekDay]) -> Iterator[FileException]:
    for day in days:
        if day.day_type == _LEGACY_EXCEPTION:
            yield FileException(
                type=DAILY, period=day.period, day_working=day.day_working, working_times=day.working_times
            )


def _bounds(period: Period | None, subject: str, notebook: Notebook, place: str) -> tuple[dt.date, dt.date] | None:
    first = period.from_date if period else None
    last = (period.to_date or first) if period else None
    if first is None or last is None or last < first:
        notebook.add(NoteKind.UNSUPPORTED, subject, "it has no first and last day and was left out", place)
        return None
    return first.date(), last.date()
