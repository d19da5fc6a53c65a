"""Scope, proposals, change requests and deliverables, by the API."""

import pytest

from milepost.projects.public import Project, Task

JSON = "application/json"
MATCH = {"If-Match": "*"}


@pytest.fixture
def client(calling, max_):
    return calling(max_)


def post(client, path, body=None, status=200):
    sent = {"data": body, "content_type": JSON} if body is not None else {}
    answer = client.post(f"/api/v1{path}", **sent)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_it_writes_a_scope_proposes_it_and_keeps_what_was_agreed(client, world):
    project = world.project
    line = {"project_id": project.pk, "section": "requirement", "text": "One sign-in", "contact_id": world.contact.pk}
    item = post(client, "/scope-items", {**line, "detail": "Works for all plants"}, 201)
    assert (item["contact"]["name"], item["position"]) == ("Mona Lind", 0)
    scope = post(client, "/scopes", {"project_id": project.pk, "target_on": "2031-05-06"}, 201)
    said = {section["section"]: section["items"] for section in scope["sections"]}
    assert said["requirement"][0]["who"] == "asked by Mona Lind"
    given = {"scope_id": scope["id"], "user_ids": [world.max.pk], "contact_ids": [world.contact.pk]}
    proposal = post(client, "/proposals", given, 201)
    assert client.get(f"/api/v1/proposals/{world.proposal.pk}").json()["state"] == "overtaken"
    url = f"/proposals/{proposal['id']}"
    wrong = post(client, f"{url}/answer", {"decision": "agreed", "sha256": "0" * 64}, 409)
    assert wrong["code"] == "other-version"
    post(client, f"{url}/answer", {"decision": "agreed", "sha256": scope["sha256"]})
    (signer,) = (one for one in proposal["signers"] if one["side"] == "theirs")
    later = {"decision": "agreed", "evidence": "By mail.", "at": "2190-01-01T00:00:00Z"}
    assert post(client, f"{url}/signers/{signer['id']}/record", later, 422)["errors"][0]["pointer"] == "/at"
    agreed = post(client, f"{url}/signers/{signer['id']}/record", {"decision": "agreed", "evidence": "By mail."})
    assert (agreed["state"], {one["sha256"] for one in agreed["signers"]}) == ("agreed", {scope["sha256"]})
    assert agreed["baseline_id"]
    assert Project.objects.get(pk=project.pk).target_on.isoformat() == "2031-05-06"


def test_it_takes_a_line_out_and_puts_it_back(client, world):
    url = f"/api/v1/scope-items/{world.scope_item.pk}"
    gone = client.patch(url, {"is_removed": True}, content_type=JSON, headers={"If-Match": client.get(url)["ETag"]})
    assert gone.json()["removed_at"]
    listed = f"/api/v1/scope-items?project_id={world.project.pk}&section=goal"
    assert client.get(listed).json()["items"] == []
    assert len(client.get(f"{listed}&removed=true").json()["items"]) == 1
    back = client.patch(url, {"is_removed": False, "text": "Live by May"}, content_type=JSON, headers=MATCH).json()
    assert (back["removed_at"], back["text"]) == (None, "Live by May")
    assert client.patch(url, {"text": "X"}, content_type=JSON, headers={"If-Match": '"0"'}).status_code == 412


def test_a_section_refuses_what_it_does_not_say(client, world):
    line = {"project_id": world.project.pk, "section": "goal", "text": "Fast", "task_id": world.task.pk}
    assert post(client, "/scope-items", line, 422)["errors"][0]["pointer"] == "/task_id"


def test_a_change_says_its_effect_and_is_carried_out_when_it_is_approved(client, world):
    change = post(client, "/changes", {"project_id": world.project.pk, "title": "Add a plant", "amount": "950.5"}, 201)
    url, task = f"/changes/{change['id']}", world.later_task.pk
    plan = [{"do": "change-task", "task": task, "values": {"duration_minutes": 4800}}]
    lines = [{"section": "in", "text": "Plant in Turin"}]
    effect = post(client, f"{url}/edits", {"plan": plan, "scope_add": lines})
    assert (effect["amount"], effect["extra_days"] > 0, effect["is_stale"]) == ("950.50", True, False)
    assert client.get(f"/api/v1{url}/edits").json() == {"plan": ["“Second” takes 10 days"]}
    assert Task.objects.get(pk=task).duration_minutes != 4800
    schedule = client.get(f"/api/v1/projects/{world.project.pk}/schedule")
    moved = {"changes": [{"do": "change-task", "task": world.task.pk, "values": {"duration_minutes": 960}}]}
    plan_url = f"/api/v1/projects/{world.project.pk}/plan"
    done = client.patch(plan_url, moved, content_type=JSON, headers={"If-Match": schedule["ETag"]})
    assert done.status_code == 200, done.content
    assert post(client, f"{url}/submit", {"approver_id": world.max.pk}, 409)["code"] == "stale-plan"
    assert post(client, f"{url}/renew")["is_stale"] is False
    post(client, f"{url}/submit", {"approver_id": world.max.pk})
    post(client, f"{url}/approve")
    post(client, f"{url}/send")
    said = {"decision": "approved", "evidence": "Yes, by mail.", "decider_id": world.contact.pk}
    decided = post(client, f"{url}/decide", said)
    assert (decided["state"], decided["decider"]["name"]) == ("approved", "Mona Lind")
    scope = client.get(f"/api/v1/scopes/{decided['made_scope_id']}").json()
    assert scope["changes"][0].startswith("Add a plant: ")
    assert Task.objects.get(pk=task).duration_minutes == 4800


def test_a_change_refuses_lines_and_people_that_are_not_there(client, world, lena):
    url = f"/changes/{world.change.pk}"
    assert post(client, f"{url}/edits", {"scope_out": [999_999]}, 422)["errors"][0]["pointer"] == "/scope_out"
    assert post(client, f"{url}/submit", {"approver_id": 999_999}, 422)["errors"][0]["pointer"] == "/approver_id"
    victor = world.people["victor"].pk
    assert post(client, f"{url}/submit", {"approver_id": victor}, 422)["errors"][0]["pointer"] == "/approver_id"
    assert post(client, f"{url}/decide", {"decision": "approved", "evidence": "Yes"}, 409)["code"] == "wrong-state"


def test_a_deliverable_is_given_back_and_accepted_at_the_second_pass(client, world):
    url = f"/deliverables/{world.deliverable.pk}"
    first = post(client, f"{url}/versions", {"note": "Draft", "link": "https://n.example/1"}, 201)
    assert post(client, f"{url}/versions", {"note": "Again"}, 409)["code"] == "there-already"
    answer = f"{url}/versions/{first['id']}/decide"
    assert post(client, answer, {"decision": "changes"}, 422)["errors"][0]["pointer"] == "/answer"
    post(client, answer, {"decision": "changes", "answer": "The index is missing."})
    second = post(client, f"{url}/versions", {"note": "With index"}, 201)
    post(client, f"{url}/versions/{second['id']}/decide", {"decision": "accepted", "decider_id": world.contact.pk})
    shown = client.get(f"/api/v1{url}").json()["versions"]
    assert [(one["number"], one["state"]) for one in shown] == [(1, "changes"), (2, "accepted")]


def test_it_reaches_nothing_of_another_deliverable(client, world):
    url = f"/deliverables/{world.deliverable.pk}/versions/{world.delivery.pk}/decide"
    post(client, url, {"decision": "accepted"}, 404)
