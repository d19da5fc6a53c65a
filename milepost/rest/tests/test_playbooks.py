"""Playbooks for programs: which there are, what a start would make, and the start."""

import json

import pytest

from milepost.accounts.public import change_account
from milepost.projects.public import Project, Task

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def max_calls(calling, world):
    return calling(world.people["max"])


def start(client, body, query=""):
    return client.post(
        f"/api/v1/playbooks/onboarding/start{query}", data=json.dumps(body), content_type="application/json"
    )


def test_it_lists_playbooks(max_calls):
    (shown,) = max_calls.get("/api/v1/playbooks").json()["items"]
    assert (shown["key"], shown["number"], shown["step_count"]) == ("onboarding", 1, 2)


def test_it_previews_and_then_makes(max_calls, world):
    before = Project.objects.count()
    body = {"account_id": world.account.pk, "anchors": {"contract-start": "2027-03-01"}, "answers": {"sso": "yes"}}
    shown = start(max_calls, body, "?preview=1")
    assert shown.status_code == 200
    assert [each["key"] for each in shown.json()["steps"]] == ["kick-off", "directory"]
    assert shown.json()["steps"][0]["start_on"] == "2027-03-01"
    assert shown.json()["unfilled"] == ["champion"]
    assert Project.objects.count() == before
    made = start(max_calls, body)
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/projects/{made.json()['project_id']}"
    assert Task.objects.get(pk=made.json()["tasks"]["directory"]).project_id == made.json()["project_id"]


def test_what_is_missing_is_said_by_field(max_calls, world):
    body = {"account_id": world.account.pk}
    change_account(world.account, {"contract_start": None}, actor=world.people["max"].as_actor())
    assert "anchor.contract-start" not in start(max_calls, body, "?preview=1").json()["missing"]
    wrong = start(max_calls, {**body, "answers": {"sso": "perhaps"}})
    assert wrong.status_code == 422
    assert "answer.sso" in wrong.content.decode()


def test_a_second_start_for_the_same_anchor_is_a_conflict_without_a_reason(max_calls, world):
    body = {"account_id": world.account.pk, "anchors": {"contract-start": "2027-03-01"}}
    assert start(max_calls, body).status_code == 201
    refused = start(max_calls, body)
    assert (refused.status_code, refused.json()["code"]) == (409, "already-running")
    assert start(max_calls, {**body, "reason": "A second site"}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"account_id": 10**9},
        {"account_id": 1, "anchors": {"start": "0001-01-01"}},
        {"account_id": 1, "anchors": {"moon": "2027-01-01"}},
        {"account_id": 1, "roles": {"csm": 10**9}},
        {"account_id": 1, "late": "never"},
        {"account_id": 1, "answers": {"sso": "\x00"}},
        {"account_id": 1, "name": "\x00"},
        {"account_id": 1, "reason": "\ud800"},
    ],
)
def test_it_refuses_what_is_wrong(max_calls, world, body):
    if body.get("account_id") == 1:
        body = {**body, "account_id": world.account.pk}
    assert start(max_calls, body).status_code in {400, 422}
