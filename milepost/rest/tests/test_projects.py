import json

import pytest

from milepost.projects.public import Dependency, Project, Task, TaskParty


@pytest.fixture
def ada_calls(calling, world):
    return calling(world.people["ada"])


def send(client, method, path, body=None, **headers: str):
    extra: dict = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(client, method)(f"/api/v1{path}", headers=named, **extra)


def changes(*edits: dict, **more: object):
    return {"changes": list(edits), **more}


def test_it_shows_a_plan_in_one_answer(ada_calls, world):
    response = send(ada_calls, "get", f"/projects/{world.project.pk}/schedule")
    shown = response.json()
    assert [(task["wbs"], task["title"]) for task in shown["tasks"]] == [("1", "First"), ("2", "Second")]
    assert shown["tasks"][0]["start_at"].endswith("T08:00")
    assert [(link["predecessor_id"], link["type"]) for link in shown["links"]] == [(world.task.pk, "SS")]
    assert response["ETag"] == f'"r{shown["revision"]}"'


def test_what_it_previews_is_what_it_does(ada_calls, world):
    body = changes(
        {"do": "add-task", "key": "third", "title": "Third", "values": {"duration_minutes": 960}},
        {"do": "put-link", "predecessor": world.later_task.pk, "successor": "third"},
        {"do": "change-task", "task": world.task.pk, "values": {"duration_minutes": 2400, "priority": 750}},
    )
    path = f"/projects/{world.project.pk}"
    etag = send(ada_calls, "get", f"{path}/schedule")["ETag"]
    previewed = send(ada_calls, "post", f"{path}/preview", body).json()
    assert Task.objects.filter(project=world.project).count() == 2
    response = send(ada_calls, "patch", f"{path}/plan", body, If_Match=etag)
    done = response.json()
    assert done["forecast_to"] == previewed["forecast_to"] != previewed["forecast_from"]
    assert [move["finish_to"] for move in done["moves"]] == [move["finish_to"] for move in previewed["moves"]]
    third = Task.objects.get(pk=done["tasks"]["third"])
    assert Dependency.objects.filter(predecessor=world.later_task, successor=third).exists()
    assert response["ETag"] == f'"r{done["revision"]}"' != etag


def test_it_refuses_a_change_of_a_plan_that_was_changed_meanwhile(ada_calls, world):
    path = f"/projects/{world.project.pk}"
    etag = send(ada_calls, "get", f"{path}/schedule")["ETag"]
    edit = changes({"do": "change-task", "task": world.task.pk, "values": {"title": "Start"}})
    assert send(ada_calls, "patch", f"{path}/plan", edit, If_Match=etag).status_code == 200
    stale = send(ada_calls, "patch", f"{path}/plan", edit, If_Match=etag)
    revision = Project.objects.get(pk=world.project.pk).revision
    assert (stale.status_code, stale.json()["current"]["revision"]) == (412, revision)


def test_it_tells_slips_with_their_cause(ada_calls, world):
    path = f"/projects/{world.project.pk}"
    edit = {"do": "change-task", "task": world.later_task.pk, "values": {"duration_minutes": 1440}}
    reason = {"side": "theirs", "note": "No access", "is_agreed": False}
    assert send(ada_calls, "patch", f"{path}/plan", changes(edit, reason=reason), If_Match="*").status_code == 200
    told = send(ada_calls, "get", f"{path}/slips").json()
    assert (told["total_days"], told["unattributed_days"], told["days_by_side"]) == (2, 0, {"theirs": 2})
    assert [(slip["what"], slip["note"]) for slip in told["slips"]] == [("Second", "No access")]
    compared = send(ada_calls, "get", f"{path}/baselines/{world.baseline.pk}/comparison").json()
    assert [(one["kind"], one["after"]["title"]) for one in compared["differences"]] == [("changed", "Second")]
    assert send(ada_calls, "get", f"{path}/forecast").json()["state"] == "no-history"


@pytest.mark.parametrize(
    ("edit", "pointer"),
    [
        ({"do": "fly"}, "/changes/0"),
        ({"do": "change-task", "task": 1, "values": {"colour": "red"}}, "/changes/0/change-task/values/colour"),
        ({"do": "change-task", "task": 1, "values": {"pinned_start": "2026-13-01T08:00"}}, "/changes/0"),
        ({"do": "change-project"}, "/changes/0"),
    ],
)
def test_it_refuses_what_is_no_change(ada_calls, world, edit, pointer):
    response = send(ada_calls, "post", f"/projects/{world.project.pk}/preview", changes(edit))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"].startswith(pointer)


def test_it_refuses_a_circle_in_words(ada_calls, world):
    edit = {"do": "put-link", "predecessor": world.later_task.pk, "successor": world.task.pk}
    response = send(ada_calls, "post", f"/projects/{world.project.pk}/preview", changes(edit))
    assert (response.status_code, response.json()["code"]) == (422, "cycle")


def test_it_asks_what_becomes_of_links(ada_calls, world):
    path = f"/tasks/{world.task.pk}"
    refused = send(ada_calls, "delete", path, If_Match="*")
    assert (refused.status_code, refused.json()["code"]) == (422, "links-asked")
    assert send(ada_calls, "delete", f"{path}?links=drop", If_Match="*").status_code == 204
    assert not Dependency.objects.exists()


def test_a_contributor_reads_their_part_and_changes_their_task_alone(calling, world):
    fiona = world.people["fiona"]
    TaskParty.objects.create(task=world.task, user=fiona)
    client, path = calling(fiona), f"/projects/{world.project.pk}"
    shown = send(client, "get", f"{path}/schedule").json()
    assert ([task["title"] for task in shown["tasks"]], shown["links"]) == (["First"], [])
    edit = changes({"do": "change-task", "task": world.later_task.pk, "values": {"title": "Mine"}})
    assert send(client, "post", f"{path}/preview", edit).status_code == 403
    assert send(client, "patch", f"{path}/plan", edit, If_Match="*").status_code == 403
    assert send(client, "patch", f"/tasks/{world.task.pk}", {"state": "done"}, If_Match="*").status_code == 200
    assert send(client, "get", f"/tasks/{world.later_task.pk}").status_code == 404


def test_it_makes_tasks_of_a_project_of_an_account_and_of_oneself(ada_calls, world):
    made = [
        send(ada_calls, "post", "/tasks", {"title": "A", **home}).json()
        for home in ({"project_id": world.project.pk}, {"account_id": world.account.pk}, {"deadline_on": "2026-12-01"})
    ]
    assert [(one["project_id"], one["account_id"]) for one in made] == [
        (world.project.pk, world.account.pk),
        (None, world.account.pk),
        (None, None),
    ]
    assert made[2]["finish_on"] == "2026-12-01"
    assert made[2]["author"]["name"] == "Ada"
    path = f"/tasks/{made[1]['id']}"
    wrong = send(ada_calls, "patch", path, {"pinned_start": "2026-12-01T08:00"}, If_Match="*")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "only-in-a-plan")
    party = send(ada_calls, "post", f"{path}/parties", {"contact_id": world.contact.pk}).json()
    assert party["contact"]["name"] == "Mona Lind"
    assert send(ada_calls, "delete", f"{path}/parties/{party['id']}").status_code == 204
    assert send(ada_calls, "delete", path, If_Match=f'"{made[1]["version"]}"').status_code in {204, 412}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"sort": "title"}, ["First", "Second"]),
        ({"sort": "-title"}, ["Second", "First"]),
        ({"filter": {"field": "state", "op": "any_of", "value": ["done"]}}, []),
        ({"filter": {"field": "title", "op": "contains", "value": "fir"}, "limit": 1}, ["First"]),
    ],
)
def test_it_lists_tasks(ada_calls, world, query, titles):
    given = {name: json.dumps(value) if name == "filter" else value for name, value in query.items()}
    found = ada_calls.get("/api/v1/tasks", {**given, "expand": "parties,account"}).json()
    of_project = [task["title"] for task in found["items"] if task["project_id"] == world.project.pk]
    assert of_project == titles


def test_its_lists_ask_a_constant_number_of_queries(ada_calls, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        send(ada_calls, "get", "/tasks?expand=parties,account")
    with django_assert_max_num_queries(12):
        send(ada_calls, "get", "/projects?expand=members,account")


def test_who_sees_a_part_of_a_plan_changes_nothing_of_it(calling, world):
    fiona = world.people["fiona"]
    ours, later = world.task, world.later_task
    TaskParty.objects.create(task=ours, user=fiona, letter="C")
    TaskParty.objects.create(task=later, user=fiona, letter="C")
    calls, project = calling(fiona), f"/projects/{world.project.pk}"
    link = Dependency.objects.get(predecessor=ours, successor=later)
    tries = (
        ("patch", project, {"name": "Mine"}),
        ("post", f"{project}/members", {"user_id": fiona.pk, "part": "lead"}),
        ("patch", f"/tasks/{ours.pk}", {"title": "Mine"}),
        ("delete", f"/tasks/{ours.pk}", None),
        ("post", f"/tasks/{ours.pk}/parties", {"user_id": fiona.pk}),
        ("post", "/dependencies", {"predecessor_id": later.pk, "successor_id": ours.pk, "type": "FF"}),
        ("patch", f"/dependencies/{link.pk}", {"lag_minutes": 480}),
        ("delete", f"/dependencies/{link.pk}", None),
    )
    answers = [send(calls, method, path, body, If_Match="*").status_code for method, path, body in tries]
    assert answers == [403] * len(tries)
    assert send(calls, "patch", f"/tasks/{ours.pk}", {"state": "doing"}, If_Match="*").status_code == 200
