import pytest

from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import Baseline, BaselineTask
from milepost.projects.public import change_plan, create_project, differences, take_baseline, undo_change
from milepost.projects.records_plan import LinksOfRemoved, NewTask, TaskEdit, TaskRemoval
from milepost.projects.tests.conftest import DAY, day


def test_it_keeps_the_plan_as_it_was(onboarding, task, max_):
    baseline = take_baseline(onboarding, " First ", actor=max_.as_actor(), is_agreement=True)
    change_plan(onboarding, [TaskEdit(task("Migration").pk, {"duration_minutes": DAY})], actor=max_.as_actor())
    kept = BaselineTask.objects.get(baseline=baseline, title="Migration")
    assert (baseline.name, baseline.forecast_on) == ("First", day("2026-03-11"))
    assert (kept.duration_minutes, kept.finish_at.date()) == (5 * DAY, day("2026-03-09"))


def test_it_tells_what_differs_from_now(onboarding, task, max_):
    baseline = take_baseline(onboarding, "First", actor=max_.as_actor())
    edits = [
        TaskEdit(task("Training").pk, {"estimate_minutes": 300}),
        NewTask("x", {"title": "Extra"}),
        TaskRemoval(task("Kick-off").pk, LinksOfRemoved.DROP),
    ]
    change_plan(onboarding, edits, actor=max_.as_actor())
    found = differences(baseline, None, max_)
    named = [(one.kind, (one.after or one.before).title) for one in found]
    assert named == [
        ("changed", "Migration"),
        ("changed", "Training"),
        ("changed", "Go-live"),
        ("added", "Extra"),
        ("removed", "Kick-off"),
    ]


def test_it_compares_two(onboarding, task, max_):
    first = take_baseline(onboarding, "First", actor=max_.as_actor())
    assert differences(first, None, max_) == []
    change_plan(onboarding, [TaskEdit(task("Training").pk, {"title": "Teach"})], actor=max_.as_actor())
    second = take_baseline(onboarding, "Second", actor=max_.as_actor())
    assert [(one.before.title, one.after.title) for one in differences(first, second, max_)] == [("Training", "Teach")]


def test_it_shows_a_contributor_only_their_tasks(onboarding, task, max_, fiona):
    baseline = take_baseline(onboarding, "First", actor=max_.as_actor())
    task("Training").parties.create(user=fiona)
    edits = [TaskEdit(task(title).pk, {"title": f"{title} 2"}) for title in ("Training", "Migration")]
    change_plan(onboarding, edits, actor=max_.as_actor())
    assert [one.after.title for one in differences(baseline, None, fiona)] == ["Training 2"]


def test_it_refuses_a_name_twice_no_name_and_no_plan(onboarding, max_):
    take_baseline(onboarding, "First", actor=max_.as_actor())
    with pytest.raises(Conflict):
        take_baseline(onboarding, "First", actor=max_.as_actor())
    with pytest.raises(Invalid):
        take_baseline(onboarding, " ", actor=max_.as_actor())
    empty = create_project("Empty", actor=max_.as_actor())
    with pytest.raises(Invalid, match="no plan yet"):
        take_baseline(empty, "First", actor=max_.as_actor())
    assert Baseline.objects.count() == 1


def test_it_asks_for_the_right_to_write(onboarding, victor):
    with pytest.raises(NotAllowed):
        take_baseline(onboarding, "First", actor=victor.as_actor())


def test_it_knows_a_task_again_that_was_removed_and_put_back(onboarding, task, max_):
    baseline = take_baseline(onboarding, "First", actor=max_.as_actor())
    removal = TaskRemoval(task("Kick-off").pk, LinksOfRemoved.DROP)
    applied = change_plan(onboarding, [removal], actor=max_.as_actor())
    assert "removed" in {one.kind for one in differences(baseline, None, max_)}
    undo_change(onboarding, applied.batch, actor=max_.as_actor())
    assert differences(baseline, None, max_) == []
