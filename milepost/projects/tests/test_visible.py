"""Who sees which project and which task."""

import pytest

from milepost.accounts.public import join_team
from milepost.projects.models import (
    Baseline,
    BaselineTask,
    Dependency,
    PlanChange,
    Project,
    ProjectMember,
    Task,
    TaskMove,
    TaskParty,
    WorkCalendar,
)
from milepost.projects.public import change_plan, put_on_project, take_baseline
from milepost.projects.records_plan import LinksOfRemoved, TaskEdit, TaskRemoval


def titles(user) -> set[str]:
    return set(Task.objects.visible_to(user).values_list("title", flat=True))


EVERY = {"Kick-off", "Migration", "Training", "Go-live"}


def test_those_who_read_all_see_all(onboarding, victor):
    assert titles(victor) == EVERY
    assert Project.objects.visible_to(victor).exists()


def test_a_contributor_sees_nothing_unnamed(onboarding, max_, fiona, northwind):
    take_baseline(onboarding, "First", actor=max_.as_actor())
    WorkCalendar.objects.create(name="Theirs", account=northwind, week=[[]] * 7)
    for model in (Project, Task, TaskParty, ProjectMember, Dependency, PlanChange, Baseline):
        assert not model.objects.visible_to(fiona).exists(), model
    assert not TaskMove.objects.visible_to(fiona).exists()
    assert [row.name for row in WorkCalendar.objects.visible_to(fiona)] == ["Working hours"]


def test_a_contributor_sees_the_tasks_that_name_them(onboarding, task, fiona):
    task("Training").parties.create(user=fiona)
    assert titles(fiona) == {"Training"}
    assert list(Project.objects.visible_to(fiona)) == [onboarding]
    assert not Dependency.objects.visible_to(fiona).exists()
    assert set(TaskMove.objects.visible_to(fiona).values_list("label", flat=True)) == {"Training"}


def test_a_contributor_learns_nothing_of_others_tasks_from_what_became_of_them(onboarding, task, max_, fiona):
    task("Training").parties.create(user=fiona)
    take_baseline(onboarding, "First", actor=max_.as_actor())
    longer = [TaskEdit(task("Migration").pk, {"duration_minutes": 960})]
    change_plan(onboarding, longer, actor=max_.as_actor())
    change_plan(onboarding, [TaskRemoval(task("Kick-off").pk, LinksOfRemoved.DROP)], actor=max_.as_actor())
    assert set(PlanChange.objects.visible_to(fiona).values_list("label", flat=True)) == {"Training"}
    assert {"Migration", "Kick-off"} <= set(PlanChange.objects.visible_to(max_).values_list("label", flat=True))
    assert set(TaskMove.objects.visible_to(fiona).values_list("label", flat=True)) == {"Training"}
    assert set(BaselineTask.objects.visible_to(fiona).values_list("title", flat=True)) == {"Training"}


@pytest.mark.parametrize(("part", "seen"), [("lead", EVERY), ("oversees", EVERY), ("informed", set())])
def test_a_contributor_on_a_project_sees_all_of_it_if_they_run_it(onboarding, max_, fiona, part, seen):
    put_on_project(onboarding, fiona, actor=max_.as_actor(), part=part)
    assert titles(fiona) == seen
    assert list(Project.objects.visible_to(fiona)) == [onboarding]


def test_the_account_team_sees_its_projects(onboarding, northwind, max_, fiona):
    join_team(northwind, fiona, "support", actor=max_.as_actor())
    assert titles(fiona) == EVERY


def test_a_task_of_nobody_is_its_authors(ada, max_, victor):
    Task.objects.create(title="Renew my pass", author=max_)
    assert titles(max_) == {"Renew my pass"}
    assert titles(ada) == titles(victor) == set()
