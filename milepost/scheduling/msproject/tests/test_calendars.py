"""Calendars of the file as the engine understands them, asked for the hours of single days."""

import datetime as dt

import pytest

from milepost.scheduling.calendars import resolve
from milepost.scheduling.clock import day_number
from milepost.scheduling.msproject.notes import NoteKind, UnreadableFile
from milepost.scheduling.msproject.plans import plan_of
from milepost.scheduling.msproject.tests.documents import calendar, document, exception, read

OFFICE, NONE = ((480, 720), (780, 1020)), ()


def hours(first: str, last: str) -> str:
    return (
        f"<WorkingTimes><WorkingTime><FromTime>{first}</FromTime><ToTime>{last}</ToTime></WorkingTime></WorkingTimes>"
    )


def week_day(day_type: int, times: str = "", more: str = "") -> str:
    return f"<WeekDay><DayType>{day_type}</DayType><DayWorking>{int(bool(times))}</DayWorking>{more}{times}</WeekDay>"


def read_calendars(calendars: str):
    return plan_of(read(document(calendars=calendars)))


def shifts_on(calendars: str, day: str, uid: int = 1):
    plan = read_calendars(calendars).plan
    number = day_number(dt.date.fromisoformat(day))
    found = resolve({each.id: each for each in plan.calendars}, None)[uid].shifts(number, number + 1)[0]
    return tuple((shift.start_minute, shift.finish_minute) for shift in found)


def working_days(calendars: str, first: str, count: int, uid: int = 1) -> list[int]:
    """The days of the month, of so many days from the first, on which there is work."""
    start = dt.date.fromisoformat(first)
    days = [start + dt.timedelta(days=offset) for offset in range(count)]
    return [day.day for day in days if shifts_on(calendars, day.isoformat(), uid)]


def test_it_takes_a_calendar_without_days_for_the_standard_one():
    assert shifts_on(calendar(), "2026-03-02") == OFFICE
    assert shifts_on(calendar(), "2026-03-07") == NONE


def test_it_reads_a_week_from_sunday_on():
    own = calendar(week_days=week_day(1, hours("22:00:00", "00:00:00")) + week_day(2, hours("08:00:00", "12:00:00")))
    assert shifts_on(own, "2026-03-01") == ((1320, 1440),)
    assert shifts_on(own, "2026-03-02") == ((480, 720),)
    assert shifts_on(own, "2026-03-03") == NONE


def test_it_inherits_days_that_a_derived_calendar_does_not_list():
    both = calendar(1) + calendar(2, base=1, week_days=week_day(6))
    assert working_days(both, "2026-03-02", 7, uid=2) == [2, 3, 4, 5]


def test_it_reads_around_the_clock():
    every = "".join(week_day(day, hours("00:00:00", "00:00:00")) for day in range(1, 8))
    assert shifts_on(calendar(week_days=every), "2026-03-01") == ((0, 1440),)


def test_it_reads_an_exception_with_hours_and_one_without():
    once = exception(("2026-03-03", "2026-03-04"), "<Type>1</Type><DayWorking>0</DayWorking>")
    extra = exception(("2026-03-07", "2026-03-07"), f"<DayWorking>1</DayWorking>{hours('10:00:00', '14:00:00')}")
    own = calendar(exceptions=once + extra)
    assert working_days(own, "2026-03-02", 6) == [2, 5, 6, 7]
    assert shifts_on(own, "2026-03-07") == ((600, 840),)


PERIOD = "<TimePeriod><FromDate>2026-03-03T00:00:00</FromDate><ToDate>2026-03-04T23:59:00</ToDate></TimePeriod>"


def test_it_reads_an_exception_of_files_before_2007():
    assert working_days(calendar(week_days=OFFICE_WEEK + week_day(0, more=PERIOD)), "2026-03-02", 5) == [2, 5, 6]


def test_it_reads_a_repeated_exception_once():
    own = calendar(
        week_days=OFFICE_WEEK + week_day(0, more=PERIOD),
        exceptions=exception(("2026-03-05", "2026-03-05"), "<Type>1</Type>"),
    )
    assert working_days(own, "2026-03-02", 5) == [2, 3, 4, 6]


OFFICE_WEEK = "".join(week_day(day, hours("08:00:00", "17:00:00")) for day in range(2, 7))


def elements(**values: int) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items())


RECURRENCES = {
    "every third day": (("2026-03-02", "2026-03-12"), {"Type": 7, "Period": 3}, [2, 5, 11]),
    "Tuesday and Friday of every second week": (
        ("2026-03-02", "2026-03-31"),
        {"Type": 6, "Period": 2, "DaysOfWeek": 4 + 32},
        [3, 6, 17, 20, 31],
    ),
    "two Mondays": (
        ("2026-03-02", "2026-03-31"),
        {"Type": 6, "EnteredByOccurrences": 1, "Occurrences": 2, "DaysOfWeek": 2},
        [2, 9],
    ),
    "the twelfth": (("2026-03-01", "2026-12-31"), {"Type": 4, "Period": 1, "MonthDay": 12}, [12]),
    "the thirty-first": (("2026-01-31", "2026-12-31"), {"Type": 4, "MonthDay": 31}, [31]),
    "the last Monday of every second month": (
        ("2026-01-01", "2026-12-31"),
        {"Type": 5, "Period": 2, "MonthItem": 4, "MonthPosition": 4},
        [30],
    ),
    "the first weekday": (("2026-01-01", "2026-12-31"), {"Type": 5, "MonthItem": 1, "MonthPosition": 0}, [2]),
    "17 March": (("2026-01-01", "2029-12-31"), {"Type": 2, "Month": 2, "MonthDay": 17}, [17]),
    "the second Tuesday of March": (
        ("2026-01-01", "2029-12-31"),
        {"Type": 3, "Month": 2, "MonthItem": 5, "MonthPosition": 1},
        [10],
    ),
}


@pytest.mark.parametrize(("period", "values", "free"), RECURRENCES.values(), ids=RECURRENCES)
def test_it_follows_each_kind_of_recurrence(period, values, free):
    usual = working_days(calendar(week_days=OFFICE_WEEK), "2026-03-02", 30)
    own = calendar(week_days=OFFICE_WEEK, exceptions=exception(period, elements(**values)))
    left = working_days(own, "2026-03-02", 30)
    assert [day for day in usual if day not in left] == free


WEEKLY_WORK = exception(
    ("2026-03-06", "2027-12-31"), elements(Type=6, DaysOfWeek=32, DayWorking=1) + hours("09:00:00", "10:00:00")
)


@pytest.mark.parametrize(
    ("last", "values"),
    [
        ("2026-03-13", {"Type": 1}),
        ("2027-12-31", {"Type": 4, "MonthDay": 13}),
        ("2027-12-31", {"Type": 2, "Month": 2, "MonthDay": 13}),
    ],
)
def test_it_lets_the_rarer_exception_win_whatever_the_order(last, values):
    rare = exception(("2026-03-13", last), elements(**values))
    for listed in (rare + WEEKLY_WORK, WEEKLY_WORK + rare):
        own = calendar(exceptions=listed)
        assert shifts_on(own, "2026-03-13") == NONE
        assert shifts_on(own, "2026-03-20") == ((540, 600),)


def test_it_reads_a_work_week_and_keeps_the_days_that_it_does_not_name():
    season = (
        "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-07-01T00:00:00</FromDate><ToDate>2026-08-31T23:59:00</ToDate>"
        f"</TimePeriod><Name>Summer</Name><WeekDays>{week_day(2, hours('07:00:00', '13:00:00'))}"
        f"{week_day(6)}</WeekDays>"
        "</WorkWeek></WorkWeeks>"
    )
    own = calendar(more=season)
    assert shifts_on(own, "2026-07-06") == ((420, 780),)
    assert shifts_on(own, "2026-07-07") == OFFICE
    assert shifts_on(own, "2026-07-10") == NONE
    assert shifts_on(own, "2026-09-04") == OFFICE


def test_it_says_what_it_made_of_hours_that_make_no_sense():
    strange = (
        week_day(2, hours("22:00:00", "06:00:00")) + "<WeekDay><DayType>3</DayType><DayWorking>1</DayWorking></WeekDay>"
    )
    found = read_calendars(calendar(week_days=strange))
    assert len([note for note in found.notes if note.kind == NoteKind.ADJUSTED]) == 2
    assert shifts_on(calendar(week_days=strange), "2026-03-02") == ((1320, 1440),)
    assert shifts_on(calendar(week_days=strange), "2026-03-03") == OFFICE


def test_it_notes_a_base_that_is_not_there():
    (note,) = read_calendars(calendar(1, base=7)).notes
    assert (note.kind, "base calendar 7" in note.message) == (NoteKind.MISSING, True)


def test_it_refuses_calendars_based_on_each_other_by_name():
    with pytest.raises(UnreadableFile, match="Calendar 1 → Calendar 2 → Calendar 1"):
        read_calendars(calendar(1, base=2) + calendar(2, base=1))
