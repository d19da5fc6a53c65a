"""What gathers around a task: steps, comments, watchers, blocks, time."""

import datetime as dt

import pytest
import time_machine

from milepost.identity.public import Notification
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import Block, ChecklistItem, TaskComment, TaskWatcher, TimeEntry
from milepost.projects.public import (
    TaskParty,
    add_comment,
    add_step,
    block_task,
    change_comment,
    change_plan,
    change_project,
    change_step,
    change_time,
    delete_comment,
    delete_time,
    log_time,
    project_hours,
    remove_step,
    start_timer,
    stop_timer,
    unblock_task,
    unwatch_task,
    watch_task,
)
from milepost.projects.queries.mentions import without_marks
from milepost.projects.queries.waiting import project_waiting
from milepost.projects.records_plan import PartyEdit, TaskEdit
from milepost.projects.tests.conftest import day, moment

MONDAY_NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("text", flat=True))


def test_it_keeps_steps_in_their_order(task, max_):
    training = task("Training")
    steps = [add_step(training, text, actor=max_.as_actor()) for text in ("Room", "Slides", "Names")]
    change_step(steps[1], actor=max_.as_actor(), is_done=True)
    remove_step(steps[0], actor=max_.as_actor())
    assert list(ChecklistItem.objects.values_list("text", "is_done")) == [("Slides", True), ("Names", False)]
    with pytest.raises(Invalid):
        add_step(training, "  ", actor=max_.as_actor())


def test_it_tells_those_who_are_mentioned_and_those_who_watch(task, max_, lena, ada, fiona):
    training = task("Training")
    watch_task(training, ada, actor=ada.as_actor())
    text = f"@[Lena]({lena.pk}) and @[Fiona]({fiona.pk}): is the room free?"
    comment = add_comment(training, text, author=max_, actor=max_.as_actor())
    assert told(lena) == ["Max mentioned you on “Training”"]
    assert told(ada) == ["Max on “Training”"]
    assert told(fiona) == told(max_) == [], "fiona does not see the task, max wrote it"
    assert without_marks(text).startswith("**@Lena** and")
    change_comment(comment, f"{text} Or @[Ada]({ada.pk})?", author=max_, actor=max_.as_actor())
    assert len(told(lena)) == 1
    assert len(told(ada)) == 2
    assert set(TaskWatcher.objects.values_list("user", flat=True)) == {ada.pk, max_.pk}
    unwatch_task(training, ada, actor=ada.as_actor())
    assert not TaskWatcher.objects.filter(user=ada).exists()


def test_nobody_changes_what_others_said(task, max_, lena):
    comment = add_comment(task("Training"), "Mine", author=max_, actor=max_.as_actor())
    with pytest.raises(NotAllowed):
        change_comment(comment, "Yours", author=lena, actor=lena.as_actor())
    with pytest.raises(NotAllowed):
        delete_comment(comment, author=lena, actor=lena.as_actor())
    delete_comment(comment, author=max_, actor=max_.as_actor())
    assert not TaskComment.objects.exists()


def test_who_does_not_see_a_task_cannot_watch_it(task, max_, fiona):
    with pytest.raises(Invalid):
        watch_task(task("Training"), fiona, actor=max_.as_actor())
    comment = add_comment(task("Training"), "Hi", author=max_, actor=max_.as_actor())
    assert not TaskComment.objects.visible_to(fiona).exists()
    assert list(TaskComment.objects.visible_to(max_)) == [comment]


def test_a_task_is_held_up_once_at_a_time(task, max_):
    migration = task("Migration")
    block_task(migration, "No access", "theirs", actor=max_.as_actor(), who="Their IT")
    with pytest.raises(Conflict):
        block_task(migration, "Again", "ours", actor=max_.as_actor())
    assert unblock_task(migration, actor=max_.as_actor()).until is not None
    assert unblock_task(migration, actor=max_.as_actor()) is None
    assert Block.objects.count() == 1


@pytest.mark.parametrize(("why", "side", "code"), [("", "theirs", "no-reason"), ("X", "nobody", "wrong-side")])
def test_it_refuses_a_block_without_a_reason_or_side(task, max_, why, side, code):
    with pytest.raises(Invalid) as refusal:
        block_task(task("Migration"), why, side, actor=max_.as_actor())
    assert refusal.value.code == code


def test_it_notes_time_and_counts_hours(onboarding, task, max_, lena, fiona):
    change_project(onboarding, {"sold_minutes": 600}, actor=max_.as_actor())
    onboarding.refresh_from_db()
    mine = log_time(task("Migration"), 120, user=max_, actor=max_.as_actor())
    log_time(onboarding, 300, user=lena, actor=lena.as_actor())
    hours = project_hours(onboarding, max_)
    assert (hours.sold_minutes, hours.used_minutes, hours.remaining_minutes) == (600, 420, 180)
    assert [(one.name, one.minutes) for one in hours.people] == [("Lena", 300), ("Max", 120)]
    assert project_hours(onboarding, fiona).people == ()
    change_time(mine, user=max_, actor=max_.as_actor(), minutes=60)
    with pytest.raises(NotAllowed):
        delete_time(mine, user=lena, actor=lena.as_actor())
    delete_time(mine, user=max_, actor=max_.as_actor())
    assert project_hours(onboarding, max_).used_minutes == 300


@pytest.mark.parametrize(
    ("minutes", "day_", "code"),
    [(0, "2026-03-02", "no-minutes"), (1441, "2026-03-02", "more-than-a-day"), (5, "2026-03-04", "not-yet")],
)
def test_it_refuses_time_that_cannot_be(onboarding, max_, minutes, day_, code):
    with time_machine.travel(MONDAY_NOON), pytest.raises(Invalid) as refusal:
        log_time(onboarding, minutes, user=max_, actor=max_.as_actor(), on=day(day_))
    assert refusal.value.code == code


def test_one_timer_runs_at_a_time(onboarding, task, max_):
    with time_machine.travel(MONDAY_NOON, tick=False) as clock:
        start_timer(onboarding, user=max_, actor=max_.as_actor())
        clock.shift(dt.timedelta(minutes=25))
        start_timer(task("Migration"), user=max_, actor=max_.as_actor(), note="Import")
        clock.shift(dt.timedelta(hours=40))
        stopped = stop_timer(max_, actor=max_.as_actor())
    assert stopped.minutes == 1440 - 25
    assert list(TimeEntry.objects.order_by("pk").values_list("minutes", flat=True)) == [25, 1415]
    assert stop_timer(max_, actor=max_.as_actor()) is None


def test_waiting_time_is_of_the_other_side_and_a_union(onboarding, task, max_):
    """Their migration could go on from Monday 17:00. That they hold up our training, too, costs no second time."""
    change_plan(
        onboarding, [PartyEdit(task_id=task("Migration").pk, role="Their IT", side="theirs")], actor=max_.as_actor()
    )
    done = {"state": "done", "actual_start": "2026-03-02T08:00", "actual_finish": "2026-03-02T17:00"}
    change_plan(onboarding, [TaskEdit(task("Kick-off").pk, done)], actor=max_.as_actor())
    found = project_waiting(onboarding, max_, until=moment("2026-03-04 12:00"))
    assert found.minutes_for == {"theirs": 480 + 240}
    assert [(one.title, one.side, one.minutes) for one in found.tasks] == [("Migration", "theirs", 720)]
    with time_machine.travel(dt.datetime(2026, 3, 6, tzinfo=dt.UTC)):
        since = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
        block_task(task("Training"), "No room", "theirs", actor=max_.as_actor(), since=since)
    again = project_waiting(onboarding, max_, until=moment("2026-03-04 12:00"))
    assert again.minutes_for == {"theirs": 720}, "what overlaps counts once"
    assert TaskParty.objects.count() == 1
