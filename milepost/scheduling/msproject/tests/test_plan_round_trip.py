"""A plan that is written as a file and read again is the same plan, with the same dates."""

import datetime as dt
import doctest
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.scheduling.msproject import public
from milepost.scheduling.msproject.files import file_of
from milepost.scheduling.msproject.plans import plan_of
from milepost.scheduling.msproject.public import read_plan, write_plan
from milepost.scheduling.msproject.reading import read_file
from milepost.scheduling.msproject.tests.documents import sample_plans
from milepost.scheduling.public import (
    INHERITED_WEEK,
    OFFICE_WEEK,
    Assignment,
    Calendar,
    CalendarException,
    CalendarRange,
    Constraint,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ResourceKind,
    ScheduleFrom,
    Shift,
    Split,
    Task,
    schedule,
)
from milepost.scheduling.tests.plans import EXAMPLES

MONDAY = dt.datetime.fromisoformat("2026-03-02T08:00")
MORNING, EVENING, NIGHT = (Shift(480, 720),), (Shift(780, 1020), Shift(1080, 1140)), (Shift(1200, 1440),)
DATED = [each for each in Constraint if each not in {"ASAP", "ALAP"}]

moments = st.integers(0, 60 * 24 * 90).map(lambda minute: MONDAY + dt.timedelta(minutes=minute))
days = st.integers(0, 90).map(lambda day: MONDAY.date() + dt.timedelta(days=day))
shifts = st.sampled_from([(), MORNING, EVENING, NIGHT])
weeks = st.tuples(*[st.none() | shifts] * 7)


@st.composite
def stretches(draw):
    first = draw(days)
    return first, first + dt.timedelta(days=draw(st.integers(0, 20)))


exceptions = st.builds(lambda stretch, day: CalendarException(*stretch, day), stretches(), shifts)
ranges = st.builds(lambda stretch, week: CalendarRange(*stretch, week), stretches(), weeks)


@st.composite
def calendars(draw):
    standard = Calendar(1, "Standard", OFFICE_WEEK, exceptions=tuple(draw(st.lists(exceptions, max_size=2))))
    other = Calendar(
        2,
        "Other",
        draw(weeks) if draw(st.booleans()) else INHERITED_WEEK,
        base_id=1,
        ranges=tuple(draw(st.lists(ranges, max_size=2))),
        exceptions=tuple(draw(st.lists(exceptions, max_size=2))),
    )
    return standard, other


@st.composite
def leaves(draw, uid, parent):
    """A task of one of the kinds that there are: free, constrained, put by hand, under way, done, split."""
    minutes = draw(st.integers(1, 40)) * 60
    common = {
        "id": uid,
        "name": draw(st.sampled_from(["Kick-off", "Data & <fields>", "Größe", ""])),
        "parent_id": parent,
        "duration_minutes": minutes,
        "priority": draw(st.integers(0, 1000)),
        "deadline": draw(st.none() | moments),
        "is_active": draw(st.sampled_from([True, True, True, False])),
        "is_recurring": draw(st.booleans()),
    }
    calendar = draw(st.sampled_from([None, None, 1, 2]))
    common |= {"calendar_id": calendar, "ignores_resource_calendars": calendar is not None and draw(st.booleans())}
    kind = draw(
        st.sampled_from(["free", "elapsed", "milestone", "constrained", "pinned", "under way", "done", "split"])
    )
    begin = draw(moments)
    special = {
        "free": {"levelling_delay_minutes": draw(st.integers(0, 3000))},
        "elapsed": {"is_elapsed": True},
        "milestone": {"is_milestone": True, "duration_minutes": 0},
        "constrained": {"constraint": draw(st.sampled_from(DATED)), "constraint_date": begin},
        "pinned": {
            "pinned_start": begin,
            "pinned_finish": begin + dt.timedelta(minutes=minutes),
            "is_tentative": draw(st.booleans()),
        },
        "under way": {
            "actual_start": begin,
            "percent_complete": 50.0,
            "remaining_minutes": minutes // 2,
            "resume_on": draw(st.none() | st.just(begin + dt.timedelta(days=3))),
        },
        "done": {"actual_start": begin, "actual_finish": begin + dt.timedelta(days=2), "percent_complete": 100.0},
        "split": {"splits": (Split(30, draw(st.integers(1, 900))),)},
    }
    return Task(**(common | special[kind]))


@st.composite
def links(draw, ids):
    before, after = sorted(draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)))
    kind = draw(st.sampled_from(list(LagKind)))
    amount = draw(st.integers(-3000, 3000).filter(bool))
    lag = draw(st.sampled_from([{}, {"lag_minutes": amount, "lag_kind": LagKind.WORKING}]))
    if lag and kind in {LagKind.PERCENT, LagKind.ELAPSED_PERCENT}:
        lag = {"lag_percent": float(amount), "lag_kind": kind}
    elif lag:
        lag["lag_kind"] = kind
    return Link(before, after, draw(st.sampled_from(list(LinkType))), **lag)


@st.composite
def plans(draw):
    is_forward = draw(st.sampled_from([True, True, False]))
    tasks = [Task(1, "Phase")]
    tasks += [draw(leaves(uid, 1)) for uid in range(2, 5)]
    tasks += [draw(leaves(uid, None)) for uid in range(5, draw(st.integers(5, 9)))]
    ids = [task.id for task in tasks[1:]]
    resources = (
        Resource(1, "Ada", calendar_id=2),
        Resource(2, "Lena", units=0.5),
        Resource(3, "Fee", kind=ResourceKind.COST),
    )
    staffed = [task.id for task in tasks if task.duration_minutes and not task.splits and not task.is_elapsed]
    assignments = [
        Assignment(
            uid,
            draw(st.sampled_from([1, 2, 3])),
            work_minutes=draw(st.integers(60, 6000)),
            delay_minutes=draw(st.sampled_from([0, 0, 240])),
        )
        for uid in (draw(st.lists(st.sampled_from(staffed), max_size=3, unique=True)) if staffed else [])
    ]
    found = draw(st.lists(links(ids), max_size=6))
    return Plan(
        tuple(tasks),
        tuple(sorted(found, key=lambda link: link.successor_id)),
        start=MONDAY if is_forward else None,
        finish=None if is_forward else MONDAY.replace(month=8, hour=17),
        schedule_from=ScheduleFrom.START if is_forward else ScheduleFrom.FINISH,
        calendars=draw(calendars()),
        default_calendar_id=1,
        status_date=draw(st.none() | moments),
        moves_unfinished_work=False,
        links_may_precede_start=True,
        resources=resources,
        assignments=tuple(assignments),
        critical_slack_minutes=draw(st.sampled_from([0, 480])),
        each_end_is_critical=draw(st.booleans()),
        name="Onboarding",
    )


def read_back(plan: Plan) -> Plan:
    stream = io.BytesIO()
    write_plan(schedule(plan), stream)
    return read_plan(io.BytesIO(stream.getvalue())).plan


@given(plan=plans())
@settings(max_examples=EXAMPLES, deadline=None)
def test_it_reads_back_the_plan_that_it_wrote(plan):
    again = read_back(plan)
    assert again == plan
    dates = [(each.start, each.finish, each.late_start, each.late_finish) for each in schedule(plan)]
    assert [(each.start, each.finish, each.late_start, each.late_finish) for each in schedule(again)] == dates


def test_it_numbers_what_has_names_and_puts_parts_under_their_summary():
    plan = Plan(
        (Task("b", parent_id="a", duration_minutes=60), Task("c"), Task("a", "Phase")),
        (Link("b", "c"),),
        start=MONDAY,
        calendars=(Calendar("office", "Office"),),
        default_calendar_id="office",
        resources=(Resource("ada", "Ada"),),
        assignments=(Assignment("b", "ada"),),
    )
    again = read_back(plan)
    assert [(task.id, task.parent_id) for task in again.tasks] == [(2, None), (3, None), (1, 3)]
    assert schedule(again).finish == schedule(plan).finish


def test_it_writes_the_holidays_of_a_country_as_days():
    plan = Plan(
        (Task(1, "Labour", 480),),
        start=dt.datetime.fromisoformat("2026-05-01T08:00"),
        calendars=(Calendar(1, "Deutschland", country="DE"),),
        default_calendar_id=1,
    )
    again = read_back(plan)
    assert again.calendars[0].country is None
    assert schedule(again)[1].start == schedule(plan)[1].start == dt.datetime.fromisoformat("2026-05-04T08:00")


@pytest.mark.skipif(not sample_plans(), reason="the sample plans are not on this machine")
@pytest.mark.parametrize("path", sample_plans(), ids=lambda path: path.stem)
def test_it_reads_back_the_plan_of_a_saved_file(path):
    plan = plan_of(read_file(path)).plan
    assert read_back(plan) == plan


def test_it_stores_dates_that_are_kept_on_reading():
    plan = Plan((Task(1, "Kick-off", 480), Task(2, "Go-live")), (Link(1, 2),), start=MONDAY)
    task = file_of(schedule(plan)).tasks[1]
    assert (task.early_start, task.total_slack_tenths, task.critical) == (MONDAY.replace(hour=17), 0, True)


def test_the_examples_of_the_door_run():
    assert doctest.testmod(public).failed == 0
