import pytest
import time_machine

from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Invalid
from milepost.projects.actions.recurrences import make_occurrences, repeat_tasks
from milepost.projects.models import Occurrence, Recurrence, Task
from milepost.projects.public import PartyEdit, TaskHome, create_task, put_on_task, repeat_task, stop_repeating
from milepost.projects.tests.conftest import day


@pytest.fixture
def call(northwind, max_):
    values = {"title": "Call the champion", "deadline_on": day("2026-03-05"), "priority": 750}
    task = create_task(values, actor=max_.as_actor(), home=TaskHome(account=northwind))
    put_on_task(PartyEdit(task_id=task.pk, user_id=max_.pk), task, actor=max_.as_actor())
    return task


def test_each_time_is_made_once(call, max_):
    repeat_task(call, "FREQ=WEEKLY;BYDAY=TH", actor=max_.as_actor())
    with time_machine.travel("2026-03-06T02:00:00Z", tick=False):
        repeat_tasks.enqueue()
        repeat_tasks.enqueue()
        run_all_jobs()
    rows = Task.objects.order_by("deadline_on")
    assert [str(row.deadline_on) for row in rows] == ["2026-03-05", "2026-03-12", "2026-03-19"]
    assert {(row.title, row.priority, row.parties.get().user) for row in rows} == {("Call the champion", 750, max_)}
    recurrence = Recurrence.objects.get()
    Recurrence.objects.update(made_until=day("2026-03-05"))
    assert make_occurrences(recurrence, day("2026-03-06"), actor=max_.as_actor()) == []
    assert Occurrence.objects.count() == 3


def test_it_comes_again_in_a_plan(onboarding, task, max_):
    repeat_task(task("Training"), "FREQ=WEEKLY;COUNT=2", actor=max_.as_actor())
    (made,) = make_occurrences(Recurrence.objects.get(), day("2026-03-10"), actor=max_.as_actor())
    assert (made.project, made.start_on, made.duration_minutes) == (onboarding, day("2026-03-17"), 960)


def test_it_stops(call, max_):
    repeat_task(call, "FREQ=DAILY", actor=max_.as_actor())
    stop_repeating(call, actor=max_.as_actor())
    assert not Recurrence.objects.exists()
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "daily",
        "FREQ=DAILY;COUNT=10000",
        "FREQ=DAILY;UNTIL=20560101",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY\nRDATE:20260301",
        "FREQ=DAILY;DTSTART=19000101",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=1,2,3",
    ],
)
def test_it_refuses_what_is_no_rule_or_too_much(call, max_, rule):
    with pytest.raises(Invalid):
        repeat_task(call, rule, actor=max_.as_actor())
    assert not Recurrence.objects.exists()
