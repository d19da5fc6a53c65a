"""Earned value against examples that were published with their answers, and at its edges."""

import datetime as dt
from decimal import Decimal

import pytest

from milepost.projects.metrics.earned_value import (
    EarnedValue,
    PlannedWork,
    earned_share,
    earned_value,
    planned_share,
    values_over_time,
)

pytestmark = pytest.mark.once
MONDAY = dt.date(2026, 3, 2)
FRIDAY = MONDAY + dt.timedelta(days=4)


def each_day(first: dt.date, last: dt.date) -> int:
    return (last - first).days


def weekdays(first: dt.date, last: dt.date) -> int:
    days = (first + dt.timedelta(days=at) for at in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


def figures(planned, earned, actual, budget) -> EarnedValue:
    return EarnedValue(*(Decimal(str(value)) for value in (planned, earned, actual, budget)))


def fence() -> list[PlannedWork]:
    """Four sides of a fence, a day and 1,000 each, one after the other; at the end of day three 2.5 are done."""
    done = [Decimal(1), Decimal(1), Decimal("0.5"), Decimal(0)]
    days = [MONDAY + dt.timedelta(days=at) for at in range(4)]
    return [PlannedWork(Decimal(1000), day, day, share) for day, share in zip(days, done, strict=True)]


def test_it_agrees_with_the_fence_of_mulcahy():
    """Source: Rita Mulcahy, PMP Exam Prep, chapter Cost, exercise of the fence (p. 210 of the 5th edition).

    PV 3,000, EV 2,500, AC 2,800, BAC 4,000, CV -300, CPI .893, SV -500, SPI .833, EAC 4,479, ETC 1,679, VAC -479; the
    book goes on with the rounded CPI, exact are 4,480, 1,680 and -480.
    """
    value = earned_value(fence(), Decimal(1000 + 1200 + 600), MONDAY + dt.timedelta(days=2), each_day)
    assert (value.planned, value.earned, value.actual, value.budget) == (3000, 2500, 2800, 4000)
    assert (value.cost_variance, value.schedule_variance) == (-300, -500)
    assert value.cpi == pytest.approx(Decimal("0.893"), abs=Decimal("0.0005"))
    assert value.spi == pytest.approx(Decimal("0.833"), abs=Decimal("0.0005"))
    assert (value.eac, value.etc, value.vac) == (4480, 1680, -480)


def test_it_agrees_with_the_one_year_project_of_schwalbe():
    """Source: Kathy Schwalbe, Information Technology Project Management, chapter Project Cost Management, exercise 2.

    PV 23,000, EV 20,000, AC 25,000, BAC 120,000: CV -5,000, SV -3,000, CPI 80 %, SPI 86.96 %, EAC 150,000.
    """
    value = figures(23_000, 20_000, 25_000, 120_000)
    assert (value.cost_variance, value.schedule_variance) == (-5000, -3000)
    assert value.cpi == Decimal("0.8")
    assert value.spi == pytest.approx(Decimal("0.8696"), abs=Decimal("0.0001"))
    assert (value.eac, value.etc, value.vac) == (150_000, 125_000, -30_000)


def test_it_agrees_with_the_forecast_of_phillips():
    """Source: Joseph Phillips, PMP Project Management Professional Study Guide, figure 7-14 (EAC using the CPI).

    BAC 500,000, EV 150,000, AC 162,000. The book rounds the CPI to .93 before it goes on, and prints 538,344 for
    AC + (BAC - EV) / .93; the same formula with the exact CPI gives 540,000.
    """
    value = figures(150_000, 150_000, 162_000, 500_000)
    assert round(value.cpi or 0, 2) == Decimal("0.93")
    assert 162_000 + round((500_000 - 150_000) / Decimal("0.93")) == 538_344
    assert value.eac == 540_000


def test_it_agrees_with_design_build_test():
    """Source: the slides "Earned Value: What is Earned Value?" (design 200, build 200, test 100; wnwk.com/doc/3476926).

    PV 300, EV 200, AC 250, BAC 500: CV -50, SV -100, CPI .80, SPI .67, EAC 625.
    """
    value = figures(300, 200, 250, 500)
    assert (value.cost_variance, value.schedule_variance, value.cpi) == (-50, -100, Decimal("0.8"))
    assert round(value.spi or 0, 2) == Decimal("0.67")
    assert (value.eac, value.etc, value.vac) == (625, 375, -125)


def test_nothing_paid_yet_says_no_index_and_forecasts_the_plan():
    value = figures(100, 40, 0, 400)
    assert value.cpi is None
    assert (value.eac, value.etc, value.vac) == (360, 360, 40)


def test_nothing_planned_yet_says_no_index_of_the_schedule():
    value = figures(0, 10, 10, 100)
    assert (value.spi, value.cpi, value.eac) == (None, 1, 100)


def test_what_is_not_begun_comes_to_its_plan():
    value = figures(0, 0, 0, 100)
    assert (value.cpi, value.spi) == (None, None)
    assert (value.eac, value.etc, value.vac) == (100, 100, 0)


def test_paid_work_that_earned_nothing_forecasts_nothing():
    value = figures(50, 0, 30, 100)
    assert (value.cpi, value.eac, value.etc, value.vac) == (0, None, None, None)


def test_what_is_finished_comes_to_what_was_paid():
    value = figures(100, 100, 130, 100)
    assert (value.spi, value.eac, value.etc, value.vac, value.share_done) == (1, 130, 0, -30, 1)


def test_no_work_has_neither_plan_nor_share():
    value = earned_value([], Decimal(0), MONDAY, each_day)
    assert (value.budget, value.share_done, value.eac) == (0, None, 0)


@pytest.mark.parametrize(("on", "share"), [(-1, 0), (0, "0.2"), (2, "0.6"), (4, 1), (9, 1)])
def test_it_plans_evenly_over_the_days(on, share):
    work = PlannedWork(Decimal(10), MONDAY, FRIDAY, Decimal(0))
    assert planned_share(work, MONDAY + dt.timedelta(days=on), weekdays) == Decimal(share)


def test_it_plans_nothing_for_a_weekend():
    work = PlannedWork(Decimal(10), FRIDAY, FRIDAY + dt.timedelta(days=3), Decimal(0))
    shares = [planned_share(work, FRIDAY + dt.timedelta(days=at), weekdays) for at in range(4)]
    assert shares == [Decimal("0.5"), Decimal("0.5"), Decimal("0.5"), 1]


@pytest.mark.parametrize(
    ("rule", "said", "share"),
    [
        ("percent", {"percent": 40}, "0.4"),
        ("0/100", {"percent": 99, "has_begun": True}, "0"),
        ("50/50", {"has_begun": True}, "0.5"),
        ("50/50", {}, "0"),
        ("steps", {"steps": (1, 4)}, "0.25"),
        ("steps", {"percent": 80}, "0"),
        ("hours", {"minutes": (60, 180)}, "0.25"),
        ("hours", {}, "0"),
    ],
)
def test_it_earns_by_the_rule(rule, said, share):
    assert earned_share(rule, is_done=False, **said) == Decimal(share)
    assert earned_share(rule, is_done=True, **said) == 1


def test_it_knows_no_other_rule():
    with pytest.raises(ValueError, match="no such rule"):
        earned_share("30/70", is_done=False)


def test_it_draws_what_was_earned_and_paid_by_day():
    work = [
        PlannedWork(Decimal(100), MONDAY, MONDAY, Decimal(1), MONDAY, MONDAY + dt.timedelta(days=1)),
        PlannedWork(Decimal(100), FRIDAY, FRIDAY, Decimal("0.5"), MONDAY + dt.timedelta(days=2)),
    ]
    days = [MONDAY + dt.timedelta(days=at) for at in range(5)]
    paid = [(MONDAY + dt.timedelta(days=1), Decimal(70)), (MONDAY, Decimal(50))]
    points = values_over_time(work, paid, days, days[3], weekdays)
    assert [point.planned for point in points] == [100, 100, 100, 100, 200]
    assert [point.earned for point in points] == [0, 100, 125, 150, None]
    assert [point.actual for point in points] == [50, 120, 120, 120, None]
