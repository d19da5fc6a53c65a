"""The solver: never worse than the greedy schedule, never better than all schedules tried out, true bounds."""

import sys
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from milepost.scheduling.levelling import LevellingAim, LevellingMethod, level
from milepost.scheduling.levelling_loads import capacities
from milepost.scheduling.levelling_projects import projects_of
from milepost.scheduling.levelling_serial import Serial, booked
from milepost.scheduling.public import LagKind, LinkType, Resource, schedule
from milepost.scheduling.tests.levelling_plans import DAY, plan_of, plans, work
from milepost.scheduling.tests.plans import EXAMPLES

ortools = pytest.importorskip("ortools", reason="needs the extra levelling")
COMMON = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
SIX = 6  # the weight of the usual priority, of a project as of a task


def best_of_all_orders(plan):
    """Return the best score among the schedules of all orders.

    Every active schedule is one of them, but none in which a predecessor waits so that its follower can go first.
    """
    projects = projects_of([plan], [500], frozenset())
    profiles = booked(projects, capacities([plan]))
    found = []
    for order in permutations(projects[0].jobs):
        ranks = {number: at for at, number in enumerate(order)}
        placed = Serial(projects, profiles, lambda _project, job, ranks=ranks: (ranks[job.number],)).run()
        found.append((len(placed.stuck), placed.score))
    return min(found)


def values(found):
    return tuple(each.value for each in found.reached)


def bounds(found):
    return tuple(each.bound for each in found.reached)


def test_it_finds_the_optimum_that_the_greedy_schedule_misses():
    """The important task first costs two days: its successor waits for nobody, that of the long one needs time."""
    tasks = [
        work("short", 1, people=["ana"], priority=900),
        work("long", 2, people=["ana"]),
        work("after", 3, people=["ben"]),
    ]
    plan = plan_of(*tasks, links=[("long", "after")], resources=["ana", "ben"])
    found = level([plan], seconds=5)
    assert values(found)[:2] == (0, SIX * 5 * DAY)
    assert found.is_optimal
    assert found.method is LevellingMethod.SOLVER


def test_it_prefers_deadlines_to_the_finish():
    deadline = schedule(plan_of(work("x", 1))).finish
    tasks = [work("due", 1, people=["ana"], deadline=deadline), work("long", 1, people=["ana"]), work("after", 3)]
    found = level([plan_of(*tasks, links=[("long", "after")])], seconds=5)
    assert {each.aim: each.value for each in found.reached} == {
        LevellingAim.LATENESS: 0, LevellingAim.FINISH: SIX * 5 * DAY, LevellingAim.MOVEMENT: SIX * SIX * DAY,
    }  # fmt: skip


def test_it_fills_a_role_of_several():
    """Six tasks of 3, 3, 2, 2, 1, 1 days for two people take six days, and no less: there are twelve days of work."""
    tasks = [work(name, days, people=["team"]) for name, days in zip("abcdef", (3, 3, 2, 2, 1, 1), strict=True)]
    found = level([plan_of(*tasks, resources=[Resource("team", units=2)])], seconds=5)
    assert values(found)[1] == SIX * 6 * DAY
    assert found.is_optimal


def test_it_gives_the_same_again():
    tasks = [work(name, 1 + name % 3, people=["ana" if name % 2 else "ben"]) for name in range(8)]
    plan = plan_of(*tasks, links=[(0, 3), (1, 4), (3, 6), (2, 5)], resources=["ana", "ben"])
    assert level([plan], seconds=20).plans == level([plan], seconds=20).plans


def test_it_says_so_when_the_solver_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    found = level([plan_of(work("a", 1, people=["ana"]), work("b", 1, people=["ana"]))])
    assert found.method is LevellingMethod.GREEDY
    assert "OR-Tools is not installed" in found.notice
    assert found.overloads == ()


def may_go_first(plan):
    """Say whether a follower may be done before what it follows."""
    return any(link.type is LinkType.START_FINISH or link.lag_minutes < 0 for link in plan.links)


def test_it_lets_a_predecessor_wait_for_its_follower():
    """Ana may end the second before she starts the first: then two hours are waited for, not four."""
    tasks = [work("first", 0.5, people=["ana"]), work("second", 0.25, people=["ana"])]
    plan = plan_of(*tasks, links=[("first", "second", LinkType.START_FINISH)])
    assert best_of_all_orders(plan)[1] == (0, SIX * 360, SIX * SIX * 240)
    assert values(level([plan], seconds=5)) == (0, SIX * 360, SIX * SIX * 120)


def check(plan):
    brute = best_of_all_orders(plan)
    assume(brute[0] == 0)
    greedy = level([plan], method=LevellingMethod.GREEDY)
    found = level([plan], seconds=10)
    assert values(found) <= values(greedy)
    assert may_go_first(plan) or brute[1] <= values(found)
    for best, bound, value in zip(brute[1], bounds(found), values(found), strict=True):
        assert bound <= value
        assert bound <= best
        if best != bound:
            break
    return found, brute[1]


@COMMON
@given(plans(tasks=5, is_bound=False, kinds=("office",), halves=False))
def test_on_one_calendar_it_finds_the_best_of_all_schedules(plan):
    working = tuple(replace(link, lag_kind=LagKind.WORKING) for link in plan.links)
    found, best = check(replace(plan, links=working))
    assert values(found) <= best
    assert may_go_first(plan) or values(found) == best


@COMMON
@given(plans(tasks=5))
def test_its_bounds_are_true_on_any_calendars(plan):
    check(plan)
