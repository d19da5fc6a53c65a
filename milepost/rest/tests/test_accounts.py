"""Accounts, their teams, figures and settings by the API."""

import json

import pytest

from milepost.accounts.public import (
    Account,
    Tag,
    change_account,
    create_account,
    csm_of,
    declare_field,
    hand_over,
    record_facts,
)

HTML = "<script>alert(1)</script>"
MATCH = {"If-Match": "*"}


def send(client, method, path, body=None, **headers: str):
    extra = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(f"/api/v1{path}", headers=headers, **extra)


def pointers(response):
    assert response.status_code == 422, response.content
    return {fault["pointer"] for fault in response.json()["errors"]}


def test_it_makes_and_shows_an_account(calling, world, max_):
    body = {
        "name": HTML,
        "stage_id": world.stage.pk,
        "tier_id": world.option.pk,
        "parent_id": world.account.pk,
        "renewal_date": "2027-03-01",
        "domains": ["North.example"],
        "external_ids": {"crm": "7"},
        "tags": ["Robots", "Space"],
        "custom": {"plan": "Pro"},
        "currency": "EUR",
    }
    client = calling(max_)
    answer = send(client, "post", "/accounts", body)
    assert answer.status_code == 201, answer.content
    shown = send(client, "get", f"/accounts/{answer.json()['id']}").json()
    assert shown == answer.json()
    assert (shown["name"], shown["stage"]["name"], shown["tier"]["name"]) == (HTML, "Pilot", "Gold")
    assert (shown["domains"], shown["external_ids"], shown["tags"]) == (
        ["north.example"],
        {"crm": "7"},
        ["Robots", "Space"],
    )
    assert (shown["custom"], shown["parent"]["name"]) == ({"plan": "Pro"}, "Northwind")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": ""}, "/name"),
        ({"tier_id": 987654}, "/tier_id"),
        ({"parent_id": 987654}, "/parent_id"),
        ({"stage_id": 987654}, "/stage_id"),
        ({"custom": {"nothing": 1}}, "/custom"),
        ({"domains": ["x y"]}, "/domains"),
        ({"renewal_date": 5}, "/renewal_date"),
        ({"renewal_date": "2027-03-01T00:00:00Z"}, "/renewal_date"),
        ({"employees": "5"}, "/employees"),
        ({"currency": "euro"}, "/currency"),
    ],
)
def test_it_points_to_what_is_wrong(calling, world, max_, body, wrong):
    answer = send(calling(max_), "post", "/accounts", {"name": "A", **body})
    assert {pointer[: len(wrong)] for pointer in pointers(answer)} == {wrong}
    assert not Account.objects.filter(name="A").exists()


def test_it_changes_one_version_of_an_account(calling, world, max_, ada):
    client, path = calling(max_), f"/accounts/{world.account.pk}"
    tag = send(client, "get", path)["ETag"]
    change_account(world.account, {"employees": 5}, actor=ada.as_actor())
    stale = send(client, "patch", path, {"employees": 7}, **{"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["employees"]) == (412, 5)
    fresh = send(client, "patch", path, {"employees": None, "tags": []}, **{"If-Match": stale["ETag"]})
    assert (fresh.status_code, fresh.json()["employees"], fresh.json()["tags"]) == (200, None, [])
    itself = send(client, "patch", path, {"parent_id": world.account.pk}, **MATCH)
    assert pointers(itself) == {"/parent_id"}


def test_it_filters_and_sorts_by_the_fields_of_the_list(calling, world, max_, ada, declared_fact):
    other = create_account("Other", actor=ada.as_actor(), custom={"plan": "Basic"})
    record_facts(other, {"test_seats": 9})
    client = calling(max_)

    def names(**query: str):
        answer = client.get("/api/v1/accounts", query)
        assert answer.status_code == 200, answer.content
        return [item["name"] for item in answer.json()["items"]]

    assert names() == ["Northwind", "Other", "Southwind"]
    assert names(sort="-custom_plan")[0] == "Other"
    assert names(filter=json.dumps({"field": "fact_test_seats", "op": "gt", "value": 5})) == ["Other"]
    assert names(filter=json.dumps({"field": "csm", "op": "any_of", "value": ["me"]})) == ["Northwind"]
    assert names(q="north") == ["Northwind"]


def test_it_says_nothing_of_a_field_that_one_may_not_see(calling, world, max_, ada):
    declare_field("Margin", "number", actor=ada.as_actor(), right="read-audit")
    change_account(world.account, {"custom": {"margin": 40}}, actor=ada.as_actor())
    path = f"/accounts/{world.account.pk}"
    assert send(calling(ada), "get", path).json()["custom"] == {"margin": 40}
    client = calling(max_)
    assert send(client, "get", path).json()["custom"] == {}
    assert "Margin" not in client.get("/api/v1/custom-fields").content.decode()
    assert "custom_margin" not in client.get("/api/v1/lists/accounts").content.decode()
    query = {"filter": json.dumps({"field": "custom_margin", "op": "known"})}
    assert client.get("/api/v1/accounts", query).status_code == 422
    assert client.get("/api/v1/accounts", {"sort": "custom_margin"}).status_code == 422
    written = send(client, "patch", path, {"custom": {"margin": 1}}, **MATCH)
    assert pointers(written) == {"/custom"}


@pytest.mark.once
def test_it_lists_with_a_constant_number_of_queries(calling, world, max_, ada, django_assert_max_num_queries):
    client = calling(max_)
    for number in range(20):
        create_account(f"A{number}", actor=ada.as_actor(), csm=max_, tags=["x"], domains=[f"a{number}.example"])
    client.get("/api/v1/accounts")
    with django_assert_max_num_queries(16):
        assert len(client.get("/api/v1/accounts?expand=team,facts").json()["items"]) == 22


def test_it_keeps_the_history_of_stage_and_team(calling, world, max_, lena):
    client, path = calling(max_), f"/accounts/{world.account.pk}"
    send(client, "post", f"{path}/stage-changes", {"stage_id": world.stage.pk, "reason": "Bought"})
    changes = send(client, "get", f"{path}/stage-changes").json()["items"]
    assert [(one["to_stage"]["name"], one["reason"]) for one in changes] == [("Pilot", "Bought"), ("Onboarding", "")]
    future = send(
        client, "post", f"{path}/stage-changes", {"stage_id": changes[1]["to_stage"]["id"], "on": "2199-01-01"}
    )
    assert pointers(future) == {"/on"}
    body = {"account_ids": [world.account.pk], "role": "csm", "user_id": lena.pk}
    assert send(client, "post", "/hand-overs", body).json() == {"accounts": 1}
    assert csm_of(world.account) == lena
    team = send(client, "get", f"{path}/team").json()["items"]
    assert [(one["user"]["name"], one["until"] is None) for one in team] == [("Lena", True), ("Max", False)]
    end = send(client, "post", f"{path}/team/{team[0]['id']}/end")
    assert end.json()["until"] is not None


def test_it_hands_all_over_or_none(calling, world, max_, lena):
    body = {"account_ids": [world.account.pk, 987654], "role": "csm", "user_id": lena.pk}
    assert send(calling(max_), "post", "/hand-overs", body).status_code == 404
    assert csm_of(world.account) == max_


def seats(response):
    return next(item["value"] for item in response.json()["items"] if item["key"] == "test_seats")


def test_it_takes_figures_from_a_program(calling, world, ada, max_, declared_fact):
    path = f"/accounts/{world.account.pk}/facts"
    body = {"values": {"test_seats": 4}, "as_of": "2026-05-01T00:00:00Z"}
    assert seats(send(calling(ada), "patch", path, body)) == 4
    late = {"values": {"test_seats": 1}, "as_of": "2026-04-01T00:00:00Z"}
    assert seats(send(calling(ada), "patch", path, late)) == 4
    assert pointers(send(calling(ada), "patch", path, {"values": {"nothing": 1}})) == {"/values"}
    assert pointers(send(calling(ada), "patch", path, {"values": {"test_seats": "many"}})) == {"/values"}
    assert seats(send(calling(max_), "get", path)) == 4
    fields = send(calling(max_), "get", "/fact-fields").json()["items"]
    assert "Seats in use." in {field["definition"] for field in fields}


def test_it_keeps_an_account_from_those_who_are_not_on_it(calling, world, fiona, ada):
    hidden = calling(fiona)
    assert send(hidden, "get", "/accounts").json()["items"] == []
    hand_over([world.account], "support", fiona, actor=ada.as_actor())
    assert len(send(hidden, "get", "/accounts").json()["items"]) == 1


def test_it_refuses_to_drop_what_is_in_use(calling, world, lena, max_):
    change_account(world.account, {"tier": world.option}, actor=max_.as_actor())
    client = calling(lena)
    assert send(client, "delete", f"/options/{world.option.pk}", **MATCH).status_code == 409
    assert send(client, "delete", f"/stages/{world.account.stage_id}", **MATCH).status_code == 409
    assert send(client, "delete", f"/tags/{world.tag.pk}", **MATCH).status_code == 204
    assert not Tag.objects.exists()
