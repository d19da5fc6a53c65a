"""Calendars of a plan, resolved: which shifts a day has, and the stretches of work of one calendar or of several.

For a day the first that speaks wins: exceptions and country holidays, the calendar's own before those of its base; then
dated ranges, own before base; then the week, own before base. So a person's own week does not cancel the company's
holidays, and an own exception does. This is the order of Microsoft Project.

Source: Microsoft, "Work with calendars in Project" and "Exceptions (Calendar)" of the Project documentation.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from milepost.lib.errors import Invalid
from milepost.scheduling.calendar_records import MINUTES_A_DAY, Calendar, CalendarRange, Day
from milepost.scheduling.checks import Id, or_none, text
from milepost.scheduling.clock import date_of, day_number, utc_minutes, weekday_of
from milepost.scheduling.timeline import Source, Stretch


def country_holidays(country: str, subdivision: str | None, years: Collection[int]) -> dict[dt.date, str]:
    """Return the public holidays of a country in these years, with their names: `country_holidays("DE", "BY", [2026])`.

    `country` is an ISO 3166 code; `subdivision` is the part of its region's code behind the hyphen (Bavaria is DE-BY,
    so "BY"), None for what holds in the whole country. Raises `Invalid` with code `unknown-country` or
    `wrong-argument`. Source: the `holidays` package.
    """
    if not isinstance(years, Collection) or not all(isinstance(year, int) for year in years):
        raise Invalid(
            "wrong-argument", f"country_holidays() takes several years: write [{years}].", {"years": "a list"}
        )
    found = {"country": text(country), "subdivision": or_none(text)(subdivision)}
    if wrong := {name: words for name, words in found.items() if words}:
        words = "; ".join(f"{name} {each}" for name, each in wrong.items())
        raise Invalid("wrong-argument", f"country_holidays(): {words}.", wrong)
    import holidays  # noqa: PLC0415 - 8 MB, and most plans name no country

    try:
        known = holidays.country_holidays(country, subdiv=subdivision, years=list(years))
    except NotImplementedError as error:
        place = f"{country}-{subdivision}" if subdivision else country
        raise Invalid("unknown-country", f"No public holidays are known for “{place}”.", country=place) from error
    return dict(known.items())


class DayPlan:
    """The shifts of each day by one calendar and those it is based on."""

    __slots__ = ("_base", "_exceptions", "_holidays", "_ranges", "_week", "calendar", "zone")

    def __init__(self, calendar: Calendar, base: "DayPlan | None", zone: str | None) -> None:
        self.calendar = calendar
        self.zone = zone
        self._base = base
        self._week = calendar.week
        self._exceptions = [(day_number(e.first), day_number(e.last), e.shifts) for e in reversed(calendar.exceptions)]
        self._ranges = [(day_number(r.first), day_number(r.last), r) for r in calendar.ranges]
        self._holidays: dict[int, set[int]] = {}

    def shifts(self, first_day: int, last_day: int) -> list[Day]:
        """Return the shifts of each day from `first_day` to the one before `last_day`."""
        week: list[Day] = [self.of_week(weekday) for weekday in range(7)]
        days = [week[weekday_of(day)] for day in range(first_day, last_day)]
        self.put_ranges(days, first_day)
        self.put_exceptions(days, first_day)
        return days

    def works_on(self, day: int) -> bool:
        """Say whether there is any work on this day of the calendar's own zone."""
        return bool(self.shifts(day, day + 1)[0])

    def of_week(self, weekday: int) -> Day:
        """Return the shifts of a weekday when nothing else is said."""
        own = self._week[weekday]
        if own is not None:
            return own
        return self._base.of_week(weekday) if self._base else ()

    def put_ranges(self, days: list[Day], first_day: int) -> None:
        """Write what dated ranges say over a list of days, own over base."""
        if self._base:
            self._base.put_ranges(days, first_day)
        for first, last, season in reversed(self._ranges):
            for at in _overlap(first, last, first_day, len(days)):
                days[at] = self._of_season(season, weekday_of(first_day + at))

    def _of_season(self, season: CalendarRange, weekday: int) -> Day:
        own = season.week[weekday]
        return self.of_week(weekday) if own is None else own

    def put_exceptions(self, days: list[Day], first_day: int) -> None:
        """Write holidays and exceptions over a list of days, own over base."""
        if self._base:
            self._base.put_exceptions(days, first_day)
        if self.calendar.country:
            for at in range(len(days)):
                if self._is_holiday(first_day + at):
                    days[at] = ()
        for first, last, shifts in reversed(self._exceptions):
            for at in _overlap(first, last, first_day, len(days)):
                days[at] = shifts

    def _is_holiday(self, day: int) -> bool:
        year = date_of(day).year
        if year not in self._holidays:
            found = country_holidays(self.calendar.country or "", self.calendar.subdivision, [year])
            self._holidays[year] = {day_number(date) for date in found}
        return day in self._holidays[year]


def _overlap(first: int, last: int, first_day: int, count: int) -> range:
    return range(max(first - first_day, 0), min(last - first_day + 1, count))


class OneCalendar:
    """The stretches of work of one calendar, on days that pass a filter."""

    __slots__ = ("_days", "_others")

    def __init__(self, days: DayPlan, others: Sequence[DayPlan] = ()) -> None:
        self._days = days
        self._others = others

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """Those whose work it is."""
        return tuple(each.calendar for each in (self._days, *self._others))

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return the work between both midnights of the plan's clock."""
        if self._days.zone is None:
            return self._walls(first_day, last_day)
        found = self._walls(first_day - 1, last_day + 1)
        minutes = utc_minutes([wall for stretch in found for wall in stretch], self._days.zone)
        pairs = zip(minutes[::2], minutes[1::2], strict=True)
        return _clipped(pairs, first_day * MINUTES_A_DAY, last_day * MINUTES_A_DAY)

    def _walls(self, first_day: int, last_day: int) -> list[Stretch]:
        days = self._days.shifts(first_day, last_day)
        for other in self._others:
            theirs = other.shifts(first_day, last_day)
            days = [shifts if theirs[at] else () for at, shifts in enumerate(days)]
        return [
            (midnight + shift.start_minute, midnight + shift.finish_minute)
            for midnight, shifts in zip(
                range(first_day * MINUTES_A_DAY, last_day * MINUTES_A_DAY, MINUTES_A_DAY), days, strict=True
            )
            for shift in shifts
        ]


class CommonHours:
    """The stretches in which all of several sources work."""

    __slots__ = ("_sources", "calendars")

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self.calendars = tuple(dict.fromkeys(each for source in sources for each in source.calendars))

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return the work between both midnights of the plan's clock."""
        common = self._sources[0].stretches(first_day, last_day)
        for source in self._sources[1:]:
            common = _common(common, source.stretches(first_day, last_day))
        return common


def common_hours(days: Sequence[DayPlan]) -> Source:
    """Return the source of the hours at which all of these calendars work."""
    if len(days) == 1:
        return OneCalendar(days[0])
    return CommonHours([OneCalendar(each) for each in days])


def _clipped(stretches: Iterable[Stretch], low: int, high: int) -> list[Stretch]:
    return [(max(start, low), min(end, high)) for start, end in stretches if start < high and end > low and start < end]


def _common(ours: list[Stretch], theirs: list[Stretch]) -> list[Stretch]:
    common, at, other = [], 0, 0
    while at < len(ours) and other < len(theirs):
        start = max(ours[at][0], theirs[other][0])
        end = min(ours[at][1], theirs[other][1])
        if start < end:
            common.append((start, end))
        if ours[at][1] < theirs[other][1]:
            at += 1
        else:
            other += 1
    return common


def resolve(calendars: Mapping[Id, Calendar], zone: str | None) -> dict[Id, DayPlan]:
    """Return the day plan of each calendar. Raises `Invalid`: base unknown or its own ancestor, shifts, zone."""
    known: dict[Id, DayPlan] = {}
    for calendar in calendars.values():
        _resolve(calendar, calendars, zone, known, ())
    return known


def _resolve(
    calendar: Calendar,
    calendars: Mapping[Id, Calendar],
    zone: str | None,
    known: dict[Id, DayPlan],
    below: tuple[Id, ...],
) -> DayPlan:
    if calendar.id in known:
        return known[calendar.id]
    _check(calendar, zone)
    if calendar.id in below:
        path = " → ".join(f"“{calendars[each].name or each}”" for each in (*below, calendar.id))
        raise Invalid("calendar-cycle", f"A calendar is its own base: {path}.", calendar_ids=(*below, calendar.id))
    base = None
    if calendar.base_id is not None:
        if calendar.base_id not in calendars:
            words = f"The base “{calendar.base_id}” of the calendar “{calendar.name or calendar.id}” does not exist."
            raise Invalid("unknown-calendar", words, calendar_id=calendar.base_id, of_calendar_id=calendar.id)
        base = _resolve(calendars[calendar.base_id], calendars, zone, known, (*below, calendar.id))
    known[calendar.id] = DayPlan(calendar, base, calendar.zone or zone)
    return known[calendar.id]


def _check(calendar: Calendar, zone: str | None) -> None:
    name = calendar.name or calendar.id
    if calendar.zone and not zone:
        words = f"The calendar “{name}” has a time zone; the plan needs one too."
        raise Invalid("zone-without-plan-zone", words, {"zone": "is missing"}, calendar_id=calendar.id)
    patterns = [*calendar.week, *(day for season in calendar.ranges for day in season.week)]
    for shifts in [*patterns, *(exception.shifts for exception in calendar.exceptions)]:
        end = 0
        for shift in shifts or ():
            if not end <= shift.start_minute < shift.finish_minute <= MINUTES_A_DAY:
                span = f"{shift.start_minute} to {shift.finish_minute}"
                words = (
                    f"The shift from minute {span} of the calendar “{name}” is out of order, of no length, or longer "
                    "than its day; a shift over midnight is two."
                )
                raise Invalid("wrong-shifts", words, calendar_id=calendar.id, shift=shift)
            end = shift.finish_minute
