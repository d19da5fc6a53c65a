"""Which of several reasons for a task's start comes first, and which are none."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from milepost.scheduling.public import Calendar, Constraint, DriverKind, Link, LinkType, Plan, Task, schedule, why
from milepost.scheduling.tests.plans import DAY, START

TUESDAY, WEDNESDAY, MONDAY = (START + dt.timedelta(days=days) for days in (1, 2, 7))


def drivers(tasks, links, of="x", **fields: Any):
    plan = Plan(tasks=tuple(tasks), links=tuple(links), start=START, **fields)
    found = schedule(plan)[of].driven_by
    turned = schedule(replace(plan, tasks=plan.tasks[::-1], links=plan.links[::-1]))[of].driven_by
    assert found == turned
    return [(driver.kind.value, driver.from_id) for driver in found]


def test_the_predecessor_with_the_least_slack_comes_first():
    """On Saturdays only the one who works then has slack before Monday."""
    six = Calendar("six", week=((Calendar("").week[0],) * 6 + ((),)))
    tasks = (Task("b", "", 6 * DAY, calendar_id="six"), Task("c", "", 5 * DAY), Task("x", "", DAY))
    links = (Link("b", "x"), Link("c", "x"))
    calendars = (Calendar("office"), six)
    assert drivers(tasks, links, calendars=calendars, default_calendar_id="office") == [("link", "b"), ("link", "c")]
    later = (replace(tasks[0], duration_minutes=5 * DAY + 60), *tasks[1:])
    assert drivers(later, links, calendars=calendars, default_calendar_id="office") == [("link", "c"), ("link", "b")]


def test_equal_links_stand_by_id():
    tasks = [Task(each, "", DAY) for each in (10, 9, "b", "a")]
    found = drivers([*tasks, Task("x")], [Link(each.id, "x") for each in tasks])
    assert found == [("link", 9), ("link", 10), ("link", "a"), ("link", "b")]


def test_a_link_comes_before_the_start_of_the_plan_and_a_soft_date():
    assert drivers([Task("a"), Task("x", "", DAY)], [Link("a", "x")]) == [("link", "a"), ("plan start", None)]
    soft = Task("x", "", DAY, constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=TUESDAY)
    assert drivers([Task("a", "", DAY), soft], [Link("a", "x")]) == [("link", "a"), ("constraint", None)]


def test_the_very_date_comes_before_a_link_and_is_alone_when_it_breaks_one():
    must = Task("x", "", DAY, constraint=Constraint.MUST_START_ON, constraint_date=TUESDAY)
    assert drivers([Task("a", "", DAY), must], [Link("a", "x")]) == [("constraint", None), ("link", "a")]
    assert drivers([Task("a", "", 2 * DAY), must], [Link("a", "x")]) == [("constraint", None)]


@pytest.mark.parametrize("days", [1, 2, 3])
def test_a_latest_date_drives_only_what_it_pulls(days):
    """A task that its link puts right on its latest date is held by the link."""
    limit = Task("x", "", DAY, constraint=Constraint.START_NO_LATER_THAN, constraint_date=WEDNESDAY)
    found = drivers([Task("a", "", days * DAY), limit], [Link("a", "x")])
    assert found == ([("constraint", None)] if days == 3 else [("link", "a")])


def test_the_chain_follows_the_true_driver():
    tasks = [Task("a", "", DAY), Task("b", "", DAY), Task("x", "", DAY)]
    links = [Link("a", "x", LinkType.START_START, DAY), Link("b", "x")]
    dated = schedule(Plan(tasks=tuple(tasks), links=tuple(links), start=START))
    assert [driver.from_id for driver in why(dated, "x")] == ["a", None]
    late = replace(tasks[1], constraint=Constraint.AS_LATE_AS_POSSIBLE)
    dated = schedule(Plan(tasks=(tasks[0], late, tasks[2]), links=tuple(links), start=START))
    assert why(dated, "x")[-1].kind is DriverKind.PLAN_START


def test_the_first_child_with_the_least_slack_drives_a_summary():
    tasks = [Task("s"), Task("long", "", 3 * DAY, parent_id="s"), Task("brief", "", DAY, parent_id="s")]
    assert drivers(tasks, [], of="s") == [("child", "long"), ("child", "brief")]


def test_a_chain_through_a_summary_leads_by_its_last_part():
    tasks = (
        Task("phase"),
        Task("a", "", DAY, parent_id="phase"),
        Task("b", "", DAY, parent_id="phase"),
        Task("x", constraint=Constraint.FINISH_NO_LATER_THAN, constraint_date=TUESDAY),
    )
    warnings = schedule(Plan(tasks, (Link("a", "b"), Link("phase", "x")), START)).warnings
    assert {warning.chain for warning in warnings} == {("a", "b", "phase", "x")}
    by_start = schedule(Plan(tasks, (Link("a", "b"), Link("phase", "x", "SS", 2 * DAY)), START)).warnings
    assert {warning.chain for warning in by_start} == {("a", "phase", "x")}
