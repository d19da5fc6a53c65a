"""What a change does: moves, shifts, causes; and why a task is when it is."""

import datetime as dt
from dataclasses import replace

import pytest

from milepost.lib.errors import Invalid, NotFound
from milepost.scheduling.public import (
    OFFICE_DAY,
    Calendar,
    CalendarException,
    Change,
    Constraint,
    Link,
    LinkType,
    Plan,
    Task,
    changed_plan,
    compare,
    reschedule,
    schedule,
    why,
)
from milepost.scheduling.tests.plans import DAY, START

PLAN = Plan(
    start=START,
    tasks=(
        Task("kick-off", "Kick-off", DAY),
        Task("phase", "Data"),
        Task("extract", "Extract", 2 * DAY, parent_id="phase"),
        Task("load", "Load", 2 * DAY, parent_id="phase"),
        Task("train", "Train", DAY),
        Task("live", "Go-live"),
    ),
    links=(
        Link("kick-off", "extract"),
        Link("extract", "load"),
        Link("kick-off", "train"),
        Link("phase", "live"),
        Link("train", "live"),
    ),
)


def at(day, hour):
    return dt.datetime(2026, 3, day, hour)  # noqa: DTZ001 - wall clock


def task_of(plan, task_id):
    return next(task for task in plan.tasks if task.id == task_id)


def longer(task_id, days):
    task = task_of(PLAN, task_id)
    return Change(tasks=(replace(task, duration_minutes=task.duration_minutes + days * DAY),))


def moved(result):
    return {move.task_id: (move.start_shift_minutes // DAY, move.finish_shift_minutes // DAY) for move in result.moves}


def test_it_moves_what_depends_on_the_change_and_nothing_else():
    result = reschedule(PLAN, longer("extract", 2)).comparison
    assert moved(result) == {"phase": (0, 2), "extract": (0, 2), "load": (2, 2), "live": (2, 2)}
    assert [move.task_id for move in result.milestones] == ["live"]
    assert (result.finish_from, result.finish_to) == (at(6, 17), at(10, 17))
    assert result.finish_shift_minutes == 2 * DAY


def test_it_moves_earlier_as_well_as_later():
    longer_plan = reschedule(PLAN, longer("extract", 2))
    back = reschedule(longer_plan.schedule, Change(tasks=(task_of(PLAN, "extract"),))).comparison
    assert moved(back) == {"phase": (0, -2), "extract": (0, -2), "load": (-2, -2), "live": (-2, -2)}
    assert [cause.from_id for cause in back.causes("load")] == ["extract"]


def test_what_has_slack_takes_it_up():
    result = reschedule(PLAN, longer("train", 2)).comparison
    assert moved(result) == {"train": (0, 2)}
    assert result.finish_shift_minutes == 0


def test_it_says_what_led_to_a_move():
    result = reschedule(PLAN, longer("kick-off", 1)).comparison
    assert [(cause.kind.value, cause.from_id) for cause in result.causes("live")] == [
        ("link", "phase"),
        ("child", "load"),
        ("link", "extract"),
        ("link", "kick-off"),
    ]
    assert result.causes("nobody") == ()


def test_it_changes_links_and_removes_tasks_with_all_that_is_theirs():
    linked = reschedule(PLAN, Change(links=(Link("load", "train", lag_minutes=DAY),)))
    assert moved(linked.comparison) == {"train": (5, 5), "live": (2, 2)}
    again = reschedule(linked.plan, Change(links=(Link("load", "train"),)))
    assert len(again.plan.links) == len(linked.plan.links)
    gone = reschedule(PLAN, Change(removed_task_ids=("phase",)))
    assert {task.id for task in gone.plan.tasks} == {"kick-off", "train", "live"}
    assert gone.plan.links == (Link("kick-off", "train"), Link("train", "live"))
    removed = {move.task_id for move in gone.comparison.moves if move.finish_to is None}
    assert removed == {"phase", "extract", "load"}


def test_it_adds_tasks_and_changes_calendars_and_the_start():
    more = reschedule(PLAN, Change(tasks=(Task("sign", "Sign", DAY),), links=(Link("live", "sign"),)))
    (added,) = more.comparison.moves
    assert (added.task_id, added.finish_from, added.finish_to) == ("sign", None, at(9, 17))
    free = Calendar("Standard", exceptions=(CalendarException(dt.date(2026, 3, 3), dt.date(2026, 3, 3)),))
    assert reschedule(PLAN, Change(calendars=(free,))).comparison.finish_shift_minutes == DAY
    assert reschedule(PLAN, Change(start=START + dt.timedelta(days=7))).comparison.finish_shift_minutes == 5 * DAY


def test_it_leaves_the_plan_as_it_was():
    before = schedule(PLAN)
    facts = [(task.start, task.finish, task.total_slack_minutes) for task in before]
    reschedule(before, longer("extract", 4))
    assert [(task.start, task.finish, task.total_slack_minutes) for task in schedule(PLAN)] == facts
    assert [(task.start, task.finish, task.total_slack_minutes) for task in before] == facts


def test_it_refuses_a_change_that_makes_a_circle_or_removes_what_is_not_there():
    with pytest.raises(Invalid, match="circle"):
        reschedule(PLAN, Change(links=(Link("train", "kick-off"),)))
    with pytest.raises(Invalid, match="“nobody”"):
        changed_plan(PLAN, Change(removed_task_ids=("nobody",)))


def test_equal_plans_do_not_differ():
    result = compare(PLAN, replace(PLAN, tasks=PLAN.tasks[::-1]))
    assert (result.moves, result.finish_shift_minutes) == ((), 0)


def test_it_says_why_back_to_the_plans_start():
    dated = schedule(PLAN)
    chain = why(dated, "live")
    assert [(driver.kind.value, driver.task_id, driver.from_id) for driver in chain] == [
        ("link", "live", "phase"),
        ("child", "phase", "load"),
        ("link", "load", "extract"),
        ("link", "extract", "kick-off"),
        ("plan start", "kick-off", None),
    ]
    with pytest.raises(NotFound):
        why(dated, "nobody")


def test_a_driver_says_the_moment_it_asks_for_and_how_long_the_calendar_makes_wait():
    weekend = Calendar("weekend", week=(*([()] * 5), OFFICE_DAY, OFFICE_DAY))
    plan = Plan(
        start=START,
        calendars=(Calendar("office"), weekend),
        default_calendar_id="office",
        tasks=(Task(1, "", DAY), Task(2, "", DAY, calendar_id="weekend")),
        links=(Link(1, 2, LinkType.START_START, 60),),
    )
    (driver,) = schedule(plan)[2].driven_by
    assert (driver.link, driver.from_id, driver.calendar_ids) == (plan.links[0], 1, ("weekend",))
    assert driver.at == at(7, 9)
    constrained = Task(1, constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=at(7, 12))
    (driver,) = schedule(Plan(start=START, tasks=(replace(constrained, duration_minutes=DAY),)))[1].driven_by
    assert (driver.kind.value, driver.constraint) == ("constraint", Constraint.START_NO_EARLIER_THAN)


def test_all_that_drive_equally_are_named():
    plan = Plan(start=START, tasks=(Task(1, "", DAY), Task(2, "", DAY), Task(3)), links=(Link(1, 3), Link(2, 3)))
    assert {driver.from_id for driver in schedule(plan)[3].driven_by} == {1, 2}
