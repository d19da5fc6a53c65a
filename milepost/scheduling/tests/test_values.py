"""Values that would have been taken in silence: each is refused where it is written, or where it is handed over."""

import datetime as dt
import math

import pytest

from milepost.scheduling.public import (
    OFFICE_WEEK,
    Assignment,
    Calendar,
    CalendarException,
    CalendarRange,
    Change,
    Invalid,
    Link,
    Lognormal,
    NotFound,
    Pert,
    Plan,
    Ratios,
    Resource,
    Task,
    Triangular,
    Uncertainty,
    WorkingTime,
    country_holidays,
    learn,
    level,
    reschedule,
    schedule,
    simulate,
)
from milepost.scheduling.tests.plans import START

TODAY = dt.date(2026, 3, 2)
PLAN = Plan(tasks=(Task("a", "Build", 480), Task("b")), links=(Link("a", "b"),), start=START)


@pytest.mark.parametrize(
    ("make", "field", "words"),
    [
        (lambda: Task("a", actual_start=START, remaining_minutes=-5), "remaining_minutes", "must not be below 0"),
        (lambda: Task("a", levelling_delay_minutes=-60), "levelling_delay_minutes", "must not be below 0"),
        (lambda: Task("a", duration_minutes=True), "duration_minutes", "whole number, not True"),
        (lambda: Task(id=True), "id", "text or a whole number, not True"),
        (lambda: Task("a", is_active=None), "is_active", "True or False, not None"),
        (lambda: Task("a", is_elapsed="no"), "is_elapsed", "True or False, not 'no'"),
        (lambda: Task("a", is_milestone=1), "is_milestone", "True or False, not 1"),
        (lambda: Link(None, "b"), "predecessor_id", "text or a whole number, not None"),
        (lambda: Link("a", Task("b")), "successor_id", "text or a whole number, not a Task"),
        (lambda: Resource("r", units=-1), "units", "must not be below 0"),
        (lambda: Assignment("a", None), "resource_id", "text or a whole number"),
        (lambda: Assignment("a", "r", work_minutes=-5), "work_minutes", "must not be below 0"),
        (lambda: Assignment("a", "r", delay_minutes=-5), "delay_minutes", "must not be below 0"),
        (lambda: Plan((), start=START, moves_unfinished_work="no"), "moves_unfinished_work", "True or False"),
        (lambda: Plan((), start=START, honours_constraints=None), "honours_constraints", "True or False"),
        (lambda: Plan((), start=START, minutes_per_day=0), "minutes_per_day", "must be at least 1"),
        (lambda: Plan((), start=START, minutes_per_week="2400"), "minutes_per_week", "whole number"),
        (lambda: Plan((), start=START, name=5), "name", "must be text"),
        (lambda: Plan((), start=START, zone=5), "zone", "must be text"),
        (lambda: CalendarException(START, TODAY), "first", "a date (without a time of day)"),
        (lambda: CalendarRange(TODAY, START, OFFICE_WEEK), "last", "a date (without a time of day)"),
        (lambda: Calendar("c", zone=5), "zone", "must be text"),
        (lambda: Calendar("c", country=49), "country", "must be text"),
        (lambda: Uncertainty(default=0.3), "default", "Triangular, Pert, Lognormal or Ratios, not 0.3"),
        (lambda: Uncertainty(default=Lognormal), "default", "Triangular, Pert, Lognormal or Ratios"),
        (lambda: Uncertainty(of_task={"a": (1, 2, 3)}), "of_task", "of 'a' must be a Triangular"),
        (lambda: Uncertainty(of_task=[("a", Pert(1, 2, 3))]), "of_task", "a mapping of task ids to spreads"),
    ],
)
def test_it_is_refused_where_it_is_written(make, field, words):
    with pytest.raises(Invalid) as refusal:
        make()
    assert (refusal.value.code, list(refusal.value.fields)) == ("wrong-value", [field])
    assert words in refusal.value.message


@pytest.mark.parametrize(
    "make",
    [
        lambda: Lognormal(math.nan),
        lambda: Lognormal("1"),
        lambda: Lognormal(1.0, 11),
        lambda: Uncertainty(shared_sigma=math.nan),
        lambda: Uncertainty(shared_median=math.inf),
        lambda: Uncertainty(shared_sigma="wide"),
        lambda: Pert(None, 2, 3),
        lambda: Triangular("1", 2, 3),
        lambda: Triangular(1, 2, math.inf),
        lambda: Ratios(5),
        lambda: Ratios(("a",)),
    ],
)
def test_a_spread_of_other_than_numbers_is_none(make):
    with pytest.raises(Invalid) as refusal:
        make()
    assert refusal.value.code == "wrong-spread"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: simulate(PLAN, seed="x"), "seed must be a whole number, not 'x'"),
        (lambda: simulate(PLAN, seed=-1), "seed must not be below 0"),
        (lambda: simulate(PLAN, seed=None), "seed must be a whole number, not None"),
        (lambda: level([PLAN], seed="x"), "seed must be a whole number"),
        (lambda: level([PLAN], seed=2**31), "seed must lie between 0 and 2147483647"),
        (lambda: level([PLAN], priorities=5), "a list of priorities"),
        (lambda: learn(None), "list of ratios for each project"),
        (lambda: learn([[1.0, 1.1]] * 6, observed=1.2), "for `observed`"),
        (lambda: country_holidays(None, None, [2026]), "country must be text, not None"),
        (lambda: country_holidays("DE", None, "2026"), "write [2026]"),
        (lambda: WorkingTime([], around=TODAY), "at least one calendar"),
        (lambda: WorkingTime([Calendar("c")], "c", around=TODAY), "write ids=['c']"),
        (lambda: schedule(PLAN)[PLAN.tasks[0]], "takes the id of a task"),
    ],
)
def test_it_is_refused_where_it_is_handed_over(call, words):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.code == "wrong-argument"
    assert words in refusal.value.message


def test_an_uncertainty_of_a_task_that_is_not_there_is_refused():
    with pytest.raises(NotFound) as refusal:
        simulate(PLAN, runs=2, uncertainty=Uncertainty(of_task={"x": Pert(1, 2, 3)}))
    assert (refusal.value.code, refusal.value.details) == ("unknown-task", {"task_id": "x"})


def test_an_id_that_two_have_is_refused():
    for more, code in (
        ({"calendars": (Calendar("c"), Calendar("c", week=((),) * 7))}, "duplicate-calendar"),
        ({"resources": (Resource("r"), Resource("r", units=2))}, "duplicate-resource"),
    ):
        with pytest.raises(Invalid) as refusal:
            schedule(Plan(PLAN.tasks, start=START, **more))
        assert refusal.value.code == code
    with pytest.raises(Invalid, match="Two calendars have the id “c”"):
        WorkingTime([Calendar("c"), Calendar("c")], around=TODAY)


def test_a_change_names_each_record_once():
    with pytest.raises(Invalid) as refusal:
        reschedule(PLAN, Change(tasks=(Task("a"), Task("a", duration_minutes=5))))
    assert refusal.value.code == "duplicate-task"


def test_a_date_beyond_all_calendars_is_refused_with_its_task():
    with pytest.raises(Invalid) as refusal:
        schedule(Plan((Task("a", "Build", 480, deadline=dt.datetime(9999, 12, 31)),), start=START))  # noqa: DTZ001
    assert (refusal.value.code, refusal.value.details["task_id"]) == ("beyond-calendar", "a")


def test_the_widest_spread_is_drawn_or_refused_in_words():
    with pytest.raises(Invalid) as refusal:
        simulate(PLAN, runs=100, uncertainty=Uncertainty(default=Lognormal(1.0, 10)))
    assert refusal.value.code == "beyond-calendar"
