import datetime as dt

import pytest
import time_machine

from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Invalid
from milepost.projects.actions.rolling import roll_projects
from milepost.projects.models import PlanChange, Project, Task, WorkCalendar
from milepost.projects.public import change_plan, change_project, roll_forward
from milepost.projects.records_plan import NewTask
from milepost.projects.tests.conftest import day

FRIDAY = dt.datetime(2026, 3, 6, 1, 12, tzinfo=dt.UTC)


def test_each_overdue_task_is_a_root_of_its_own(onboarding, task, max_):
    """What an earlier root pushed along is its ripple; what stands by itself is a root."""
    change_plan(onboarding, [NewTask("x", {"title": "Contract"})], actor=max_.as_actor())
    roll_forward(onboarding, day("2026-03-06"), actor=max_.as_actor())
    labels = list(PlanChange.objects.filter(origin="overdue").values_list("task__title", flat=True))
    assert labels == ["Kick-off", "Contract"]
    assert task("Kick-off").start_on == day("2026-03-06")


def test_it_rolls_active_projects_once(onboarding, max_):
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    with time_machine.travel(FRIDAY, tick=False):
        roll_projects.enqueue()
        run_all_jobs()
        assert Project.objects.get().planned_until == day("2026-03-06")
        assert roll_projects.func() == 0


def test_it_leaves_drafts_alone(onboarding):
    with time_machine.travel(FRIDAY, tick=False):
        assert roll_projects.func() == 0
    assert Project.objects.get().planned_until is None


def test_one_that_cannot_be_computed_hinders_no_other(onboarding, max_):
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    nobody = WorkCalendar.objects.create(name="Never", week=[[]] * 7)
    Project.objects.create(name="A", start_on=day("2026-03-02"), state="active", calendar=nobody)
    broken = Project.objects.get(name="A")
    Task.objects.create(project=broken, title="Stuck", start_on=day("2026-03-02"))
    with time_machine.travel(FRIDAY, tick=False), pytest.raises(Invalid, match=str(broken.pk)):
        roll_projects.func()
    assert Project.objects.get(name="Onboarding").planned_until == day("2026-03-06")
