from typing import Any

import pytest

from milepost.accounts.public import Touchpoint, create_account, log_touchpoint

JSON = "application/json"
MORNING = "2026-03-01T09:00:00Z"


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_, external_ids={"crm": "A-1"})


@pytest.fixture
def post(calling, max_):
    client = calling(max_)
    return lambda path, body: client.post(f"/api/v1{path}", body, content_type=JSON)


def one(account, **more: Any):
    return {"account_id": account.pk, "kind": "call", "subject": "Spoke", "at": MORNING, **more}


def test_it_writes_a_touchpoint_again_under_its_key(post, northwind, max_):
    first = post(
        "/touchpoints", one(northwind, system="crm", key="7", user_ids=[max_.pk], action_items=[{"text": "x"}])
    )
    again = post("/touchpoints", {**one(northwind, system="crm", key="7"), "subject": "Called", "sentiment": "good"})
    assert (first.status_code, again.status_code) == (201, 201)
    told = again.json()
    assert (told["id"], told["subject"], told["sentiment"]) == (first.json()["id"], "Called", "good")
    assert (told["system"], told["key"], [person["name"] for person in told["users"]]) == ("crm", "7", ["Max"])
    assert len(told["action_items"]) == 1
    assert Touchpoint.objects.count() == 1


def test_it_finds_a_touchpoint_by_its_key(post, calling, northwind, max_):
    post("/touchpoints", one(northwind, system="crm", key="7"))
    log_touchpoint(northwind, "call", "Of ours", actor=max_.as_actor())
    found = calling(max_).get("/api/v1/touchpoints?system=crm&key=7").json()["items"]
    assert [item["subject"] for item in found] == ["Spoke"]
    assert calling(max_).get("/api/v1/touchpoints?key=8").json()["items"] == []


def test_it_keeps_a_key_with_its_account(post, northwind, max_):
    other = create_account("Fabrikam", actor=max_.as_actor())
    post("/touchpoints", one(northwind, system="crm", key="7"))
    answer = post("/touchpoints", one(other, system="crm", key="7"))
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert Touchpoint.objects.get().account == northwind


@pytest.mark.parametrize(("more", "pointer"), [({"system": "crm"}, "/key"), ({"key": "7"}, "/system")])
def test_it_asks_for_the_other_half_of_a_key(post, northwind, more, pointer):
    answer = post("/touchpoints", one(northwind, **more))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Touchpoint.objects.exists()


def test_it_writes_many_and_says_what_came_of_each(post, northwind):
    def item(key, **more: Any):
        return {"key": key, "account_external_id": "A-1", "kind": "call", "subject": "S", "at": MORNING, **more}

    items = [item("1"), item("2"), item("2"), item("3", at="2199-01-01T00:00:00Z"), item("4", account_external_id="B")]
    body = {"system": "crm", "account_system": "crm", "items": items}
    told = post("/touchpoints/bulk", body).json()
    assert [one["state"] for one in told["items"]] == ["created", "created", "refused", "refused", "refused"]
    pointers = [fault["pointer"] for one in told["items"] for fault in one["errors"]]
    assert pointers == ["/items/2/key", "/items/3/at", "/items/4/account_external_id"]
    again = post("/touchpoints/bulk", {**body, "items": [item("1"), item("2", sentiment="bad")]}).json()
    assert [one["state"] for one in again["items"]] == ["unchanged", "updated"]
    assert Touchpoint.objects.filter(author__name="Max", state="held").count() == 2


def test_it_writes_many_with_few_queries(post, northwind, django_assert_max_num_queries):
    items = [
        {"key": str(n), "account_id": northwind.pk, "kind": "call", "subject": "S", "at": MORNING} for n in range(90)
    ]
    post("/touchpoints/bulk", {"system": "crm", "items": items[:1]})
    with django_assert_max_num_queries(40):
        assert post("/touchpoints/bulk", {"system": "crm", "items": items}).json()["created"] == 89
