"""Time, load and labels by the API."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.projects.public import PartyEdit, TimeEntry, log_time, put_on_task

JSON = "application/json"
URL = "/api/v1/time-entries"


@pytest.fixture
def client(calling, max_):
    return calling(max_)


@pytest.fixture
def given_a_task(world, fiona, max_):
    """Fiona does one task of the project, and sees no more of it."""
    put_on_task(PartyEdit(task_id=world.task.pk, user_id=fiona.pk), world.task, actor=max_.as_actor())
    return fiona


def test_it_notes_changes_and_deletes_time(client, world):
    body = {"task_id": world.task.pk, "minutes": 20, "note": "Mapping"}
    sent = [client.post(URL, body, content_type=JSON, headers={"Idempotency-Key": "note-it-once"}) for _ in range(2)]
    assert {answer.json()["id"] for answer in sent} == {TimeEntry.objects.get(note="Mapping").pk}
    url = sent[0]["Location"]
    assert url.endswith(f"{URL}/{sent[0].json()['id']}")
    etag = client.get(url)["ETag"]
    changed = client.patch(url, {"minutes": 40}, content_type=JSON, headers={"If-Match": etag}).json()
    assert (changed["minutes"], changed["note"]) == (40, "Mapping")
    assert client.patch(url, {"minutes": 9}, content_type=JSON, headers={"If-Match": etag}).status_code == 412
    assert client.delete(url, headers={"If-Match": "*"}).status_code == 204


def test_it_filters_as_the_list_does(client, world, lena):
    log_time(world.project, 5, user=lena, actor=lena.as_actor(), note="Call")
    tree = '{"field": "note", "op": "contains", "value": "Call"}'
    found = client.get(URL, {"filter": tree}).json()
    assert [entry["user"]["name"] for entry in found["items"]] == [lena.name]


def test_it_refuses_what_cannot_be(client, world):
    tomorrow = timezone.localdate() + dt.timedelta(days=2)
    task = {"task_id": world.task.pk}
    for body in (
        {"minutes": 5},
        {**task, "project_id": world.project.pk, "minutes": 5},
        {**task, "minutes": 0},
        {**task, "minutes": 1440},
        {**task, "minutes": 5, "on": tomorrow.isoformat()},
        {"task_id": 987654, "minutes": 5},
    ):
        assert client.post(URL, body, content_type=JSON).status_code == 422, body


def test_one_timer_runs(client, world):
    running = client.get("/api/v1/timer").json()
    assert running["started_at"]
    begun = client.post("/api/v1/timer", {"project_id": world.project.pk}, content_type=JSON).json()
    assert begun["id"] != running["id"]
    assert client.post("/api/v1/timer/stop").json()["minutes"] == 1
    assert client.post("/api/v1/timer/stop").status_code == 404
    assert client.get("/api/v1/timer").status_code == 404


def test_who_sees_a_part_reads_their_own_hours(calling, client, world, given_a_task):
    log_time(world.task, 15, user=given_a_task, actor=given_a_task.as_actor())
    url = f"/api/v1/projects/{world.project.pk}/hours"
    theirs, whole = calling(given_a_task).get(url).json(), client.get(url).json()
    assert [one["minutes"] for one in theirs["people"]] == [15]
    assert (theirs["used_minutes"], theirs["sold_minutes"], theirs["phases"]) == (15, None, None)
    assert (whole["is_whole"], whole["used_minutes"], len(whole["people"])) == (True, 45, 2)
    listed = calling(given_a_task).get(URL).json()["items"]
    assert [entry["user"]["id"] for entry in listed] == [given_a_task.pk]
    assert calling(given_a_task).get(f"{URL}/{world.time_entry.pk}").status_code == 404


def test_it_says_the_load_by_week(calling, client, world, given_a_task):
    found = client.get("/api/v1/load", {"weeks": 2, "limit": 2}).json()
    assert [len(load["weeks"]) for load in found["items"]] == [2, 2]
    assert client.get(found["next"]).status_code == 200
    team = client.get("/api/v1/load", {"team_id": world.team.pk, "weeks": 1}).json()["items"]
    assert {load["person"]["id"] for load in team} == {world.people[name].pk for name in ("lena", "max")}
    own = calling(given_a_task).get("/api/v1/load").json()["items"]
    assert [load["person"]["id"] for load in own] == [given_a_task.pk]
    for wrong in ({"weeks": 27}, {"team_id": 987}, {"from_on": "2190-01-01"}, {"after": "x"}):
        assert client.get("/api/v1/load", wrong).status_code == 422


@pytest.mark.parametrize("kind", ["tasks", "projects"])
def test_labels_are_written_and_read(client, world, kind):
    url = f"/api/v1/{kind}/{(world.task if kind == 'tasks' else world.project).pk}"
    etag = client.get(url)["ETag"]
    answer = client.patch(url, {"labels": ["Pilot", "Data"]}, content_type=JSON, headers={"If-Match": etag})
    assert answer.json()["labels"] == ["Data", "Pilot"]
    assert answer["ETag"] == client.get(url)["ETag"] != etag
    assert client.patch(url, {"labels": ["a,b"]}, content_type=JSON, headers={"If-Match": "*"}).status_code == 422
    unseen = client.patch(url, {"labels": ["\u200b"]}, content_type=JSON, headers={"If-Match": "*"})
    assert (unseen.status_code, unseen.json()["errors"][0]["pointer"]) == (422, "/labels")
    client.patch(url, {"labels": ["data"]}, content_type=JSON, headers={"If-Match": "*"})
    listed = client.get(f"/api/v1/{kind}").json()["items"]
    assert [row["labels"] for row in listed if row["labels"]] == [["Data"]]


def test_what_is_made_has_its_labels(client):
    for path, name in (("tasks", "title"), ("projects", "name")):
        made = client.post(f"/api/v1/{path}", {name: "New", "labels": ["Pilot"]}, content_type=JSON)
        assert made.json()["labels"] == ["Pilot"]
