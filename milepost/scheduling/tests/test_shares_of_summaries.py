"""A lag in per cent of a summary's duration: the summary is as long as its children make it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from milepost.scheduling.public import (
    CERTAIN,
    Assignment,
    Change,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ScheduleFrom,
    Task,
    level,
    reschedule,
    schedule,
    simulate,
    why,
)
from milepost.scheduling.tests.plans import DAY, START

TASKS = (
    Task("s"),
    Task("a", "", 2 * DAY, parent_id="s"),
    Task("b", "", 2 * DAY, parent_id="s"),
    Task("x", "", DAY),
    Task("end"),
)


def share(kind=LinkType.FINISH_START, percent=50, lag_kind=LagKind.PERCENT, after="x"):
    return Link("s", after, kind, lag_kind=lag_kind, lag_percent=percent)


def plan(link, **fields: Any):
    """Four days of work in a summary, from Monday to Thursday."""
    return Plan(TASKS, (Link("a", "b"), link, Link("x", "end")), START, **fields)


@pytest.mark.parametrize(
    ("link", "start"),
    [
        (share(), "2026-03-10 08:00"),  # two days after Thursday
        (share(percent=-25), "2026-03-05 08:00"),
        (share(LinkType.START_START), "2026-03-04 08:00"),
        (share(LinkType.FINISH_FINISH), "2026-03-09 08:00"),
        (share(LinkType.START_FINISH, 100), "2026-03-05 08:00"),
        (share(lag_kind=LagKind.ELAPSED_PERCENT), "2026-03-06 09:00"),  # sixteen hours after Thursday 17:00
        (share(percent=0), "2026-03-06 08:00"),
    ],
)
def test_it_counts_what_the_summary_lasts(link, start):
    dated = schedule(plan(link))
    assert f"{dated['x'].start:%Y-%m-%d %H:%M}" == start
    assert not [warning for warning in dated.warnings if warning.code == "percent-of-summary"]


def test_slack_and_reasons_lead_through_it():
    dated = schedule(plan(share()))
    assert all(dated[each].is_critical for each in ("a", "b", "x", "s"))
    (driver,) = dated["x"].driven_by
    assert (driver.from_id, driver.link, f"{driver.at}") == ("s", share(), "2026-03-09 17:00:00")
    assert [each.from_id for each in why(dated, "x")] == ["s", "b", "a", None]
    later = Task("y", "", 10 * DAY)
    roomy = schedule(replace(plan(share()), tasks=(*TASKS, later)))
    assert (roomy["b"].total_slack_minutes, roomy["b"].free_slack_minutes) == (3 * DAY, 0)
    assert (roomy["s"].total_slack_minutes, roomy["s"].free_slack_minutes) == (3 * DAY, 0)
    pinned = replace(TASKS[3], pinned_start=START + dt.timedelta(days=10))
    held = replace(plan(share()), tasks=(*TASKS[:3], pinned, later), links=plan(share()).links[:2])
    assert schedule(held)["s"].free_slack_minutes == 2 * DAY


def test_it_follows_when_the_summary_becomes_longer():
    longer = Change(tasks=(replace(TASKS[2], duration_minutes=4 * DAY),))
    moves = {move.task_id: move.start_shift_minutes for move in reschedule(plan(share()), longer).comparison.moves}
    assert moves["x"] == 3 * DAY  # two for the summary's end, one for half of it


def test_it_may_lead_to_another_summary_and_on():
    tasks = (*TASKS, Task("t"), Task("c", "", DAY, parent_id="t"), Task("d", "", DAY, parent_id="t"))
    links = (Link("a", "b"), share(after="t"), Link("t", "x", lag_kind="percent", lag_percent=100))
    dated = schedule(Plan(tasks, links, START))
    assert [f"{dated[each].start:%m-%d}" for each in ("t", "c", "d", "x")] == ["03-10", "03-10", "03-10", "03-12"]
    assert (dated["c"].driven_by[0].task_id, dated["c"].driven_by[0].from_id) == ("t", "s")


def test_from_a_finish_it_is_circular_and_counts_as_none():
    backward = plan(share(), schedule_from=ScheduleFrom.FINISH, finish=START + dt.timedelta(days=25, hours=9))
    (warning,) = schedule(backward).warnings
    assert (warning.code, warning.link) == ("percent-of-summary", share())
    assert schedule(backward)["b"].finish == schedule(backward)["x"].start - dt.timedelta(hours=15)


def test_simulation_and_levelling_know_it():
    certain = plan(share())
    assert simulate(certain, runs=20, uncertainty=CERTAIN).finish(50) == schedule(certain).finish
    found = simulate(certain, runs=300, seed=1)
    assert found.criticality["a"] == found.criticality["b"] == found.criticality["x"] == 1
    people = tuple(Assignment(each, "maria") for each in ("a", "y", "x"))
    busy = Plan(
        (*TASKS, Task("y", "", 3 * DAY, priority=900)),
        certain.links,
        START,
        resources=(Resource("maria"),),
        assignments=people,
    )
    for method in ("greedy", "solver"):
        levelled = level([busy], method=method, seconds=2)
        assert not levelled.overloads
        assert schedule(levelled.plans[0]).finish == levelled.comparisons[0].after.finish
