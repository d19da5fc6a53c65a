import json

import pytest
from django.urls import reverse

from milepost.accounts.public import change_account
from milepost.lib.actor import entering
from milepost.projects.models import PlanChange, Task, TaskParty
from milepost.projects.public import change_project, put_on_project
from milepost.projects.records import Part

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def running(onboarding, max_):
    return change_project(onboarding, {"state": "active"}, actor=max_.as_actor())


@pytest.fixture
def send(signed_in, max_, onboarding):
    """Return a function that sends edits as the page does."""
    client = signed_in(max_)

    def post(*edits: object, revision=None, **more: object):
        data = {"edits": json.dumps(edits), **more}
        if revision is not None:
            data["revision"] = revision
        return client.post(reverse("projects:plan-change", args=[onboarding.pk]), data, **HTMX)

    return post


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["plan-changed"]


def test_it_hands_out_the_plan_as_rows(signed_in, max_, onboarding):
    data = signed_in(max_).get(reverse("projects:plan-data", args=[onboarding.pk])).json()
    rows = [dict(zip(data["columns"], row, strict=True)) for row in data["tasks"]]
    assert [(row["title"], row["start"], row["minutes"]) for row in rows[:2]] == [
        ("Kick-off", "2026-03-02T08:00", 480),
        ("Migration", "2026-03-03T08:00", 2400),
    ]
    assert len(data["links"]) == 3
    assert "2026-03-07" in data["offDays"]


@pytest.mark.parametrize("shown", ["list", "gantt"])
def test_it_opens_as_the_view_that_its_address_names(signed_in, max_, onboarding, shown):
    page = signed_in(max_).get(reverse(f"projects:plan-{shown}", args=[onboarding.pk])).content.decode()
    assert f'data-shown="{shown}"' in page
    assert f'data-view="{shown}" aria-current="page"' in page


def test_it_hands_a_contributor_their_own_tasks_alone(signed_in, fiona, max_, onboarding, task):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    data = signed_in(fiona).get(reverse("projects:plan-data", args=[onboarding.pk])).json()
    assert [row[data["columns"].index("title")] for row in data["tasks"]] == ["Training"]
    assert data["links"] == []


def test_it_changes_a_draft_at_once(send, task):
    answer = send({"edit": "task", "task_id": task("Migration").pk, "values": {"duration_minutes": 4800}})
    assert (answer.status_code, told(answer)["revision"]) == (204, 2)
    assert task("Migration").duration_minutes == 4800


def test_it_shows_first_what_a_running_plan_would_do(send, running, task):
    answer = send({"edit": "task", "task_id": task("Migration").pk, "values": {"duration_minutes": 4800}})
    assert answer.status_code == 200
    assert "5 working days later" in answer.content.decode()
    assert task("Migration").duration_minutes == 2400


def test_it_writes_what_was_confirmed_with_its_reason(send, running, task, onboarding):
    edit = {"edit": "task", "task_id": task("Migration").pk, "values": {"duration_minutes": 4800}}
    answer = send(edit, confirmed="yes", note="More data than was said.", side="theirs", revision=running.revision)
    assert answer.status_code == 204
    change = PlanChange.objects.filter(project=onboarding).latest("pk")
    assert (change.side, change.note) == ("theirs", "More data than was said.")


def test_it_asks_nobody_when_only_the_task_itself_moves(send, running, task):
    answer = send({"edit": "new-task", "key": "a", "values": {"title": "Aside"}})
    assert answer.status_code == 204


def test_it_shows_the_second_what_the_first_changed(send, running, task):
    seen = running.revision
    edit = {"edit": "task", "task_id": task("Migration").pk, "values": {"duration_minutes": 4800}}
    send(edit, confirmed="yes", revision=seen)
    other = {"edit": "task", "task_id": task("Training").pk, "values": {"duration_minutes": 480}}
    answer = send(other, confirmed="yes", revision=seen)
    assert "Somebody changed this plan" in answer.content.decode()
    assert task("Training").duration_minutes == 960


def test_it_drags_a_task_to_a_day(send, task):
    send({"edit": "dates", "task_id": task("Migration").pk, "start_on": "2026-03-10"})
    assert task("Migration").start_on.isoformat() == "2026-03-10"


def test_it_lengthens_a_task_to_a_day(send, task):
    send({"edit": "dates", "task_id": task("Migration").pk, "finish_on": "2026-03-11"})
    assert task("Migration").duration_minutes == 7 * 480


def test_it_takes_a_change_back_and_again(send, signed_in, max_, onboarding, task):
    answer = send({"edit": "remove-task", "task_id": task("Migration").pk, "links": "bridge"})
    undo = reverse("projects:plan-undo", args=[onboarding.pk])
    back = signed_in(max_).post(undo, {"batch": told(answer)["batch"]}, **HTMX)
    assert task("Migration").links_in.count() == 1
    assert task("Training").start_on.isoformat() == "2026-03-10"
    signed_in(max_).post(undo, {"batch": told(back)["batch"]}, **HTMX)
    assert not Task.objects.filter(project=onboarding, title="Migration").exists()


def test_it_takes_back_and_does_again_what_became_of_go_live(send, signed_in, max_, onboarding, task):
    was = onboarding.go_live_id
    undo = reverse("projects:plan-undo", args=[onboarding.pk])
    batch = told(send({"edit": "remove-task", "task_id": was, "links": "drop"}))["batch"]
    for expected in (was, None, was):
        batch = told(signed_in(max_).post(undo, {"batch": batch}, **HTMX))["batch"]
        onboarding.refresh_from_db()
        assert onboarding.go_live_id == expected


def test_it_takes_back_a_task_that_was_made_go_live(send, signed_in, max_, onboarding):
    was = onboarding.go_live_id
    edits = [
        {"edit": "new-task", "key": "end", "values": {"title": "End", "is_milestone": True}},
        {"edit": "project", "values": {"go_live_id": "end"}},
    ]
    batch = told(send(*edits))["batch"]
    answer = signed_in(max_).post(reverse("projects:plan-undo", args=[onboarding.pk]), {"batch": batch}, **HTMX)
    onboarding.refresh_from_db()
    assert (answer.status_code, onboarding.go_live_id) == (204, was)


def test_it_takes_nothing_back_that_is_not_of_this_plan(signed_in, max_, onboarding, northwind):
    with entering(batch="elsewhere"):
        change_account(northwind, {"name": "Southwind"}, actor=max_.as_actor())
    answer = signed_in(max_).post(reverse("projects:plan-undo", args=[onboarding.pk]), {"batch": "elsewhere"}, **HTMX)
    northwind.refresh_from_db()
    assert (answer.status_code, northwind.name) == (404, "Southwind")


def test_it_leaves_what_somebody_wrote_since(send, signed_in, max_, onboarding, task):
    edit = {"edit": "task", "task_id": task("Migration").pk, "values": {"title": "Data migration"}}
    batch = told(send(edit))["batch"]
    send({**edit, "task_id": task("Data migration").pk, "values": {"title": "Moving"}})
    answer = signed_in(max_).post(reverse("projects:plan-undo", args=[onboarding.pk]), {"batch": batch}, **HTMX)
    assert answer.status_code == 409
    assert task("Moving")


@pytest.mark.parametrize(
    "edits",
    [
        "",
        "{}",
        "[]",
        "[1]",
        '[{"edit": "fly"}]',
        '[{"edit": "task", "task_id": "x y", "values": {"nothing": 1}}]',
        '[{"edit": "task", "task_id": 1, "strange": 1}]',
        '[{"edit": "dates", "task_id": 1, "start_on": "soon"}]',
    ],
)
def test_it_refuses_what_is_no_change(signed_in, max_, onboarding, edits):
    answer = signed_in(max_).post(reverse("projects:plan-change", args=[onboarding.pk]), {"edits": edits}, **HTMX)
    assert answer.status_code in {404, 422}


def test_it_lets_a_contributor_report_and_nothing_else(signed_in, fiona, max_, onboarding, task):
    put_on_project(onboarding, fiona, actor=max_.as_actor(), part=Part.CONTRIBUTES)
    TaskParty.objects.create(task=task("Kick-off"), user=fiona)
    url = reverse("projects:plan-change", args=[onboarding.pk])
    client = signed_in(fiona)

    def post(title, values):
        edits = [{"edit": "task", "task_id": task(title).pk, "values": values}]
        return client.post(url, {"edits": json.dumps(edits)}, **HTMX).status_code

    assert post("Kick-off", {"duration_minutes": 960}) == 403
    assert post("Migration", {"state": "done"}) == 404
    assert post("Kick-off", {"state": "doing"}) in {200, 204}
