import json

import pytest
from django.urls import reverse

from milepost.projects.models import Dependency, Task, TaskParty
from milepost.projects.public import NewTask, PartyEdit, change_plan, change_project
from milepost.projects.queries.working_days import day_shifter
from milepost.projects.tests.conftest import day

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer-body"}


@pytest.fixture
def send(signed_in, max_, onboarding, task):
    """Return a function that sends what becomes of the tasks of these titles."""

    def post(*titles: str, user=max_, **more: object):
        given = {name if name in {"act", "links"} else f"tasks-{name}": value for name, value in more.items()}
        data = {"id": [task(title).pk for title in titles], **given}
        return signed_in(user).post(reverse("projects:tasks-change", args=[onboarding.pk]), data, **HTMX)

    return post


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["plan-changed"]


def test_it_changes_all_of_them_by_one_act_that_is_taken_back(send, task, signed_in, max_, onboarding):
    answer = send("Kick-off", "Training", state="doing", priority="750")
    assert {(task(title).state, task(title).priority) for title in ("Kick-off", "Training")} == {("doing", 750)}
    assert "drawer:close" in answer.headers["HX-Trigger"]
    undo = reverse("projects:plan-undo", args=[onboarding.pk])
    signed_in(max_).post(undo, {"batch": told(answer)["batch"]}, HTTP_HX_REQUEST="true")
    assert {(task(title).state, task(title).priority) for title in ("Kick-off", "Training")} == {("todo", 500)}


def test_it_moves_them_by_working_days_and_leaves_what_has_begun(send, task, onboarding, max_):
    edits = [NewTask(title, {"title": title}) for title in ("One", "Begun")]
    change_plan(onboarding, edits, actor=max_.as_actor())
    send("Begun", state="doing")
    begun = task("Begun").start_on
    assert send("One", "Begun", days="5").status_code == 204
    assert task("One").start_on == day("2026-03-09")
    assert task("Begun").start_on == begun


def test_it_counts_working_days_both_ways(onboarding):
    shifted = day_shifter(onboarding)
    assert [shifted(day("2026-03-06"), days) for days in (1, 5, -5, 0)] == [
        day("2026-03-09"),
        day("2026-03-13"),
        day("2026-02-27"),
        day("2026-03-06"),
    ]


def test_it_means_all_below_a_summary(send, task, onboarding, max_):
    edits = [NewTask("phase", {"title": "Phase"}), NewTask("step", {"title": "Step"}, parent_id="phase")]
    change_plan(onboarding, edits, actor=max_.as_actor())
    send("Phase", priority="1000")
    assert (task("Phase").priority, task("Step").priority) == (500, 1000)


def test_it_lets_one_person_do_them_all(send, task, onboarding, max_, lena):
    change_plan(onboarding, [PartyEdit(task_id=task("Kick-off").pk, user_id=max_.pk)], actor=max_.as_actor())
    change_plan(onboarding, [PartyEdit(task_id=task("Training").pk, user_id=lena.pk)], actor=max_.as_actor())
    assert send("Kick-off", "Training", who=f"user {lena.pk}").status_code == 204
    found = TaskParty.objects.filter(task__project=onboarding).values_list("task__title", "user__name")
    assert set(found) == {("Kick-off", "Lena"), ("Training", "Lena")}


def test_it_shows_first_what_all_of_it_moves(send, task, onboarding, max_):
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    answer = send("Kick-off", "Migration", days="2")
    assert answer.status_code == 200
    assert "Go-live moves to" in answer.content.decode()
    assert task("Migration").start_on == day("2026-03-03")


def test_it_asks_what_becomes_of_those_that_wait(send, task, onboarding, signed_in, max_):
    url = reverse("projects:tasks-change", args=[onboarding.pk])
    page = signed_in(max_).get(f"{url}?id={task('Kick-off').pk}&id={task('Migration').pk}").content.decode()
    assert "What becomes of “Training”, which waits for them" in page
    assert send("Kick-off", "Migration", act="remove").status_code == 422
    assert send("Migration", act="remove", links="bridge").status_code == 204
    assert Dependency.objects.filter(predecessor=task("Kick-off"), successor=task("Training")).exists()
    assert not Task.objects.filter(project=onboarding, title="Migration").exists()


def test_it_asks_nothing_where_nobody_waits(send, task, onboarding, signed_in, max_):
    page = signed_in(max_).get(reverse("projects:tasks-change", args=[onboarding.pk]) + f"?id={task('Go-live').pk}")
    assert "What becomes" not in page.content.decode()
    assert send("Go-live", act="remove").status_code == 204


def test_it_deletes_a_task_with_the_one_above_it_once(send, task, onboarding, max_):
    edits = [NewTask("phase", {"title": "Phase"}), NewTask("step", {"title": "Step"}, parent_id="phase")]
    change_plan(onboarding, edits, actor=max_.as_actor())
    assert send("Phase", "Step", act="remove").status_code == 204
    assert Task.objects.filter(project=onboarding).count() == 4


@pytest.mark.parametrize("wrong", [{}, {"state": "gone"}, {"days": "99999"}, {"days": "x"}, {"who": "user 999999"}])
def test_it_says_what_is_wrong(send, task, wrong):
    assert send("Kick-off", **wrong).status_code == 422
    assert task("Kick-off").state == "todo"


def test_it_leaves_tasks_of_another_plan(send, signed_in, max_, onboarding):
    url = reverse("projects:tasks-change", args=[onboarding.pk])
    stranger = Task.objects.create(account=onboarding.account, title="Stranger")
    for key in (stranger.pk, "x", "9" * 40):
        assert signed_in(max_).post(url, {"id": key, "tasks-state": "done"}, **HTMX).status_code == 404


def test_it_is_for_those_who_see_the_whole_plan(send, fiona, victor, task):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    assert send("Training", user=fiona, state="done").status_code == 403
    assert send("Training", user=victor, state="done").status_code == 403
