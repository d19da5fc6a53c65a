"""Which time is working time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.lib.errors import Invalid
from milepost.scheduling.public import (
    INHERITED_WEEK,
    OFFICE_DAY,
    OFFICE_WEEK,
    Calendar,
    CalendarException,
    CalendarRange,
    Plan,
    Shift,
    WorkingTime,
    country_holidays,
)
from milepost.scheduling.tests.plans import EXAMPLES, START, calendars, moments
from milepost.scheduling.tests.reference import Reference

D = dt.date
ROUND_THE_CLOCK = (((Shift(0, 1440)),),) * 7


def at(text):
    return dt.datetime.fromisoformat(text)


def working(*made: Calendar, ids=(), zone=None):
    return WorkingTime(made, ids, around=D(2026, 3, 2), zone=zone)


OFFICE = working(Calendar("office"))


@pytest.mark.parametrize(
    ("start", "minutes", "finish"),
    [
        ("2026-03-02T08:00", 240, "2026-03-02T12:00"),
        ("2026-03-02T08:00", 241, "2026-03-02T13:01"),
        ("2026-03-06T17:00", 1, "2026-03-09T08:01"),
        ("2026-03-07T10:00", 480, "2026-03-09T17:00"),
        ("2026-03-02T12:30", 0, "2026-03-02T12:30"),
        ("2026-03-02T08:00", 10 * 480, "2026-03-13T17:00"),
        ("2026-03-02T08:00", 261 * 480 * 30, "2056-03-07T17:00"),
    ],
)
def test_it_adds_working_time(start, minutes, finish):
    found = OFFICE.add(at(start), minutes)
    if minutes < 480 * 1000:
        assert found == at(finish)
    assert OFFICE.between(at(start), found) == minutes


@pytest.mark.parametrize(
    ("finish", "minutes", "start"),
    [
        ("2026-03-02T17:00", 480, "2026-03-02T08:00"),
        ("2026-03-02T08:00", 60, "2026-02-27T16:00"),
        ("2026-03-09T13:00", 240, "2026-03-09T08:00"),
        ("2026-03-08T13:00", 60, "2026-03-06T16:00"),
        ("1999-03-08T13:00", 60, "1999-03-08T11:00"),
    ],
)
def test_it_subtracts_working_time(finish, minutes, start):
    assert OFFICE.subtract(at(finish), minutes) == at(start)
    assert OFFICE.add(at(finish), -minutes) == at(start)


def test_it_measures_backward_as_negative():
    assert OFFICE.between(at("2026-03-03T08:00"), at("2026-03-02T16:00")) == -60


def test_it_knows_shifts_from_pauses():
    assert OFFICE.is_working(at("2026-03-02T11:59"))
    assert not OFFICE.is_working(at("2026-03-02T12:00"))
    assert OFFICE.next_start(at("2026-03-02T12:00")) == at("2026-03-02T13:00")
    assert OFFICE.previous_finish(at("2026-03-02T12:59")) == at("2026-03-02T12:00")


def test_an_exception_beats_a_range_and_a_range_the_week():
    calendar = Calendar(
        "summer",
        ranges=(CalendarRange(D(2026, 7, 1), D(2026, 7, 31), (*([OFFICE_DAY[:1]] * 5), (), ())),),
        exceptions=(
            CalendarException(D(2026, 7, 6), D(2026, 7, 7)),
            CalendarException(D(2026, 7, 7), D(2026, 7, 7), (Shift(600, 660),)),
            CalendarException(D(2026, 7, 11), D(2026, 7, 11), OFFICE_DAY, "inventory on a Saturday"),
        ),
    )
    time = working(calendar)

    def minutes(day):
        return time.between(at(f"2026-07-{day:02}T00:00"), at(f"2026-07-{day + 1:02}T00:00"))

    assert [minutes(day) for day in (1, 6, 7, 8, 11, 12)] == [240, 0, 60, 240, 480, 0]
    assert time.between(at("2026-08-03T00:00"), at("2026-08-04T00:00")) == 480


def test_a_base_gives_what_is_not_said_and_its_holidays_hold_for_own_weeks():
    company = Calendar("company", exceptions=(CalendarException(D(2026, 3, 4), D(2026, 3, 5)),))
    part_time = Calendar(
        "part-time",
        week=(OFFICE_DAY[:1], None, OFFICE_DAY, None, (), None, None),
        base_id="company",
        exceptions=(CalendarException(D(2026, 3, 5), D(2026, 3, 5), OFFICE_DAY),),
    )
    time = working(company, part_time, ids=["part-time"])
    days = [time.between(at(f"2026-03-0{day}T00:00"), at(f"2026-03-0{day + 1}T00:00")) for day in range(2, 8)]
    assert days == [240, 480, 0, 480, 0, 0]


def test_it_knows_the_holidays_of_countries():
    assert country_holidays("DE", "BY", [2026])[D(2026, 1, 6)]
    assert D(2026, 1, 6) not in country_holidays("DE", "BE", [2026])
    bavarian = Calendar(
        "by", country="DE", subdivision="BY", exceptions=(CalendarException(D(2026, 5, 1), D(2026, 5, 1), OFFICE_DAY),)
    )
    time = working(bavarian)
    assert not time.is_working(at("2026-01-06T09:00"))
    assert time.is_working(at("2026-05-01T09:00"))  # own exceptions win
    assert not time.is_working(at("2040-01-06T09:00"))


def test_common_hours_are_those_of_all():
    early = Calendar("early", week=((Shift(360, 600),),) * 7)
    time = working(Calendar("office"), early)
    assert time.add(at("2026-03-02T00:00"), 180) == at("2026-03-03T09:00")


@pytest.mark.parametrize(
    ("made", "code", "words"),
    [
        ([Calendar("x", "Nobody", ((),) * 7)], "no-working-time", ["Nobody"]),
        ([Calendar("a", "Ann", (OFFICE_DAY, (), (), (), (), (), ())), Calendar("b", "Bob", ((), *([OFFICE_DAY] * 6)))],
         "no-working-time", ["Ann", "Bob", "in common"]),
        ([Calendar("a", "A", base_id="b"), Calendar("b", "B", base_id="a")], "calendar-cycle", ["A", "B"]),
        ([Calendar("a", "A", base_id="b")], "unknown-calendar", ["A"]),
        ([Calendar("a", "A", ((Shift(600, 500),),) * 7)], "wrong-shifts", ["A"]),
        ([Calendar("a", "A", ((Shift(500, 600), Shift(550, 700)),) * 7)], "wrong-shifts", ["A"]),
        ([Calendar("a", "A", zone="Europe/Berlin")], "zone-without-plan-zone", ["A"]),
        ([Calendar("a", "A", country="XX")], "unknown-country", ["XX"]),
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be(made, code, words):
    with pytest.raises(Invalid) as refusal:
        working(*made).is_working(START)
    assert refusal.value.code == code
    assert all(word in refusal.value.message for word in words)


def test_it_refuses_unknown_zones_and_moments_with_a_zone():
    with pytest.raises(Invalid, match="no time zone"):
        working(Calendar("a"), zone="Mars/Base")
    with pytest.raises(Invalid, match="wall-clock"):
        OFFICE.is_working(START.replace(tzinfo=ZoneInfo("UTC")))


def test_a_day_of_daylight_saving_has_other_hours():
    always = working(Calendar("always", week=ROUND_THE_CLOCK), zone="Europe/Berlin")
    assert always.between(at("2026-03-28T00:00"), at("2026-03-29T00:00")) == 24 * 60
    assert always.between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 23 * 60
    assert always.between(at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 25 * 60
    office = working(Calendar("office", week=(OFFICE_DAY,) * 7), zone="Europe/Berlin")
    assert office.between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 480
    assert office.add(at("2026-03-28T16:00"), 120) == at("2026-03-29T09:00")


def test_a_shift_in_the_hour_that_does_not_occur_is_not_worked():
    night = working(Calendar("night", week=((Shift(120, 240),),) * 7), zone="Europe/Berlin")
    assert night.between(at("2026-03-28T00:00"), at("2026-03-29T00:00")) == 120
    assert night.between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 60
    gone = working(Calendar("gone", week=((Shift(130, 170),),) * 7), zone="Europe/Berlin")
    assert gone.between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 0


def test_calendars_of_two_zones_meet_where_both_work():
    berlin = Calendar("berlin", "Berlin", zone="Europe/Berlin")
    boston = Calendar("boston", "Boston", zone="America/New_York")
    both = working(berlin, boston, zone="Europe/Berlin")
    assert both.next_start(at("2026-03-02T00:00")) == at("2026-03-02T14:00")
    assert both.between(at("2026-03-02T00:00"), at("2026-03-03T00:00")) == 180
    assert both.between(at("2026-03-10T00:00"), at("2026-03-11T00:00")) == 240  # America has changed its clocks
    with pytest.raises(Invalid, match=r"Berlin.*Honolulu"):
        working(berlin, Calendar("honolulu", "Honolulu", zone="Pacific/Honolulu"), zone="Europe/Berlin")


@settings(max_examples=EXAMPLES, deadline=None)
@given(calendars, moments, st.integers(0, 60), st.sampled_from(["office", "own", "based"]))
def test_it_agrees_with_counting_hours(made, moment, hours, which):
    reference = Reference(Plan(tasks=(), start=START, calendars=made, default_calendar_id="office"))
    time = WorkingTime(made, [which], around=START.date())
    later, earlier = time.add(moment, hours * 60), time.subtract(moment, hours * 60)
    assert reference.hours_between(which, moment, later) == hours
    assert reference.hours_between(which, earlier, moment) == hours
    assert time.between(earlier, later) == 2 * hours * 60
    assert time.is_working(moment) is reference.works(which, moment)
    assert time.next_start(moment) == reference.next_work(which, moment)


def test_a_week_may_be_inherited_as_a_whole():
    assert INHERITED_WEEK != OFFICE_WEEK
    time = working(Calendar("base"), Calendar("same", week=INHERITED_WEEK, base_id="base"), ids=["same"])
    assert time.between(at("2026-03-02T00:00"), at("2026-03-09T00:00")) == 5 * 480
