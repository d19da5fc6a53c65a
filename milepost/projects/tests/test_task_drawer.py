"""A task changed in its drawer, by one and by two people at once."""

import pytest
from django.urls import reverse

from milepost.projects.models import Project, Task
from milepost.projects.public import NewTask, ProjectEdit, TaskEdit, change_plan, change_project

DRAWER = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer-body"}


@pytest.fixture
def migration(task) -> Task:
    return task("Migration")


@pytest.fixture
def opened(signed_in, max_, migration):
    """The form in the drawer as it is drawn now: what it would send, and a function that sends it with changes."""
    client = signed_in(max_)
    answer = client.get(reverse("projects:task-form", args=[migration.pk, "edit"]), **DRAWER)
    form, project = answer.context["folds"]["edit"].form, answer.context["task"].project
    data = {"act": "edit", "revision": project.revision}
    for bound in form:
        shown = bound.field.prepare_value(bound.value())
        data[bound.html_name] = "" if shown is None or shown is False else shown
        assert bound.name == "version" or f'name="{bound.html_initial_name}"' in answer.content.decode()
        data[bound.html_initial_name] = data[bound.html_name]

    def send(**changes: object):
        return client.post(reverse("projects:task-change", args=[migration.pk]), {**data, **changes}, **DRAWER)

    return send


def write(task, max_, **values: object):
    change_plan(task.project, [TaskEdit(task.pk, values)], actor=max_.as_actor())


def test_it_writes_nothing_when_nothing_was_changed(opened, migration):
    before = migration.version
    assert opened().status_code == 200
    migration.refresh_from_db()
    assert migration.version == before


def test_it_leaves_what_somebody_else_wrote_meanwhile(opened, migration, max_):
    write(migration, max_, title="Data migration")
    answer = opened(description="With care.")
    assert "Somebody changed this plan" in answer.content.decode()
    migration.refresh_from_db()
    assert (migration.title, migration.description) == ("Data migration", "")
    revision = migration.project.revision
    confirmed = opened(description="With care.", confirmed="yes", revision=revision)
    migration.refresh_from_db()
    assert (confirmed.status_code, migration.title, migration.description) == (200, "Data migration", "With care.")


def test_it_shows_both_values_when_two_changed_one_field(opened, migration, max_):
    write(migration, max_, duration_minutes=480)
    answer = opened(duration_minutes="3 days")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Saving again writes yours." in text
    assert "<td>1 day</td><td>3 days</td>" in text
    migration.refresh_from_db()
    assert migration.duration_minutes == 480


def test_it_says_before_a_preview_that_the_plan_was_changed(opened, migration, max_):
    running = change_project(migration.project, {"state": "active"}, actor=max_.as_actor())
    write(Task.objects.get(project=running, title="Kick-off"), max_, title="Begin")
    answer = opened(duration_minutes="8 days")
    assert "Somebody changed this plan" in answer.content.decode()


def test_it_makes_another_milestone_the_go_live(signed_in, max_, onboarding, task):
    change_plan(onboarding, [NewTask("trial", {"title": "Trial ends", "is_milestone": True})], actor=max_.as_actor())
    trial = task("Trial ends")
    client = signed_in(max_)
    assert "Make it the go-live" in client.get(reverse("projects:task-detail", args=[trial.pk]), **DRAWER).text
    assert (
        "Make it the go-live"
        not in client.get(reverse("projects:task-detail", args=[task("Go-live").pk]), **DRAWER).text
    )
    sent = {"act": "go-live", "revision": task("Trial ends").project.revision}
    answer = client.post(reverse("projects:task-change", args=[trial.pk]), sent, **DRAWER)
    assert answer.status_code == 200
    assert Project.objects.get(pk=onboarding.pk).go_live == trial


def test_it_lets_no_contributor_choose_the_go_live(signed_in, max_, fiona, onboarding, task):
    task("Go-live").parties.create(user=fiona)
    change_plan(onboarding, [ProjectEdit({"go_live_id": None})], actor=max_.as_actor())
    shown = signed_in(fiona).get(reverse("projects:task-detail", args=[task("Go-live").pk]), **DRAWER)
    assert "Make it the go-live" not in shown.text
    signed_in(fiona).post(reverse("projects:task-change", args=[task("Go-live").pk]), {"act": "go-live"}, **DRAWER)
    assert Project.objects.get(pk=onboarding.pk).go_live is None
