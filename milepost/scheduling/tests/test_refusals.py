"""What is wrong is refused in words, at the door, with its place."""

import datetime as dt
import io
from dataclasses import replace

import pytest

from milepost.scheduling.public import (
    OFFICE_DAY,
    OFFICE_WEEK,
    Assignment,
    Calendar,
    CalendarException,
    CalendarRange,
    Change,
    Constraint,
    Invalid,
    Link,
    NotFound,
    Plan,
    Resource,
    Shift,
    Side,
    Split,
    Task,
    TaskKind,
    WorkingTime,
    changed_plan,
    compare,
    country_holidays,
    learn,
    level,
    overloads,
    read_plan,
    reschedule,
    schedule,
    simulate,
    why,
    write_plan,
)
from milepost.scheduling.tests.plans import START

TODAY = dt.date(2026, 3, 2)
PLAN = Plan(tasks=(Task("a", "Build", 480), Task("b")), links=(Link("a", "b"),), start=START)
IDLE = ((),) * 7


@pytest.mark.parametrize(
    ("make", "field", "words"),
    [
        (lambda: Task("a", "Build", 1.5), "duration_minutes", "Task “Build”: duration_minutes must be a whole number"),
        (lambda: Task("a", "Build", "8h"), "duration_minutes", "whole number, not '8h'"),
        (lambda: Task(["a"]), "id", "text or a whole number"),
        (lambda: Task("a", parent_id=1.5), "parent_id", "whole number"),
        (lambda: Task("a", calendar_id=Calendar("x")), "calendar_id", "text or a whole number"),
        (lambda: Task("a", deadline=TODAY), "deadline", "datetime"),
        (lambda: Task("a", deadline=START.replace(tzinfo=dt.UTC)), "deadline", "without tzinfo"),
        (lambda: Task("a", pinned_start="2026-03-02"), "pinned_start", "datetime"),
        (lambda: Task("a", constraint=Constraint.MUST_START_ON, constraint_date=TODAY), "constraint_date", "datetime"),
        (lambda: Task("a", actual_start=START, percent_complete=float("nan")), "percent_complete", "number"),
        (lambda: Task("a", splits=(60, 60)), "splits", "Split is wanted"),
        (lambda: Task("a", splits=Split(60, 60)), "splits", "tuple of Split"),
        (lambda: Task("a", 480), "name", "must be text, not 480"),
        (lambda: Task("a", priority=1001), "priority", "between 0 and 1000, not at 1001"),
        (lambda: Task("a", percent_complete=101), "percent_complete", "between 0 and 100"),
        (lambda: Split(60, -60), "gap_minutes", "below 0"),
        (lambda: Link("a", "b", lag_percent=50), "lag_percent", "it needs lag_kind PERCENT"),
        (lambda: Link("a", "b", lag_percent=50, lag_kind="elapsed"), "lag_percent", "not used by this lag_kind"),
        (lambda: Link("a", "b", lag_minutes=60, lag_kind="percent"), "lag_minutes", "given as lag_percent"),
        (lambda: Link("a", "b", lag_minutes=1, lag_percent=1, lag_kind="elapsed percent"), "lag_minutes", "not used"),
        (lambda: Assignment("a", "r", units=-0.5), "units", "below 0"),
        (lambda: Resource("r", 1), "name", "must be text"),
        (lambda: Link("a", "b", lag_minutes=0.5), "lag_minutes", "Link “a” → “b”: lag_minutes"),
        (lambda: Link("a", "b", lag_percent="half"), "lag_percent", "number"),
        (lambda: Resource("r", units="full"), "units", "number"),
        (lambda: Assignment("a", "r", work_minutes=0.5), "work_minutes", "“r” in “a”"),
        (lambda: Plan(tasks=(), start=TODAY), "start", "Plan: start must be a datetime"),
        (lambda: Plan(tasks=(), start=START, status_date=TODAY), "status_date", "datetime"),
        (lambda: Shift("08:00", 720), "start_minute", "whole number, not '08:00'"),
        (lambda: CalendarException("2026-03-02", TODAY, name="Fair"), "first", "“Fair”: first must be a date"),
        (lambda: CalendarException(TODAY, TODAY, Shift(0, 60)), "shifts", "tuple of Shift"),
        (lambda: CalendarRange(TODAY, None, OFFICE_WEEK), "last", "must be a date"),
        (lambda: CalendarException(TODAY, TODAY.replace(day=1)), "last", "CalendarException: last must not be before"),
        (lambda: CalendarRange(TODAY, TODAY.replace(day=1), OFFICE_WEEK), "last", "must not be before first"),
        (lambda: Calendar("c", subdivision="BY"), "country", "“BY” is a part of it"),
        (lambda: Change(tasks=PLAN.tasks[0]), "tasks", "must be a tuple of Task"),
        (lambda: Change(tasks=(schedule(PLAN)["a"],)), "tasks", "where a Task is wanted"),
        (lambda: Change(removed_task_ids="ab"), "removed_task_ids", "must be a tuple of ids, not 'ab'"),
        (lambda: Change(start=TODAY), "start", "must be a datetime"),
        (lambda: Calendar("c", exceptions=(TODAY,)), "exceptions", "CalendarException is wanted"),
    ],
)
def test_it_refuses_wrong_values_where_they_are_written(make, field, words):
    with pytest.raises(Invalid) as refusal:
        make()
    assert (refusal.value.code, list(refusal.value.fields)) == ("wrong-value", [field])
    assert words in refusal.value.message
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    ("week", "words"),
    [
        (OFFICE_WEEK[:6], "“Team” has 6 entries; it needs seven"),
        ((*OFFICE_WEEK, ()), "8 entries"),
        (OFFICE_DAY, "2 entries"),
        ("Mon-Fri", "'Mon-Fri'"),
        (((480, 1020),) * 7, "day 1 holds 480 where a Shift is wanted"),
        ((*OFFICE_WEEK[:6], Shift(0, 60)), "day 7 must be a tuple of Shift"),
    ],
)
def test_it_refuses_a_week_that_has_not_seven_days_of_shifts(week, words):
    for make in (lambda: Calendar("team", "Team", week), lambda: CalendarRange(TODAY, TODAY, week, "Team")):
        with pytest.raises(Invalid, match=r"seven|day") as refusal:
            make()
        assert refusal.value.code == "wrong-week"
        assert words in refusal.value.message


def test_it_takes_lists_for_tuples():
    week = [list(OFFICE_DAY), *OFFICE_WEEK[1:]]
    calendar = Calendar("c", week=week, exceptions=[CalendarException(TODAY, TODAY, list(OFFICE_DAY[:1]))])
    assert calendar.week == OFFICE_WEEK
    plan = Plan([Task("a", "", 480, splits=[Split(60, 60)])], [], START, calendars=[calendar], default_calendar_id="c")
    assert f"{schedule(plan).finish}" == "2026-03-03 14:00:00"
    assert hash(plan) == hash(replace(plan))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: schedule(schedule(PLAN)), "schedule() takes a Plan"),
        (lambda: why(PLAN, "a"), "write why(schedule(plan), task_id)"),
        (lambda: level(PLAN), "write level([plan])"),
        (lambda: level(schedule(PLAN)), "write level([plan])"),
        (lambda: level([schedule(PLAN)]), "level() takes a Plan"),
        (lambda: overloads([PLAN]), "write overloads([schedule(plan)])"),
        (lambda: write_plan(PLAN, io.BytesIO()), "write write_plan(schedule(plan), path)"),
        (lambda: write_plan(schedule(PLAN), io.StringIO()), "open binary file"),
        (lambda: write_plan(schedule(PLAN), None), "takes a path"),
        (lambda: read_plan(PLAN), "takes a path"),
        (lambda: read_plan(io.StringIO("<Project/>")), "open binary file"),
        (lambda: reschedule(PLAN, PLAN.tasks[0]), "takes a Change, not"),
        (lambda: changed_plan(schedule(PLAN), Change()), "takes a Plan"),
        (lambda: compare(PLAN, None), "takes plans or schedules"),
        (lambda: simulate(schedule(PLAN)), "takes a Plan"),
        (lambda: WorkingTime(Calendar("c"), around=TODAY), "WorkingTime([calendar], …)"),
        (lambda: WorkingTime(["c"], around=TODAY), "takes a Calendar, not 'c'"),
        (lambda: WorkingTime([Calendar("c")], around="today"), "takes a date"),
        (lambda: WorkingTime([Calendar("c")], around=TODAY).add(START, 1.5), "amounts are whole minutes"),
        (lambda: WorkingTime([Calendar("c")], around=TODAY).subtract(START, "1 h"), "amounts are whole minutes"),
        (lambda: level([]), "at least one plan"),
        (lambda: level([PLAN], seconds=-1), "seconds must not be below 0"),
        (lambda: level([PLAN], workers=0), "workers must be at least 1"),
        (lambda: level([PLAN], priorities=[1001]), "between 0 and 1000"),
        (lambda: level([PLAN], splittable="a"), "takes a tuple of ids, not 'a'"),
        (lambda: overloads(PLAN), "write overloads([schedule(plan)])"),
        (lambda: simulate(PLAN, uncertainty={"a": 1}), "write Uncertainty(of_task={…})"),
        (lambda: simulate(PLAN, uncertainty={}), "takes an Uncertainty"),
        (lambda: simulate(PLAN, runs="many"), "takes an int"),
        (lambda: simulate(PLAN, task_ids="a"), "takes a tuple of ids, not 'a'"),
        (lambda: country_holidays("DE", "BY", 2026), "write [2026]"),
        (lambda: read_plan("\n<Project/>"), "write read_plan(text.encode())."),
        (lambda: learn([1.1, 0.9]), "list of ratios for each project"),
    ],
)
def test_it_refuses_arguments_of_another_kind(call, words):
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.code == "wrong-argument"
    assert words in refusal.value.message


@pytest.mark.parametrize("moment", [TODAY, "2026-03-02", None])
def test_it_refuses_moments_that_are_none(moment):
    with pytest.raises(Invalid) as refusal:
        WorkingTime([Calendar("c")], around=TODAY).next_start(moment)
    assert refusal.value.code == "wrong-moment"


def refused(plan):
    with pytest.raises(Invalid) as refusal:
        schedule(plan)
    return refusal.value


@pytest.mark.parametrize(
    ("plan", "code", "details", "words"),
    [
        (replace(PLAN, links=(Link("a", "c"),)), "unknown-task", {"task_id": "c"}, "“a” → “c”"),
        (replace(PLAN, links=(Link("a", "a"),)), "link-to-itself", {"task_id": "a"}, "Build"),
        (replace(PLAN, tasks=(Task("a"), Task("a"))), "duplicate-task", {"task_id": "a"}, "“a”"),
        (replace(PLAN, tasks=(*PLAN.tasks, Task("c", parent_id="x"))), "unknown-parent",
         {"task_id": "c", "parent_id": "x"}, "“x”"),
        (replace(PLAN, tasks=(*PLAN.tasks, Task("c", parent_id="c"))), "outline-cycle", {"task_ids": ("c",)}, "“c”"),
        (replace(PLAN, tasks=(*PLAN.tasks, Task("c", "Show", calendar_id="x"))), "unknown-calendar",
         {"calendar_id": "x", "task_id": "c"}, "“Show”: There is no calendar “x”"),
        (replace(PLAN, default_calendar_id="x"), "unknown-calendar", {"calendar_id": "x"}, "“x”"),
        (replace(PLAN, links=(Link("a", "b", lag_minutes=60, lag_calendar_id="x"),)), "unknown-calendar",
         {"calendar_id": "x", "link": Link("a", "b", lag_minutes=60, lag_calendar_id="x")}, "“a” → “b”"),
        (replace(PLAN, calendars=(Calendar("c", base_id="x"),)), "unknown-calendar",
         {"calendar_id": "x", "of_calendar_id": "c"}, "“x” of the calendar “c”"),
        (replace(PLAN, assignments=(Assignment("a", "r"),)), "unknown-resource",
         {"resource_id": "r", "task_id": "a"}, "“r”"),
        (replace(PLAN, resources=(Resource("r"),), assignments=(Assignment("x", "r"),)), "unknown-task",
         {"task_id": "x", "resource_id": "r"}, "“x”"),
        (replace(PLAN, calendars=(Calendar("c", "Night", IDLE),), default_calendar_id="c"), "no-working-time",
         {"calendar_ids": ("c",)}, "The calendar “Night” has no working time."),
        (replace(PLAN, zone="Mars"), "unknown-zone", {"zone": "Mars"}, "Mars"),
        (replace(PLAN, calendars=(Calendar("c", week=((Shift(600, 480),),) * 7),)), "wrong-shifts",
         {"calendar_id": "c", "shift": Shift(600, 480)}, "minute 600 to 480"),
        (replace(PLAN, tasks=(Task("a", "", -1),), links=()), "negative-duration", {"task_id": "a"}, "“a”"),
        (replace(PLAN, tasks=(*PLAN.tasks, "c")), "wrong-value", {"record": "Plan"}, "'c' where a Task is wanted"),
        (replace(PLAN, links=(("a", "b"),)), "wrong-value", {"record": "Plan"}, "where a Link is wanted"),
    ],
)  # fmt: skip
def test_it_says_what_is_concerned(plan, code, details, words):
    refusal = refused(plan)
    assert refusal.code == code
    assert {name: refusal.details[name] for name in details} == details
    assert words in refusal.message


def test_it_names_the_task_and_both_calendars_that_have_nothing_in_common():
    monday, tuesday = (tuple(OFFICE_DAY if at == day else () for at in range(7)) for day in (0, 1))
    plan = replace(
        PLAN,
        tasks=(Task("a", "Train", 480, kind=TaskKind.MEETING),),
        links=(),
        calendars=(Calendar("m", "Ours", monday), Calendar("t", "Theirs", tuesday)),
        default_calendar_id="m",
        resources=(Resource("maria", calendar_id="m"), Resource("tom", calendar_id="t", side=Side.THEIRS)),
        assignments=(Assignment("a", "maria"), Assignment("a", "tom")),
    )
    for kind in TaskKind:
        refusal = refused(replace(plan, tasks=(replace(plan.tasks[0], kind=kind),)))
        assert refusal.message == "“Train”: The calendars “Ours” and “Theirs” have no working time in common."
        assert (refusal.details["calendar_ids"], refusal.details["task_id"]) == (("m", "t"), "a")


def test_it_says_that_an_id_is_not_there():
    for call in (lambda: schedule(PLAN)["x"], lambda: why(schedule(PLAN), "x")):
        with pytest.raises(NotFound) as refusal:
            call()
        assert (refusal.value.code, refusal.value.details) == ("unknown-task", {"task_id": "x"})
    with pytest.raises(NotFound) as refusal:
        simulate(PLAN, runs=2).finish(50, "x")
    assert refusal.value.details == {"task_id": "x"}
    with pytest.raises(Invalid) as refusal:
        reschedule(PLAN, Change(removed_task_ids=("x",)))
    assert refusal.value.details == {"task_id": "x"}


def test_it_says_that_a_named_task_is_not_there():
    for call in (lambda: simulate(PLAN, task_ids=("x",)), lambda: level([PLAN], splittable=["x"])):
        with pytest.raises(NotFound) as refusal:
            call()
        assert (refusal.value.code, refusal.value.details) == ("unknown-task", {"task_id": "x"})


@pytest.mark.parametrize("percent", ["80", 101, -1, None])
def test_it_refuses_shares_that_are_none(percent):
    with pytest.raises(Invalid) as refusal:
        simulate(PLAN, runs=2).finish(percent)
    assert refusal.value.code == "wrong-percent"


def test_it_refuses_to_remove_what_is_not_there():
    for change, code in (
        (Change(removed_links=(Link("b", "a"),)), "unknown-link"),
        (Change(removed_links=(Link("a", "b", "SS"),)), "unknown-link"),
        (Change(removed_assignments=(Assignment("a", "r"),)), "unknown-assignment"),
    ):
        with pytest.raises(Invalid) as refusal:
            reschedule(PLAN, change)
        assert refusal.value.code == code


def test_a_link_is_removed_whatever_its_lag():
    assert reschedule(PLAN, Change(removed_links=[Link("a", "b", lag_minutes=60)])).plan.links == ()


def test_what_comes_out_is_short_at_a_prompt():
    longer = reschedule(PLAN, Change(tasks=(replace(PLAN.tasks[0], duration_minutes=960),)))
    assert repr(longer.comparison) == "<Comparison: 2 moves, finish 2026-03-02 17:00 to 2026-03-03 17:00>"
    assert repr(longer).startswith("<Rescheduled: <Schedule of 2 tasks")
    assert repr(level([PLAN], method="greedy")) == "<Levelled 1 plan (greedy): 0 moves, 0 overloads left>"
    stream = io.BytesIO()
    write_plan(schedule(PLAN), stream)
    assert repr(read_plan(stream.getvalue())).startswith("<PlanRead of 2 tasks, ")
    assert "a" in schedule(PLAN)
    assert "x" not in schedule(PLAN)
