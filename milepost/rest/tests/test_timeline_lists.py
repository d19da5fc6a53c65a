"""Touchpoints, meetings, tickets, escalations and agreed actions are filtered and sorted as their pages are."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from milepost.accounts.public import (
    add_action_item,
    archive_account,
    change_escalation,
    create_account,
    finish_action_item,
    log_touchpoint,
    open_escalation,
    plan_meeting,
    record_ticket,
)

PATHS = ("touchpoints", "meetings", "tickets", "escalations", "action-items")


def days(number):
    return timezone.now() + dt.timedelta(days=number)


@pytest.fixture
def accounts(max_):
    return [create_account(name, actor=max_.as_actor(), csm=max_) for name in ("Northwind", "Fabrikam")]


@pytest.fixture
def rows(accounts, max_, lena):
    """Two of each: the first at the first account, of Lena, a day before the second."""
    made, actor = {path: [] for path in PATHS}, max_.as_actor()
    for number, (account, owner) in enumerate(zip(accounts, (lena, max_), strict=True)):
        one, at = f"One {number}", days(number - 3)
        made["touchpoints"].append(log_touchpoint(account, "call", one, at=at, author=owner, actor=actor))
        made["meetings"].append(plan_meeting(account, one, at=days(number + 1), author=owner, actor=actor))
        made["tickets"].append(record_ticket(account, "desk", one, subject=one, opened_at=at, actor=actor))
        made["escalations"].append(open_escalation(account, one, owner=owner, opened_at=at, actor=actor))
        made["action-items"].append(add_action_item(account, one, owner=owner, due=at.date(), actor=actor))
    return made


@pytest.fixture
def ask(calling, max_):
    client = calling(max_)

    def asked(path, **query: Any):
        tree = query.get("filter")
        answer = client.get(f"/api/v1/{path}", {**query, **({"filter": json.dumps(tree)} if tree else {})})
        return [item["id"] for item in answer.json()["items"]] if answer.status_code == 200 else answer

    return asked


@pytest.mark.parametrize("path", PATHS)
def test_it_filters_by_account(ask, rows, accounts, path):
    first, second = [row.pk for row in rows[path]]
    tree = {"not": {"field": "account", "op": "any_of", "value": [str(accounts[0].pk)]}}
    more = {"field": "account", "op": "any_of", "value": [str(accounts[1].pk)]}
    assert ask(path, filter=tree)[-1:] == ask(path, filter=more)[-1:]
    assert second in ask(path, filter=tree)
    assert first not in ask(path, filter=tree)


@pytest.mark.parametrize(("path", "sort"), list(zip(PATHS, ("at", "at", "opened", "opened", "due"), strict=True)))
def test_it_sorts(ask, rows, path, sort):
    wanted = [row.pk for row in rows[path]]
    assert [pk for pk in ask(path, sort=sort) if pk in wanted] == wanted
    assert [pk for pk in ask(path, sort=f"-{sort}") if pk in wanted] == wanted[::-1]
    assert [pk for pk in ask(path, sort="account") if pk in wanted] == wanted[::-1]


@pytest.mark.parametrize("path", PATHS)
def test_it_points_into_a_wrong_tree(ask, path):
    answer = ask(path, filter={"and": [{"field": "colour", "op": "is", "value": "red"}]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/filter/and/0/field")
    assert ask(path, sort="colour").status_code == 422


@pytest.mark.parametrize("path", PATHS)
def test_it_reads_only_what_was_written_since(ask, rows, path):
    first, second = rows[path]
    assert ask(path, updated_since=second.updated_at.isoformat()).count(second.pk) == 1
    assert first.pk not in ask(path, updated_since=(first.updated_at + dt.timedelta(microseconds=1)).isoformat())
    assert ask(path, updated_since=days(1).isoformat()) == []


def test_it_tells_the_oldest_change_first_and_one_that_changes_again_last(ask, rows, max_):
    first, second = rows["escalations"]
    since = first.updated_at.isoformat()
    assert ask("escalations", updated_since=since) == [first.pk, second.pk]
    change_escalation(first, {"severity": "low"}, actor=max_.as_actor())
    assert ask("escalations", updated_since=since) == [second.pk, first.pk]
    assert ask("escalations", updated_since=since, sort="-updated") == [first.pk, second.pk]


@pytest.mark.once
def test_it_refuses_a_moment_without_a_zone(ask):
    answer = ask("tickets", updated_since="2026-03-01T09:00:00")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/updated_since")


def test_it_asks_for_people_who_took_part(ask, accounts, max_, lena):
    with_lena = log_touchpoint(accounts[0], "call", "Spoke", attendees=[lena, max_], actor=max_.as_actor())
    alone = log_touchpoint(accounts[0], "call", "Spoke", attendees=[max_], actor=max_.as_actor())
    nobody = log_touchpoint(accounts[0], "note", "Note", actor=max_.as_actor())

    def people(op, *value: Any):
        return set(ask("touchpoints", filter={"field": "people", "op": op, **({"value": value} if value else {})}))

    assert people("any_of", str(lena.pk)) == {with_lena.pk}
    assert people("none_of", str(lena.pk)) >= {alone.pk}
    assert people("unknown") == {nobody.pk}


@pytest.mark.parametrize(("op", "count"), [("is", 1), ("known", 2), ("unknown", 0)])
def test_it_knows_of_each_agreed_action_if_it_is_done(ask, rows, max_, op, count):
    tree = {"field": "done", "op": op, **({"value": True} if op == "is" else {})}
    finish_action_item(rows["action-items"][0], actor=max_.as_actor())
    assert len(ask("action-items", filter=tree)) == count


def test_it_shows_what_was_put_away(ask, accounts, max_):
    archive_account(accounts[0], actor=max_.as_actor())
    assert ask("accounts") == [accounts[1].pk]
    assert ask("accounts", is_archived="true") == [accounts[0].pk]
