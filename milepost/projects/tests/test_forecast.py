import datetime as dt

import pytest

from milepost.projects.models import Project, TaskParty
from milepost.projects.public import (
    HISTORY_NEEDED,
    LinkEdit,
    NewTask,
    ProjectEdit,
    TaskEdit,
    change_plan,
    create_project,
    project_forecast,
    take_baseline,
)
from milepost.projects.tests.conftest import DAY, day, moment


def finished(number: int, actor, kind: str = "onboarding", factor: int = 2) -> Project:
    """A project of two tasks of one day each that took `factor` days each."""
    project = create_project(f"Done {number}", actor=actor, kind=kind, state="done", start_on=day("2026-01-05"))
    edits = [NewTask(key, {"title": key, "duration_minutes": DAY}) for key in "ab"]
    tasks = change_plan(project, edits, actor=actor).tasks
    take_baseline(project, "Agreed", actor=actor)
    ends = moment("2026-01-05 17:00") + dt.timedelta(days=factor - 1 + number % 2)
    done = {"state": "done", "actual_start": moment("2026-01-05 08:00"), "actual_finish": ends}
    change_plan(project, [TaskEdit(task.pk, done) for task in tasks.values()], actor=actor)
    return project


def test_it_says_no_day_without_enough_history(onboarding, max_):
    for number in range(HISTORY_NEEDED - 1):
        finished(number, max_.as_actor())
    found = project_forecast(onboarding, max_)
    assert (found.state, found.finished_projects, found.p50_on, found.drivers) == ("no-history", 4, None, ())
    assert found.planned_on == day("2026-03-11")


def test_it_learns_from_what_finished_projects_took(onboarding, task, max_):
    """All took about twice as long as agreed, so the plan's own day is hardly likely."""
    for number in range(HISTORY_NEEDED):
        finished(number, max_.as_actor())
    Project.objects.filter(pk=onboarding.pk).update(target_on=day("2026-03-11"))
    found = project_forecast(Project.objects.get(pk=onboarding.pk), max_)
    assert (found.state, found.is_own_kind) == ("likely", True)
    assert day("2026-03-16") < found.p50_on <= found.p80_on <= found.p95_on
    assert found.target_probability < 0.1
    assert found.drivers[0].task_id == task("Migration").pk
    assert 0 < found.drivers[0].critical_share <= 1
    assert project_forecast(Project.objects.get(pk=onboarding.pk), max_) == found


def test_it_takes_other_kinds_where_its_own_has_too_little(onboarding, max_):
    for number in range(HISTORY_NEEDED):
        finished(number, max_.as_actor(), kind="review")
    assert not project_forecast(onboarding, max_).is_own_kind


def test_it_speaks_of_go_live_not_of_what_comes_after(onboarding, task, max_):
    for number in range(HISTORY_NEEDED):
        finished(number, max_.as_actor(), factor=1)
    edits = [
        NewTask("after", {"title": "Look after", "duration_minutes": 100 * DAY}),
        LinkEdit(task("Go-live").pk, "after"),
    ]
    change_plan(onboarding, edits, actor=max_.as_actor())
    assert project_forecast(Project.objects.get(pk=onboarding.pk), max_).p95_on < day("2026-05-01")


def test_it_names_only_tasks_that_one_sees(onboarding, task, max_, fiona):
    for number in range(HISTORY_NEEDED):
        finished(number, max_.as_actor())
    TaskParty.objects.create(task=task("Training"), user=fiona)
    assert [driver.title for driver in project_forecast(onboarding, fiona).drivers] == ["Training"]


@pytest.mark.parametrize("is_reached", [True, False])
def test_it_forecasts_nothing_that_is_over_or_not_planned(onboarding, task, max_, is_reached):
    if is_reached:
        change_plan(onboarding, [TaskEdit(task("Go-live").pk, {"state": "done"})], actor=max_.as_actor())
        project = Project.objects.get(pk=onboarding.pk)
        assert project.actual_on is not None
    else:
        project = create_project("Empty", actor=max_.as_actor())
    assert project_forecast(project, max_).state == ("reached" if is_reached else "no-plan")


def test_it_takes_the_actual_day_back_when_go_live_is_opened_again(onboarding, task, max_):
    for state in ("done", "todo"):
        change_plan(onboarding, [TaskEdit(task("Go-live").pk, {"state": state})], actor=max_.as_actor())
    assert Project.objects.get(pk=onboarding.pk).actual_on is None
    change_plan(onboarding, [ProjectEdit({"go_live_id": None})], actor=max_.as_actor())
