"""The greedy schedule: never more work than time, nothing violated, and what cannot be helped is said."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from milepost.lib.errors import Invalid
from milepost.scheduling.levelling import LevellingAim, LevellingMethod, level
from milepost.scheduling.levelling_greedy import greedy
from milepost.scheduling.levelling_loads import capacities
from milepost.scheduling.levelling_projects import projects_of
from milepost.scheduling.levelling_serial import booked
from milepost.scheduling.public import (
    Constraint,
    Link,
    LinkType,
    Resource,
    ScheduleFrom,
    Split,
    WarningCode,
    schedule,
)
from milepost.scheduling.tests.levelling_plans import CALENDARS, DAY, START, plan_of, plans, work
from milepost.scheduling.tests.plans import EXAMPLES

BROKEN = {WarningCode.LINK_BROKEN, WarningCode.CONSTRAINT_BROKEN}
COMMON = settings(max_examples=max(50, EXAMPLES), deadline=None, suppress_health_check=list(HealthCheck))


def levelled(*made: Any, **more: Any):
    return level(made, method=LevellingMethod.GREEDY, **more)


def starts(plan):
    return {task.id: task.start for task in schedule(plan)}


def test_it_puts_tasks_of_one_person_one_after_another():
    found = levelled(plan_of(work("a", 1, people=["ana"]), work("b", 2, people=["ana"])))
    assert found.overloads == ()
    assert len(found.overloads_before) == 1
    assert sorted(starts(found.plans[0]).values()) == [START, START + dt.timedelta(1)]


def test_it_lets_the_more_important_go_first():
    found = levelled(plan_of(work("a", 1, people=["ana"]), work("b", 1, people=["ana"], priority=900)))
    assert starts(found.plans[0]) == {"b": START, "a": START + dt.timedelta(1)}


def test_it_uses_all_units_of_a_role():
    team = Resource("team", units=2)
    tasks = [work(name, 1, people=["team"]) for name in "abc"]
    assert sorted(starts(levelled(plan_of(*tasks, resources=[team])).plans[0]).values()) == [
        START, START, START + dt.timedelta(1),
    ]  # fmt: skip


def test_it_delays_nothing_where_there_is_time_for_all():
    found = levelled(plan_of(work("a", 1, people=["ana"]), work("b", 1, people=["ana"]), links=[("a", "b")]))
    assert found.comparisons[0].moves == ()
    assert found.plans[0].tasks[1].levelling_delay_minutes == 0


def test_it_levels_several_projects_by_their_priority():
    one, two = (plan_of(work("a", 1, people=["ana"]), name=name) for name in ("one", "two"))
    found = levelled(one, two, priorities=[300, 700])
    assert [starts(plan)["a"] for plan in found.plans] == [START + dt.timedelta(1), START]


def test_it_keeps_pins_and_lists_what_they_overload():
    pinned = {"pinned_start": START}
    found = levelled(plan_of(*(work(name, 1, people=["ana"], **pinned) for name in "ab")))
    assert found.comparisons[0].moves == ()
    (overload,) = found.overloads
    assert (overload.start, overload.finish) == (START, START + dt.timedelta(hours=9))
    assert overload.tasks == ((0, "a"), (0, "b"))
    assert "“Ana” has 200% of work and 100% of time" in overload.message


def test_it_never_pushes_a_predecessor_past_a_pin():
    tasks = [
        work("first", 1, people=["ana"], priority=900),
        work("before", 1, people=["ana"]),
        work("pin", 1, pinned_start=START + dt.timedelta(1)),
    ]
    found = levelled(plan_of(*tasks, links=[("before", "pin")]))
    assert starts(found.plans[0])["before"] == START
    assert found.overloads == ()


def test_it_works_around_what_has_begun():
    begun = work("a", 2, people=["ana"], actual_start=START, percent_complete=50)
    found = levelled(plan_of(begun, work("b", 1, people=["ana"])))
    assert starts(found.plans[0]) == {"a": START, "b": START}  # Monday is done, Tuesday is held
    longer = levelled(plan_of(begun, work("b", 2, people=["ana"])))
    assert starts(longer.plans[0])["b"] == START + dt.timedelta(2)


def test_it_keeps_what_must_start_on_a_date_and_what_has_priority_1000():
    must = work("must", 1, people=["ana"], constraint=Constraint.MUST_START_ON, constraint_date=START)
    found = levelled(plan_of(work("a", 1, people=["ana"], priority=999), must))
    assert starts(found.plans[0]) == {"must": START, "a": START + dt.timedelta(1)}
    found = levelled(plan_of(work("a", 1, people=["ana"], priority=999), work("b", 1, people=["ana"], priority=1000)))
    assert starts(found.plans[0])["b"] == START


def test_it_takes_back_earlier_delays_first():
    plan = plan_of(work("a", 1, people=["ana"]), work("b", 1, people=["ana"]))
    once = levelled(plan)
    assert levelled(once.plans[0]).plans == once.plans
    freed = replace(once.plans[0], assignments=())
    assert levelled(freed).plans[0].tasks == plan.tasks


def test_it_leaves_a_plan_from_its_finish_alone_but_counts_its_people():
    backward = replace(
        plan_of(work("a", 1, people=["ana"])),
        schedule_from=ScheduleFrom.FINISH, start=None, finish=START + dt.timedelta(hours=9),
    )  # fmt: skip
    found = levelled(backward, plan_of(work("b", 1, people=["ana"])))
    assert starts(found.plans[0])["a"] == START
    assert starts(found.plans[1])["b"] == START + dt.timedelta(1)


def test_what_is_as_late_as_possible_overloads_nobody_when_the_finish_moves():
    """On Monday already, it would move to the Wednesday that levelling gives to another task."""
    late = work("late", 1, people=["ana"], constraint=Constraint.AS_LATE_AS_POSSIBLE)
    found = levelled(plan_of(late, work("a", 1, people=["ana"]), work("b", 1, people=["ana"])))
    assert found.overloads == ()
    assert starts(found.plans[0])["late"] == START
    assert found.kept == ((0, "late"),)


def test_what_is_as_late_as_possible_moves_with_the_finish_where_that_hinders_nobody():
    late = work("late", 1, people=["ben"], constraint=Constraint.AS_LATE_AS_POSSIBLE)
    works = [late, work("a", 1, people=["ana"]), work("b", 1, people=["ana"])]
    found = levelled(plan_of(*works, resources=["ana", "ben"]))
    assert starts(found.plans[0])["late"] == START + dt.timedelta(1)
    assert (found.overloads, found.kept) == ((), ())


def test_it_says_when_one_task_alone_asks_for_too_much():
    found = levelled(plan_of(work("a", 1, people=["half"]), resources=[Resource("half", units=0.5)]))
    assert [(each.units, each.capacity) for each in found.overloads] == [(1.0, 0.5)]


def test_it_measures_what_it_reached():
    deadline = START + dt.timedelta(hours=9)
    found = levelled(plan_of(*(work(name, 1, people=["ana"], deadline=deadline) for name in "ab")))
    assert {each.aim: each.value for each in found.reached} == {
        LevellingAim.LATENESS: 36 * DAY, LevellingAim.FINISH: 12 * DAY, LevellingAim.MOVEMENT: 36 * DAY,
    }  # fmt: skip
    assert not found.is_optimal


def test_it_refuses_priorities_that_do_not_fit_and_zones_that_do_not_meet():
    plan = plan_of(work("a", 1))
    with pytest.raises(Invalid, match="one priority"):
        levelled(plan, priorities=[1, 2])
    with pytest.raises(Invalid, match="time zone"):
        levelled(plan, replace(plan, zone="Europe/Berlin"))


def test_it_interrupts_what_may_be_interrupted():
    """The pinned Tuesday lies in the middle of three days of work: Monday, Wednesday and Thursday are free."""
    meeting = work("pin", 1, people=["ana"], pinned_start=START + dt.timedelta(1))
    plan = plan_of(work("long", 3, people=["ana"]), meeting)
    assert starts(levelled(plan).plans[0])["long"] == START + dt.timedelta(2)
    found = levelled(plan, splittable=["long"])
    long = schedule(found.plans[0])["long"]
    assert (long.start, long.finish) == (START, START + dt.timedelta(3, hours=9))
    assert found.plans[0].tasks[0].splits == (Split(DAY, DAY),)
    assert found.overloads == ()


def test_what_is_interrupted_at_night_holds_nobody_over_it():
    """Ana ends at 14:30 on her early calendar, and does the other task from 15:00; the long one goes on at 06:00."""
    other = work("other", 0.25, people=["ana"])
    long = work("long", 1, people=["ana"], calendar_id="early")
    before = work("before", 1)
    plan = plan_of(before, long, other, links=[Link("before", "other", LinkType.FINISH_FINISH)], calendars=CALENDARS)
    found = levelled(replace(plan, default_calendar_id="office"), splittable=True)
    assert found.overloads == ()
    assert starts(found.plans[0]) == {"before": START, "long": START, "other": START + dt.timedelta(hours=7)}
    assert found.plans[0].tasks[1].splits == (Split(360, 0),)


@COMMON
@given(plans(is_bound=False))
def test_what_is_interrupted_leaves_nobody_overloaded_and_breaks_nothing(plan):
    shares = {each.id: each.units for each in plan.resources}
    assume(all(each.units <= shares[each.resource_id] for each in plan.assignments))
    found = levelled(plan, splittable=True)
    assert found.overloads == ()
    assert not any(each.code in BROKEN for each in schedule(found.plans[0]).warnings)


@COMMON
@given(plans(is_bound=False))
def test_it_leaves_nobody_with_more_work_than_time(plan):
    shares = {each.id: each.units for each in plan.resources}
    assume(all(each.units <= shares[each.resource_id] for each in plan.assignments))
    assert levelled(plan).overloads == ()


@pytest.mark.slow
@COMMON
@given(plans())
def test_the_engine_dates_the_delays_as_they_were_placed(plan):
    projects = projects_of([plan], [500], frozenset())
    placed = greedy(projects, booked(projects, capacities([plan])))
    after = schedule(levelled(plan).plans[0])
    for number in projects[0].jobs:
        expected = projects[0].moment(2 * number, placed.positions[0])
        assert after.network.moments.clock.minute(after[projects[0].network.owner[number]].start) == expected


@pytest.mark.slow
@COMMON
@given(plans())
def test_it_breaks_no_link_and_no_constraint_that_was_kept(plan):
    before = {(each.code, each.task_ids, each.link): each.minutes for each in schedule(plan).warnings}
    for each in schedule(levelled(plan).plans[0]).warnings:
        if each.code in BROKEN:
            assert each.minutes <= before.get((each.code, each.task_ids, each.link), 0), each
