"""Contacts by keys of other systems, tickets and figures of many accounts, in one request each."""

import json

import pytest

from milepost.accounts.public import Contact, Ticket, change_account, facts_of, join_team
from milepost.jobs.testing import run_all_jobs

MORNING = "2026-03-01T09:00:00Z"


@pytest.fixture
def northwind(world, max_):
    change_account(world.account, {"external_ids": {"crm": "A7"}}, actor=max_.as_actor())
    return world.account


@pytest.fixture
def post(calling, max_):
    client = calling(max_)
    return lambda path, body, by=client: by.post(f"/api/v1{path}", body, content_type="application/json")


def faults(told):
    return [(one["errors"][0]["pointer"], one["errors"][0]["code"]) for one in told["items"] if one["errors"]]


def test_contacts_are_found_by_their_key(post, northwind, calling, max_):
    body = {"system": "CRM", "items": [{"external_id": "c1", "name": "Mo", "email": "mo@n.example"}]}
    told = post("/contacts/bulk", body).json()
    assert told["created"] == 1
    shown = calling(max_).get(f"/api/v1/contacts/{told['items'][0]['id']}").json()
    assert (shown["external_ids"], shown["emails"]) == ({"crm": "c1"}, ["mo@n.example"])
    moved = {"system": "crm", "items": [{"external_id": "c1", "name": "Mona", "emails": ["mona@n.example"]}]}
    assert post("/contacts/bulk", moved).json()["updated"] == 1
    assert Contact.objects.get(pk=shown["id"]).name == "Mona"
    assert post("/contacts/bulk", moved).json()["unchanged"] == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"system": "crm", "items": [{"email": "a@n.example"}]}, ("/items/0/external_id", "missing")),
        ({"items": [{"name": "A"}]}, ("/items/0/email", "missing")),
        (
            {"items": [{"external_id": "1", "email": "a@n.example", "name": "A"}]},
            ("/items/0/external_id", "system-missing"),
        ),
    ],
)
def test_a_contact_that_cannot_be_found_is_named(post, world, body, wrong):
    answer = post("/contacts/bulk", body)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [wrong]


def ticket(key, **more: object):
    return {"key": key, "subject": f"Ticket {key}", "opened_at": MORNING, "account_external_id": "A7", **more}


def test_tickets_come_to_the_account_of_their_key(post, northwind):
    body = {
        "system": "desk",
        "account_system": "crm",
        "items": [
            ticket("1"),
            ticket("2", state="solved", closed_at="2026-03-02T09:00:00Z", priority="high"),
            ticket("1", subject="Again"),
            ticket("3", account_external_id="nobody"),
            ticket("4", opened_at="2190-01-01T00:00:00Z"),
            ticket("5", contact_id=987654),
            {"key": "6", "subject": "S", "opened_at": MORNING},
        ],
    }
    told = post("/tickets/bulk", body).json()
    assert (told["created"], told["refused"]) == (2, 5)
    assert [pointer for pointer, _code in faults(told)] == [
        "/items/2/key",
        "/items/3/account_external_id",
        "/items/4/opened_at",
        "/items/5/contact_id",
        "/items/6/account_external_id",
    ]
    stored = Ticket.objects.get(system="desk", external_key="2")
    assert (stored.account, stored.state, stored.priority) == (northwind, "solved", "high")
    again = post("/tickets/bulk", {**body, "items": [ticket("1"), ticket("2", subject="Other")]}).json()
    assert [item["state"] for item in again["items"]] == ["unchanged", "updated"]


def test_more_than_500_tickets_go_on_in_the_background(post, northwind, calling, max_):
    body = {"system": "desk", "account_system": "crm", "items": [ticket(str(number)) for number in range(501)]}
    answer = post("/tickets/bulk", body)
    assert answer.status_code == 202
    run_all_jobs()
    work = calling(max_).get(answer["Location"]).json()
    told = json.loads(b"".join(calling(max_).get(work["result_url"]).streaming_content))
    assert (told["created"], Ticket.objects.filter(system="desk").count()) == (501, 502)


def test_figures_come_with_the_moment_they_are_of(post, northwind, calling, ada, declared_fact):
    admin = calling(ada)
    body = {
        "account_system": "crm",
        "as_of": "2026-05-01T00:00:00Z",
        "items": [
            {"account_external_id": "A7", "values": {"test_seats": 4}},
            {"account_id": northwind.pk, "values": {"test_seats": 1}, "as_of": "2026-04-01T00:00:00Z"},
            {"account_id": northwind.pk, "values": {"nothing": 1}},
            {"account_id": northwind.pk, "values": {"test_seats": "many"}},
        ],
    }
    told = post("/facts/bulk", body, admin).json()
    assert [item["state"] for item in told["items"]] == ["updated", "unchanged", "refused", "refused"]
    assert faults(told) == [("/items/2/values", "unknown-fact"), ("/items/3/values", "wrong-value")]
    fact = facts_of(northwind, ada)["test_seats"]
    assert (fact.number, fact.as_of.isoformat()) == (4, "2026-05-01T00:00:00+00:00")


def test_who_sees_few_accounts_writes_none_in_bulk(post, northwind, calling, fiona, max_):
    join_team(northwind, fiona, "support", actor=max_.as_actor())
    body = {"system": "desk", "items": [{**ticket("1"), "account_id": northwind.pk}]}
    assert post("/tickets/bulk", body, calling(fiona)).status_code == 403
