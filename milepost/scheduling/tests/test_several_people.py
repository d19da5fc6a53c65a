"""What drives a task that several people do, each on their own calendar."""

import datetime as dt
from dataclasses import replace

from milepost.scheduling.public import (
    OFFICE_WEEK,
    Assignment,
    Calendar,
    CalendarException,
    Constraint,
    DriverKind,
    Link,
    Plan,
    Resource,
    Task,
    schedule,
)

MONDAY = dt.datetime.fromisoformat("2026-03-02T08:00")
LATER = dt.datetime.fromisoformat("2026-03-05T08:00")
WITHOUT_MONDAY = CalendarException(dt.date(2026, 3, 2), dt.date(2026, 3, 2))
WITHOUT_TUESDAY = CalendarException(dt.date(2026, 3, 3), dt.date(2026, 3, 3))


def dated(task: Task, *links: Link):
    calendars = (
        Calendar("standard", "Standard", OFFICE_WEEK),
        Calendar("ada", "Ada", OFFICE_WEEK, exceptions=(WITHOUT_TUESDAY,)),
        Calendar("lena", "Lena", OFFICE_WEEK, exceptions=(WITHOUT_MONDAY, WITHOUT_TUESDAY)),
    )
    return schedule(
        Plan(
            (Task("before", duration_minutes=480), task),
            links,
            start=MONDAY,
            calendars=calendars,
            default_calendar_id="standard",
            resources=(Resource("ada", calendar_id="ada"), Resource("lena", calendar_id="lena")),
            assignments=(Assignment("both", "ada"), Assignment("both", "lena")),
        )
    )["both"]


def test_it_is_driven_by_its_link_though_nobody_works_at_once():
    found = dated(Task("both", duration_minutes=960), Link("before", "both"))
    assert found.start == dt.datetime.fromisoformat("2026-03-04T08:00")
    (driver,) = found.driven_by
    assert (driver.kind, driver.from_id, driver.at) == (DriverKind.LINK, "before", MONDAY.replace(hour=17))
    assert driver.wait_minutes == 39 * 60


def test_it_is_driven_by_the_start_of_the_plan_or_its_constraint():
    assert [driver.kind for driver in dated(Task("both", duration_minutes=960)).driven_by] == [DriverKind.PLAN_START]
    late = dt.datetime.fromisoformat("2026-03-03T08:00")
    task = Task("both", duration_minutes=960, constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=late)
    assert dated(task, Link("before", "both")).driven_by[0].kind == DriverKind.CONSTRAINT


def staffed(*calendar_ids: str):
    """Half a day of two people, then half a day, with lunch between both."""
    return schedule(
        Plan(
            (Task("both", duration_minutes=240), Task("after", duration_minutes=240), Task("night", is_elapsed=True)),
            (Link("both", "after"), Link("both", "night")),
            start=MONDAY,
            calendars=(Calendar("one"), Calendar("other"), Calendar("free", exceptions=(WITHOUT_TUESDAY,))),
            default_calendar_id="one",
            resources=tuple(Resource(at, calendar_id=each) for at, each in enumerate(calendar_ids)),
            assignments=tuple(Assignment("both", at) for at, _each in enumerate(calendar_ids)),
        )
    )


def test_calendars_that_are_equal_give_the_same_as_one():
    """Lunch is no slack, though the calendars are two."""
    one, two = staffed("one", "one"), staffed("one", "other")
    for task_id in ("both", "after"):
        assert replace(one[task_id], driven_by=()) == replace(two[task_id], driven_by=())
    assert (two["both"].total_slack_minutes, two["both"].free_slack_minutes) == (0, 0)
    assert two["both"].late_finish == MONDAY.replace(hour=12)


def test_free_slack_counts_working_minutes_as_total_slack_does():
    plan = staffed("one", "other").plan
    later = replace(plan.tasks[1], constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=MONDAY.replace(day=3))
    found = schedule(replace(plan, tasks=(plan.tasks[0], later), links=plan.links[:1]))["both"]
    assert (found.total_slack_minutes, found.free_slack_minutes) == (240, 240)
    assert found.late_finish == MONDAY.replace(hour=17)


def test_free_slack_looks_at_followers_alone():
    """As in Microsoft Project: a deadline takes from the total slack, not from the free one."""
    plan = Plan(
        (
            Task("a", duration_minutes=480, deadline=MONDAY.replace(hour=17)),
            Task("b", duration_minutes=480, constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=LATER),
        ),
        (Link("a", "b"),),
        start=MONDAY,
    )
    found = schedule(plan)["a"]
    assert (found.total_slack_minutes, found.free_slack_minutes) == (0, 960)
