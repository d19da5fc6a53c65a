"""What is shown within a record when it is asked for: one level, as far as one sees it, at a constant cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.accounts.public import (
    add_action_item,
    add_contact,
    change_account,
    create_account,
    join_team,
    log_touchpoint,
    open_escalation,
    place_contact,
    record_ticket,
    save_segment,
)

OF_ACCOUNT = ("touchpoints", "tickets", "escalations", "action-items")


@pytest.fixture
def group(max_):
    return create_account("Group", actor=max_.as_actor(), external_ids={"crm": "7"})


@pytest.fixture
def northwind(max_, lena, group):
    actor = max_.as_actor()
    account = create_account("Northwind", actor=actor, csm=max_, am=lena, parent=group, external_ids={"crm": "8"})
    add_contact("Mona Lind", actor=actor, account=account)
    log_touchpoint(account, "call", "Spoke", actor=actor)
    record_ticket(account, "desk", "T-1", subject="Broken", opened_at=timezone.now(), actor=actor)
    open_escalation(account, "Down", actor=actor)
    add_action_item(account, "Offer", actor=actor)
    return account


def shown(client, path, expand):
    answer = client.get(f"/api/v1/{path}", {"expand": expand})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_it_expands_an_account(calling, max_, northwind, group):
    account = shown(calling(max_), f"accounts/{northwind.pk}", "csm,am,parent,contacts,team,facts")
    assert (account["csm"]["name"], account["am"]["name"]) == ("Max", "Lena")
    assert (account["parent"]["name"], account["parent"]["external_ids"]) == ("Group", {"crm": "7"})
    assert account["parent"]["stage"]["name"] == "Onboarding"
    assert [one["contact"]["name"] for one in account["contacts"]] == ["Mona Lind"]
    assert len(account["team"]) == 2
    plain = calling(max_).get(f"/api/v1/accounts/{northwind.pk}").json()
    assert plain["parent"] == {"id": group.pk, "name": "Group"}
    assert {"csm", "am", "contacts", "team", "facts"}.isdisjoint(plain)


def test_nobody_in_a_role_is_null(calling, max_, group):
    account = shown(calling(max_), f"accounts/{group.pk}", "csm,am,parent")
    assert (account["csm"], account["am"], account["parent"]) == (None, None, None)


@pytest.mark.parametrize("path", OF_ACCOUNT)
def test_it_expands_the_account_of_a_record(calling, max_, northwind, path):
    client = calling(max_)
    [record] = shown(client, path, "account")["items"]
    assert (record["account"]["id"], record["account"]["external_ids"]) == (northwind.pk, {"crm": "8"})
    assert shown(client, f"{path}/{record['id']}", "account")["account"] == record["account"]
    assert "account" not in client.get(f"/api/v1/{path}/{record['id']}").json()


def test_it_expands_the_accounts_of_a_contact(calling, max_, northwind):
    [contact] = shown(calling(max_), "contacts", "accounts")["items"]
    assert [one["external_ids"] for one in contact["accounts"]] == [{"crm": "8"}]


def test_it_expands_the_owner_of_a_segment(calling, max_, northwind):
    save_segment("Mine", None, actor=max_.as_actor(), owner=max_)
    client = calling(max_)
    [segment] = shown(client, "segments", "owner")["items"]
    assert segment["owner"]["name"] == "Max"
    inside = shown(client, f"segments/{segment['id']}/accounts", "csm")["items"]
    assert {one["name"]: one["csm"] and one["csm"]["name"] for one in inside} == {"Group": None, "Northwind": "Max"}


def test_it_shows_nothing_of_what_one_does_not_see(calling, max_, fiona, northwind, group):
    join_team(northwind, fiona, "support", actor=max_.as_actor())
    contact = northwind.people.get().contact
    place_contact(contact, group, "user", actor=max_.as_actor())
    account = shown(calling(fiona), f"accounts/{northwind.pk}", "parent")
    assert account["parent"] is None
    [one] = shown(calling(fiona), "contacts", "accounts")["items"]
    assert [at["name"] for at in one["accounts"]] == ["Northwind"]
    assert [place["account"]["name"] for place in one["places"]] == ["Northwind"]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "expand"),
    [
        ("accounts", "csm,am,parent,contacts,team,facts"),
        ("contacts", "accounts"),
        *[(path, "account") for path in OF_ACCOUNT],
    ],
)
def test_it_costs_the_same_for_any_number(calling, max_, northwind, path, expand):
    client, actor = calling(max_), max_.as_actor()

    def count() -> int:
        shown(client, path, expand)
        with CaptureQueriesContext(connection) as queries:
            shown(client, path, expand)
        return len(queries)

    few = count()
    for number in range(4):
        account = create_account(f"A{number}", actor=actor, csm=max_, am=max_, parent=northwind, tags=["x"])
        add_contact(f"C{number}", actor=actor, account=account, emails=[f"c{number}-{account.pk}@a.example"])
        log_touchpoint(account, "call", "Spoke", actor=actor)
        record_ticket(account, "desk", f"K{account.pk}", subject="S", opened_at=timezone.now(), actor=actor)
        open_escalation(account, "Down", actor=actor)
        add_action_item(account, "Offer", actor=actor)
    assert count() == few


def test_it_refuses_what_cannot_be_expanded(calling, max_, northwind):
    answer = calling(max_).get("/api/v1/accounts", {"expand": "csm,secrets"})
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/expand", "unknown-name")
    assert "contacts" in fault["message"]


def test_a_version_that_one_has_is_not_sent_again(calling, max_, northwind):
    client, path = calling(max_), f"/api/v1/accounts/{northwind.pk}"
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    change_account(northwind, {"employees": 3}, actor=max_.as_actor())
    assert client.get(path, headers={"If-None-Match": tag}).json()["employees"] == 3
    assert "ETag" not in client.get(f"{path}?expand=csm")


def test_sparse_fields_ask_for_no_more_than_they_show(calling, max_, northwind):
    client = calling(max_)
    client.get("/api/v1/accounts")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/api/v1/accounts?fields=id,name,version").json()
    assert set(answer["items"][0]) == {"id", "name", "version"}
    tables = " ".join(query["sql"] for query in queries)
    assert "accounts_accountdomain" not in tables
    assert "accounts_externalid" not in tables
