"""What must hold of every plan, tried on plans that hypothesis makes; `MILEPOST_EXAMPLES=2000` tries more."""

import datetime as dt
from dataclasses import replace

import networkx as nx
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from milepost.scheduling.public import (
    Change,
    Constraint,
    Link,
    Plan,
    ScheduleFrom,
    Task,
    changed_plan,
    reschedule,
    schedule,
)
from milepost.scheduling.tests.plans import EXAMPLES, START, links_between, moments, plans, summary_plans
from milepost.scheduling.tests.reference import HOUR, Reference

tried = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def facts(dated):
    return {
        task.id: (
            task.start,
            task.finish,
            task.late_start,
            task.late_finish,
            task.total_slack_minutes,
            task.free_slack_minutes,
            task.is_critical,
        )
        for task in dated
    }


@tried
@given(plans())
def test_it_agrees_with_stepping_hour_by_hour(plan):
    reference = Reference(plan)
    slow, dated = reference.early(), schedule(plan)
    for task in plan.tasks:
        start, finish = slow[task.id]
        found = dated[task.id]
        assert reference.same(task.calendar_id, start, found.early_start), (task, start, found)
        assert reference.same(task.calendar_id, finish, found.early_finish), (task, finish, found)
        if task.duration_minutes:
            assert (start, finish) == (found.start, found.finish)


@tried
@given(summary_plans())
def test_a_share_of_a_summary_agrees_with_stepping_hour_by_hour(plan):
    reference = Reference(plan)
    slow, dated = reference.early(), schedule(plan)
    for task_id, ends in slow.items():
        found = dated[task_id].early_start, dated[task_id].early_finish
        assert all(reference.same(None, one, other) for one, other in zip(ends, found, strict=True)), (task_id, ends)
    assert not [warning for warning in dated.warnings if warning.code == "percent-of-summary"]
    for task in dated:
        assert task.total_slack_minutes >= 0
        assert task.free_slack_minutes >= 0
    turned = schedule(replace(plan, tasks=plan.tasks[::-1], links=plan.links[::-1]))
    assert facts(turned) == facts(dated)


@tried
@given(plans())
def test_it_breaks_nothing_that_can_be_kept(plan):
    reference, dated = Reference(plan), schedule(plan)
    placed = {task.id: (task.start, task.finish) for task in dated}
    for link in plan.links:
        task, asked = reference.tasks[link.successor_id], reference.asked_start(link, placed)
        assert reference.hours_between(task.calendar_id, asked, placed[task.id][0]) >= 0, link
    for task in plan.tasks:
        start, finish = placed[task.id]
        assert start >= plan.start
        assert reference.hours_between(task.calendar_id, start, finish) * 60 == task.duration_minutes
        if task.constraint is Constraint.START_NO_EARLIER_THAN:
            assert start >= task.constraint_date or reference.same(task.calendar_id, start, task.constraint_date)
        if task.constraint is Constraint.FINISH_NO_EARLIER_THAN:
            assert reference.hours_between(task.calendar_id, task.constraint_date, finish) >= 0
    assert not dated.warnings


@tried
@given(plans(most_tasks=5), st.data())
def test_its_total_slack_is_what_a_task_may_slip_before_the_plan_ends_later(plan, data):
    reference, dated = Reference(plan), schedule(plan)
    task = data.draw(st.sampled_from(plan.tasks))
    assume(task.duration_minutes)
    slack = dated[task.id].total_slack_minutes
    assert slack >= 0
    start = reference.next_work(task.calendar_id, dated[task.id].start)
    for hours, ends_later in ((slack // 60, False), (slack // 60 + 1, True)):
        held = reference.next_work(task.calendar_id, reference.walk(task.calendar_id, start, hours))
        slipped = reference.early({task.id: held})
        assert (max(finish for _start, finish in slipped.values()) > dated.finish) is ends_later, (plan, task, slack)


@tried
@given(plans(most_tasks=5), st.data())
def test_its_free_slack_is_what_a_task_may_slip_before_another_moves(plan, data):
    reference, dated = Reference(plan), schedule(plan)
    task = data.draw(st.sampled_from(plan.tasks))
    assume(task.duration_minutes and any(link.predecessor_id == task.id for link in plan.links))
    free = dated[task.id].free_slack_minutes
    assume(free % 60 == 0)
    held = reference.next_work(task.calendar_id, reference.walk(task.calendar_id, dated[task.id].start, free // 60))
    before, after = reference.early(), reference.early({task.id: held})
    for other in plan.tasks:
        if other.id != task.id:
            assert reference.same(other.calendar_id, before[other.id][0], after[other.id][0]), other


@tried
@given(plans())
def test_it_is_the_same_whatever_the_order_of_tasks_and_links(plan):
    turned = replace(plan, tasks=plan.tasks[::-1], links=plan.links[::-1])
    dated, again = schedule(plan), schedule(turned)
    assert facts(dated) == facts(again)
    assert {task.id: task.driven_by for task in dated} == {task.id: task.driven_by for task in again}


@tried
@given(plans())
def test_it_is_the_same_when_it_is_scheduled_again(plan):
    """A plan whose dates have become constraints stays where it is."""
    dated = schedule(plan)
    again = replace(
        plan,
        tasks=tuple(
            replace(task, constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=dated[task.id].start)
            for task in plan.tasks
        ),
    )
    found = schedule(again)
    assert {task.id: (task.start, task.finish) for task in found} == {t.id: (t.start, t.finish) for t in dated}
    assert facts(schedule(plan)) == facts(dated)


@tried
@given(plans(), st.data())
def test_it_never_ends_later_without_a_link_or_a_delaying_constraint(plan, data):
    reference, dated = Reference(plan), schedule(plan)
    number = data.draw(st.integers(0, max(len(plan.links) - 1, 0)))
    freed = data.draw(st.sampled_from(plan.tasks)).id
    easier = replace(
        plan,
        links=plan.links[:number] + plan.links[number + 1 :],
        tasks=tuple(
            replace(task, constraint=None, constraint_date=None) if task.id == freed else task for task in plan.tasks
        ),
    )
    found = schedule(easier)
    for task in plan.tasks:
        assert reference.hours_between(task.calendar_id, found[task.id].finish, dated[task.id].finish) >= 0, task
    assert found.finish <= dated.finish


@tried
@given(plans(several_calendars=False))
def test_it_shifts_by_a_week_with_the_plan(plan):
    week = dt.timedelta(days=7)
    later = replace(
        plan,
        start=plan.start + week,
        tasks=tuple(
            replace(task, constraint_date=task.constraint_date + week) if task.constraint_date else task
            for task in plan.tasks
        ),
    )
    now, then = schedule(plan), schedule(later)
    for task in plan.tasks:
        one, other = now[task.id], then[task.id]
        assert (one.start + week, one.finish + week) == (other.start, other.finish)
        assert (one.late_start + week, one.late_finish + week) == (other.late_start, other.late_finish)
        assert one.total_slack_minutes == other.total_slack_minutes


@tried
@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.data())
def test_it_agrees_with_networkx_on_plain_networks(hours, data):
    pairs = data.draw(
        st.sets(
            st.tuples(st.integers(0, len(hours) - 1), st.integers(0, len(hours) - 1)).filter(lambda p: p[0] < p[1]),
            max_size=20,
        )
        if len(hours) > 1
        else st.just(set())
    )
    plan = Plan(
        tasks=tuple(Task(number, "", each * 60) for number, each in enumerate(hours)),
        links=tuple(Link(*pair) for pair in sorted(pairs)),
        start=START,
    )
    graph = nx.DiGraph()
    graph.add_node("end")
    for number in range(len(hours)):
        graph.add_edge(number, "end", weight=hours[number])
    graph.add_weighted_edges_from((before, after, hours[before]) for before, after in pairs)
    dated, reference = schedule(plan), Reference(plan)
    length = nx.dag_longest_path_length(graph)
    assert reference.hours_between(None, START, dated.finish) == length
    critical = {number for number in range(len(hours)) if dated[number].is_critical}
    assert {node for node in nx.dag_longest_path(graph) if node != "end"} <= critical


@tried
@given(plans(), st.data())
def test_a_change_gives_what_scheduling_anew_gives(plan, data):
    """The quick way and the long way to the new dates are the same."""
    task = data.draw(st.sampled_from(plan.tasks))
    other = data.draw(st.sampled_from(plan.tasks))
    changed = replace(
        task,
        duration_minutes=data.draw(st.integers(0, 20)) * 60,
        constraint=data.draw(st.sampled_from([None, Constraint.START_NO_EARLIER_THAN, Constraint.MUST_START_ON])),
        constraint_date=data.draw(moments),
        calendar_id=data.draw(st.sampled_from([task.calendar_id, other.calendar_id])),
        pinned_start=data.draw(st.one_of(st.none(), st.none(), moments)),
    )
    added = ()
    if task.id < other.id:
        added = (data.draw(links_between(task.id, other.id)),)
    removed = (data.draw(st.sampled_from(plan.links)),) if plan.links else ()
    change = Change(tasks=(changed,), links=added, removed_links=removed)
    before = schedule(plan)
    quick = reschedule(before, change)
    anew = schedule(changed_plan(plan, change))
    assert facts(quick.schedule) == facts(anew)
    assert quick.comparison.finish_to == anew.finish
    moved = {move.task_id for move in quick.comparison.moves}
    assert moved == {t.id for t in anew if (t.start, t.finish) != (before[t.id].start, before[t.id].finish)}
    twice = reschedule(quick.schedule, Change(tasks=(task,), links=removed, removed_links=added))
    assert facts(twice.schedule) == facts(schedule(twice.plan))


@tried
@given(plans(constraints=False))
def test_a_plan_from_its_finish_ends_when_one_from_its_start_does(plan):
    """Backward from where the forward plan ended: nothing starts before it, and nothing ends after it."""
    forward = schedule(plan)
    backward = schedule(replace(plan, schedule_from=ScheduleFrom.FINISH, finish=forward.finish))
    assert backward.finish == forward.finish
    assert backward.start >= plan.start - HOUR * 24 * 14
    for task in plan.tasks:
        assert backward[task.id].finish <= forward.finish
        assert backward[task.id].total_slack_minutes >= 0


@tried
@given(plans(), st.data())
def test_it_lists_every_link_that_pins_and_musts_break(plan, data):
    reference = Reference(plan)
    forced = tuple(
        data.draw(
            st.sampled_from(
                [
                    task,
                    replace(task, pinned_start=data.draw(moments)),
                    replace(task, constraint=Constraint.MUST_START_ON, constraint_date=data.draw(moments)),
                    replace(task, constraint=Constraint.FINISH_NO_LATER_THAN, constraint_date=data.draw(moments)),
                ]
            )
        )
        for task in plan.tasks
    )
    dated = schedule(replace(plan, tasks=forced))
    placed = {task.id: (task.start, task.finish) for task in dated}
    listed = {
        (w.link.predecessor_id, w.link.successor_id) for w in dated.warnings if w.link and w.code == "link-broken"
    }
    broken = set()
    for link in plan.links:
        task = reference.tasks[link.successor_id]
        asked = reference.asked_start(link, placed)
        if reference.hours_between(task.calendar_id, asked, placed[task.id][0]) < 0:
            broken.add((link.predecessor_id, link.successor_id))
    assert broken == listed
