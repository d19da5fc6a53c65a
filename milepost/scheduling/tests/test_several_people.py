"""What drives a task that several people do, each on their own calendar."""

import datetime as dt

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
