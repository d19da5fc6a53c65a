"""The page of sprints: what is planned when, the forms of a sprint, how one went."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.projects.models import Sprint, Task, TaskParty
from milepost.projects.public import change_plan, change_project, create_sprint, start_sprint
from milepost.projects.records_plan import NewTask, TaskEdit

WEEK = dt.timedelta(days=7)


@pytest.fixture
def scrum(onboarding, max_):
    return change_project(onboarding, {"method": "scrum"}, actor=max_.as_actor())


@pytest.fixture
def sprint(scrum, task, max_) -> Sprint:
    """One of this week, with the kick-off in it."""
    today = timezone.localdate()
    values = {"start_on": today, "end_on": today + WEEK, "goal": "Data is in", "capacity_minutes": 240}
    made = create_sprint(scrum, values, actor=max_.as_actor())
    change_plan(scrum, [TaskEdit(task("Kick-off").pk, {"sprint_id": made.pk})], actor=max_.as_actor())
    return made


@pytest.fixture
def running(sprint, max_) -> Sprint:
    return start_sprint(sprint, actor=max_.as_actor())


def page_of(client, project, name="project-sprints", query=""):
    return client.get(reverse(f"projects:{name}", args=[project.pk]) + query)


def test_it_says_how_to_get_sprints_where_there_are_none(signed_in, max_, victor, onboarding):
    page = page_of(signed_in(max_), onboarding).content.decode()
    assert "Sprints are for scrum projects" in page
    assert reverse("projects:project-change", args=[onboarding.pk]) in page
    assert "Change the method" not in page_of(signed_in(victor), onboarding).content.decode()


def test_it_teaches_how_a_sprint_is_planned(signed_in, max_, scrum):
    page = page_of(signed_in(max_), scrum).content.decode()
    assert "No sprint is planned" in page
    assert "Migration" in page


def test_it_shows_what_is_planned_when_and_what_is_too_much(signed_in, max_, scrum, sprint):
    lanes = page_of(signed_in(max_), scrum).context["lanes"]
    assert [[one.task.title for one in lane.tasks] for lane in (*lanes.sprints, lanes.backlog)] == [
        ["Kick-off"],
        ["Migration", "Training"],
    ]
    assert lanes.sprints[0].over == 240


def test_it_shows_the_burndown_of_the_running_one(signed_in, max_, scrum, running):
    page = page_of(signed_in(max_), scrum, "sprint-lanes")
    assert "Figures of each day" in page.content.decode()
    assert page.context["burn"].committed == 480


def test_it_shows_the_first_of_many(signed_in, max_, scrum):
    edits = [NewTask(f"{at}", {"title": f"Task {at}"}) for at in range(210)]
    change_plan(scrum, edits, actor=max_.as_actor())
    client = signed_in(max_)
    lanes = page_of(client, scrum).context["lanes"]
    assert (len(lanes.backlog.shown), lanes.backlog.more) == (200, 13)
    assert not page_of(client, scrum, query="?all").context["lanes"].backlog.more


def test_a_contributor_sees_their_own_tasks_and_hours_alone(signed_in, fiona, scrum, running, task):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    page = page_of(signed_in(fiona), scrum)
    assert "Kick-off" not in page.content.decode()
    assert page.context["burn"].committed == 0
    assert "New sprint" not in page.content.decode()


@pytest.mark.parametrize("name", ["sprint-change", "sprint-start", "sprint-finish", "sprint-delete"])
def test_a_contributor_changes_no_sprint(signed_in, fiona, running, task, name):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    assert signed_in(fiona).post(reverse(f"projects:{name}", args=[running.pk])).status_code == 403


def test_it_plans_the_next_one_after_the_last(signed_in, max_, scrum, sprint):
    url = reverse("projects:sprint-new", args=[scrum.pk])
    client = signed_in(max_)
    form = client.get(url).context["form"]
    assert form["start_on"].value() == sprint.end_on + dt.timedelta(days=1)
    days = {"start_on": sprint.end_on, "end_on": sprint.end_on + WEEK}
    wrong = client.post(url, days)
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["start_on"])
    right = {
        "start_on": sprint.end_on + dt.timedelta(days=1),
        "end_on": sprint.end_on + WEEK,
        "capacity_minutes": "40 h",
    }
    assert client.post(url, right).status_code == 302
    assert Sprint.objects.get(number=2).capacity_minutes == 2400


def test_two_who_change_one_sprint_lose_nothing(signed_in, max_, sprint):
    url = reverse("projects:sprint-change", args=[sprint.pk])
    client = signed_in(max_)
    seen = {"start_on": sprint.start_on, "end_on": sprint.end_on, "version": sprint.version}
    assert client.post(url, {**seen, "name": "First", "goal": "Data"}).status_code == 302
    second = client.post(url, {**seen, "name": "Second", "goal": "Data"})
    assert second.status_code == 422
    assert Sprint.objects.get().name == "First"


def test_it_is_started_and_finished_by_its_forms(signed_in, max_, scrum, sprint, task):
    client = signed_in(max_)
    start = reverse("projects:sprint-start", args=[sprint.pk])
    assert "1 task with 8 h is in it" in client.get(start).content.decode()
    over = {"start_on": sprint.start_on - 3 * WEEK, "end_on": sprint.start_on - 2 * WEEK}
    assert client.post(start, over).status_code == 422
    assert client.post(start, {"start_on": sprint.start_on, "end_on": sprint.end_on, "goal": "All"}).status_code == 302
    finish = reverse("projects:sprint-finish", args=[sprint.pk])
    assert client.post(finish, {}).status_code == 422
    assert client.post(finish, {"rest": "backlog"}).status_code == 302
    assert (Sprint.objects.get().state, task("Kick-off").sprint_id) == ("done", None)
    page = page_of(client, scrum).content.decode()
    assert "Finished sprints" in page


def test_a_sprint_of_which_all_is_done_asks_nothing(signed_in, max_, scrum, running, task):
    change_plan(scrum, [TaskEdit(task("Kick-off").pk, {"state": "done"})], actor=max_.as_actor())
    client = signed_in(max_)
    url = reverse("projects:sprint-finish", args=[running.pk])
    assert "All that was in it is done" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 302


def test_it_is_deleted_before_its_start_alone(signed_in, max_, sprint, task):
    url = reverse("projects:sprint-delete", args=[sprint.pk])
    client = signed_in(max_)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert not Sprint.objects.exists()
    assert task("Kick-off").sprint_id is None


def test_it_shows_one_sprint_by_itself(signed_in, max_, running):
    page = signed_in(max_).get(reverse("projects:sprint-detail", args=[running.pk])).content.decode()
    assert "Data is in" in page
    assert "Committed" in page


def test_a_move_is_sent_as_any_change_of_a_plan(signed_in, max_, scrum, sprint, task):
    edits = [
        {"edit": "task", "task_id": task("Training").pk, "values": {"sprint_id": sprint.pk}},
        {"edit": "backlog", "task_id": task("Training").pk, "after_id": None},
    ]
    url = reverse("projects:plan-change", args=[scrum.pk])
    answer = signed_in(max_).post(url, {"edits": json.dumps(edits)}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 204
    rows = Task.objects.filter(sprint=sprint).order_by("backlog_place")
    assert "Training" in {row.title for row in rows}
