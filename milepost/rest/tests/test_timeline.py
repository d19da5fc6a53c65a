import datetime as dt

import pytest

from milepost.accounts.public import (
    ActionItem,
    Escalation,
    Ticket,
    Touchpoint,
    add_action_item,
    add_contact,
    create_account,
    log_touchpoint,
    open_escalation,
    record_ticket,
)

JSON = "application/json"
MORNING = "2026-03-01T09:00:00Z"


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", actor=max_.as_actor(), account=northwind)


@pytest.fixture
def client(calling, max_):
    return calling(max_)


def send(client, path, body):
    return client.post(f"/api/v1{path}", body, content_type=JSON)


def test_it_logs_a_touchpoint(client, northwind, mona, max_):
    body = {
        "account_id": northwind.pk,
        "kind": "call",
        "subject": "Spoke",
        "at": MORNING,
        "contact_ids": [mona.pk],
        "user_ids": [max_.pk],
        "addresses": ["guest@example.com"],
        "sentiment": "good",
        "action_items": [{"text": "offer", "owner_id": max_.pk, "due": "2026-03-05"}],
    }
    answer = send(client, "/touchpoints", body)
    shown = client.get(answer["Location"]).json()
    assert answer.status_code == 201
    assert shown == answer.json()
    assert [one["name"] for one in shown["contacts"]] == ["Mona Lind"]
    assert (shown["addresses"], shown["action_items"][0]["due"]) == (["guest@example.com"], "2026-03-05")


def test_it_lists_by_account_and_kind(client, northwind, max_):
    for kind in ("call", "email", "call"):
        log_touchpoint(northwind, kind, kind, actor=max_.as_actor())
    path = f"/api/v1/touchpoints?account_id={northwind.pk}&kind=call&limit=1"
    first = client.get(path).json()
    second = client.get(first["next"]).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [1, 1, None]
    assert client.get("/api/v1/touchpoints?account_id=987654").json()["items"] == []


def test_it_hides_what_is_of_other_accounts(calling, fiona, northwind, max_):
    touchpoint = log_touchpoint(northwind, "call", "Spoke", actor=max_.as_actor())
    client = calling(fiona)
    assert client.get("/api/v1/touchpoints").json()["items"] == []
    assert client.get(f"/api/v1/touchpoints/{touchpoint.pk}").status_code == 404
    answer = send(client, "/touchpoints", {"account_id": northwind.pk, "kind": "call", "subject": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"at": "2199-01-01T00:00:00Z"}, "/at"),
        ({"body": "x" * 100_001}, "/body"),
        ({"contact_ids": [987654]}, "/contact_ids"),
        ({"subject": "   "}, "/subject"),
        ({"kind": "fax"}, "/kind"),
    ],
)
def test_it_points_to_what_is_wrong(client, northwind, more, pointer):
    answer = send(client, "/touchpoints", {"account_id": northwind.pk, "kind": "call", "subject": "x", **more})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Touchpoint.objects.exists()


def test_it_changes_people_and_guards_against_lost_updates(client, northwind, mona, max_):
    touchpoint = log_touchpoint(northwind, "call", "Spoke", attendees=[max_, "a@example.com"], actor=max_.as_actor())
    path = f"/api/v1/touchpoints/{touchpoint.pk}"
    body = {"subject": "Called", "contact_ids": [mona.pk], "user_ids": []}
    answer = client.patch(path, body, content_type=JSON, headers={"If-Match": '"1"'}).json()
    people = [one["name"] for one in answer["contacts"]], answer["users"], answer["addresses"]
    assert people == (["Mona Lind"], [], ["a@example.com"])
    assert client.patch(path, body, content_type=JSON, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204


def test_it_plans_and_holds_a_meeting(client, northwind, mona):
    at = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).isoformat()
    body = {"account_id": northwind.pk, "subject": "Review", "at": at, "agenda": "numbers"}
    meeting = send(client, "/meetings", body).json()
    path = f"/touchpoints/{meeting['id']}"
    assert meeting["state"] == "planned"
    assert client.post(f"/api/v1{path}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/v1{path}/plan-again").json()["state"] == "planned"
    held = send(client, f"{path}/holding", {"body": "Fine", "contact_ids": [mona.pk]})
    assert (held.status_code, held.json()["state"], held.json()["body"]) == (201, "held", "Fine")
    assert send(client, f"{path}/holding", {}).status_code == 409


def test_it_keeps_agreed_actions(client, northwind, mona, max_):
    item = send(client, "/action-items", {"account_id": northwind.pk, "text": "offer", "contact_id": mona.pk}).json()
    path = f"/api/v1/action-items/{item['id']}"
    changes = {"owner_id": max_.pk, "is_done": True}
    changed = client.patch(path, changes, content_type=JSON, headers={"If-Match": '"1"'}).json()
    assert (changed["owner"]["name"], changed["contact"]) == ("Max", None)
    assert changed["done_at"]
    assert client.get("/api/v1/action-items?is_done=false").json()["items"] == []
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204
    assert not ActionItem.objects.exists()


def test_it_opens_and_closes_an_escalation(client, northwind, lena):
    body = {"account_id": northwind.pk, "subject": "Down", "owner_id": lena.pk, "severity": "high"}
    made = send(client, "/escalations", body).json()
    path = f"/escalations/{made['id']}"
    client.patch(f"/api/v1{path}", {"severity": "low"}, content_type=JSON, headers={"If-Match": '"1"'})
    closed = send(client, f"{path}/closing", {"resolution": "Up again"}).json()
    assert (closed["severity"], closed["resolution"]) == ("low", "Up again")
    assert client.get("/api/v1/escalations?is_open=true").json()["items"] == []
    assert client.post(f"/api/v1{path}/reopen").json()["closed_at"] is None
    assert Escalation.objects.get().owner == lena


def test_it_writes_a_ticket_again_under_its_key(client, northwind, mona):
    body = {"account_id": northwind.pk, "system": "desk", "key": "T-1", "subject": "Broken", "opened_at": MORNING}
    first = send(client, "/tickets", {**body, "contact_id": mona.pk}).json()
    again = send(client, "/tickets", {**body, "state": "solved", "satisfaction": 5}).json()
    assert (again["id"], again["state"], again["satisfaction"]) == (first["id"], "solved", 5)
    assert again["contact"]["name"] == "Mona Lind"
    assert Ticket.objects.count() == 1
    assert client.get("/api/v1/tickets?system=desk&key=T-1").json()["items"][0]["id"] == first["id"]


def test_it_refuses_a_link_that_is_none(client, northwind):
    body = {"account_id": northwind.pk, "system": "desk", "key": "T", "subject": "x", "opened_at": MORNING}
    answer = send(client, "/tickets", {**body, "url": "javascript:alert(1)"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url")


@pytest.mark.once
def test_it_makes_the_same_queries_for_many(client, northwind, mona, max_, django_assert_max_num_queries):
    for number in range(20):
        log_touchpoint(
            northwind, "call", f"Call {number}", attendees=[mona, max_], action_items=["x"], actor=max_.as_actor()
        )
    with django_assert_max_num_queries(12):
        assert len(client.get("/api/v1/touchpoints").json()["items"]) == 20


def test_it_shows_what_others_wrote(client, northwind, max_):
    actor = max_.as_actor()
    rows = {
        "action-items": add_action_item(northwind, "x", actor=actor),
        "escalations": open_escalation(northwind, "x", actor=actor),
        "tickets": record_ticket(
            northwind, "d", "1", subject="x", opened_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), actor=actor
        ),
    }
    for path, row in rows.items():
        assert client.get(f"/api/v1/{path}/{row.pk}").json()["account_id"] == northwind.pk
        assert client.get(f"/api/v1/{path}?account_id={northwind.pk}").json()["items"][0]["id"] == row.pk
