"""Whatever a plan holds, it is dated and explained, or refused in words."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.lib.errors import Invalid
from milepost.scheduling.public import (
    Assignment,
    Change,
    Constraint,
    Plan,
    Resource,
    ScheduleFrom,
    Side,
    Split,
    Task,
    TaskKind,
    reschedule,
    schedule,
    why,
)
from milepost.scheduling.tests.plans import EXAMPLES, START, calendars, links_between, moments

maybe = st.one_of(st.none(), st.none(), st.none(), moments)
flag = st.sampled_from([False, False, False, True])
one_in_ten, one_in_five = (st.integers(1, odds).map(lambda drawn: drawn == 1) for odds in (10, 5))
efforts, zones = st.sampled_from([None, 300]), st.sampled_from([None, "Europe/Berlin"])
tasks = st.builds(
    Task,
    st.just(0),
    duration_minutes=st.integers(0, 40).map(lambda hours: hours * 30),
    parent_id=st.one_of(st.none(), st.integers(0, 3)),
    is_elapsed=flag,
    is_active=st.sampled_from([True, True, True, False]),
    kind=st.sampled_from(TaskKind),
    calendar_id=st.sampled_from([None, None, "own", "based"]),
    ignores_resource_calendars=flag,
    constraint=st.one_of(st.none(), st.sampled_from(Constraint)),
    constraint_date=moments,
    deadline=maybe,
    pinned_start=maybe,
    pinned_finish=maybe,
    actual_start=maybe,
    actual_finish=maybe,
    percent_complete=st.sampled_from([0, 0, 30, 100]),
    remaining_minutes=st.one_of(st.none(), st.integers(0, 600)),
    resume_on=maybe,
    splits=st.lists(st.builds(Split, st.integers(0, 300), st.integers(0, 300)), max_size=2).map(tuple),
    levelling_delay_minutes=st.sampled_from([0, 0, 0, 600]),
)
people = (
    Resource("o", "Olga", "own"),
    Resource("p", "Pia", "office"),
    Resource("t", "Tom", "based", Side.THEIRS),
    Resource("x", "Xin", None, Side.THIRD),
)


some_tasks = st.lists(tasks, min_size=1, max_size=8)


@st.composite
def any_plans(draw):
    made = draw(some_tasks)
    made = [
        replace(
            task, id=number, parent_id=None if task.parent_id is None or task.parent_id >= number else task.parent_id
        )
        for number, task in enumerate(made)
    ]
    links = [
        draw(links_between(before, after))
        for before in range(len(made))
        for after in range(len(made))
        if before != after and draw(one_in_ten)
    ]
    assignments = [
        Assignment(number, person.id, work_minutes=draw(efforts))
        for number in range(len(made))
        for person in people
        if draw(one_in_five)
    ]
    return Plan(
        tasks=tuple(made),
        links=tuple(links),
        start=START,
        finish=draw(moments),
        schedule_from=draw(st.sampled_from(ScheduleFrom)),
        calendars=draw(calendars),
        default_calendar_id="office",
        zone=draw(zones),
        status_date=draw(maybe),
        resources=people,
        assignments=tuple(assignments),
        each_end_is_critical=draw(flag),
        links_may_precede_start=draw(flag),
        honours_constraints=draw(st.booleans()),
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_plans(), tasks)
def test_it_dates_or_refuses_anything(plan, other):
    try:
        dated = schedule(plan)
    except Invalid as refusal:
        assert refusal.message  # noqa: PT017 - either is right
        return
    for task in dated:
        assert task.start <= task.finish
        assert task.free_slack_minutes >= 0
        assert task.driven_by or task.is_summary
        assert why(dated, task.id)
    assert all(warning.message and warning.task_ids for warning in dated.warnings)
    turned = schedule(replace(plan, tasks=plan.tasks[::-1], links=plan.links[::-1]))
    assert {t.id: (t.start, t.finish, t.late_finish, t.total_slack_minutes) for t in dated} == {
        t.id: (t.start, t.finish, t.late_finish, t.total_slack_minutes) for t in turned
    }
    changed = replace(other, id=0, parent_id=None)
    try:
        again = reschedule(dated, Change(tasks=(changed,)))
    except Invalid:
        return
    anew = schedule(again.plan)
    assert {t.id: (t.start, t.finish, t.late_start) for t in again.schedule} == {
        t.id: (t.start, t.finish, t.late_start) for t in anew
    }
