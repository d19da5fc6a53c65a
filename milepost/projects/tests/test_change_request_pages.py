"""The pages of a change request, from its first word to the customer's decision."""

import pytest
from django.urls import reverse

from milepost.accounts.public import add_contact
from milepost.projects.models import ChangeRequest, ScopeItem
from milepost.projects.public import change_plan
from milepost.projects.records_plan import TaskEdit
from milepost.projects.tests.conftest import DAY


@pytest.fixture
def client(signed_in, max_):
    return signed_in(max_)


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", account=northwind, actor=max_.as_actor())


@pytest.fixture
def change(client, onboarding, mona) -> ChangeRequest:
    given = {"title": "More data", "payer": "theirs", "amount": "900", "who": f"contact {mona.pk}"}
    assert client.post(reverse("projects:change-request-new", args=[onboarding.pk]), given).status_code == 302
    return ChangeRequest.objects.get()


def at(change, name=""):
    return reverse(f"projects:change-request{name and '-'}{name}", args=[change.pk])


def text(client, change):
    return " ".join(client.get(at(change)).content.decode().split())


def step(client, change, name):
    return client.post(at(change, "step"), {"step": name}).status_code


def test_it_goes_from_a_draft_to_a_decision(client, change, task, max_, mona):
    given = {"do": "length", "task": task("Migration").pk, "length": "7 days"}
    assert client.post(at(change, "plan"), given).status_code == 302
    given = {"do": "new", "task": task("Migration").pk, "before": task("Training").pk, "title": "Clean", "length": "1d"}
    assert client.post(at(change, "plan"), given).status_code == 302
    assert "Go-live is 3 working days later, 16 Mar 2026." in text(client, change)
    assert "“Migration” takes 7 days" in text(client, change)
    client.post(at(change, "plan"), {"drop": "last"})
    assert "Go-live is 2 working days later" in text(client, change)
    assert client.post(at(change, "scope"), {"section": "in", "adds": "Asset list"}).status_code == 302
    assert client.post(at(change, "submit"), {"approver": max_.pk}).status_code == 302
    assert "Your approval is asked for" in text(client, change)
    assert step(client, change, "return") == 422
    assert step(client, change, "approve") == 302
    assert step(client, change, "send") == 302
    given = {"decision": "approved", "decider": mona.pk, "on": "2026-03-03", "evidence": "Mail: yes"}
    assert client.post(at(change, "decide"), {**given, "evidence": ""}).status_code == 422
    assert client.post(at(change, "decide"), given).status_code == 302
    assert "Scope version 1" in text(client, change)
    assert ScopeItem.objects.get().text == "Asset list"
    assert task("Migration").duration_minutes == 7 * DAY


def test_a_stale_one_says_so_and_offers_to_compute_it_anew(client, change, task, onboarding, max_):
    migration = task("Migration").pk
    client.post(at(change, "plan"), {"do": "length", "task": migration, "length": "7 days"})
    change_plan(onboarding, [TaskEdit(migration, {"duration_minutes": 6 * DAY})], actor=max_.as_actor())
    assert "compute it anew" in text(client, change)
    assert client.post(at(change, "submit"), {"approver": max_.pk}).status_code == 422
    assert step(client, change, "renew") == 302
    assert "Go-live is 1 working day later" in text(client, change)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"do": "length"},
        {"do": "new", "length": "1d"},
        {"do": "length", "task": 10**9, "length": "1d"},
        {"do": "new", "title": "x", "length": "never"},
        {"do": "away"},
    ],
)
def test_it_refuses_half_an_edit(client, change, given):
    assert client.post(at(change, "plan"), given).status_code == 422
    assert not ChangeRequest.objects.get().has_plan_edits


def test_it_refuses_a_cycle_with_words(client, change, task):
    given = {"do": "new", "title": "x", "length": "1d", "task": task("Training").pk, "before": task("Kick-off").pk}
    assert client.post(at(change, "plan"), given).status_code in {409, 422}
    assert not ChangeRequest.objects.get().has_plan_edits


def test_two_who_revise_it_lose_nothing(client, change):
    given = {"title": "Less data", "payer": "nobody", "version": change.version}
    assert client.post(at(change, "revise"), given).status_code == 302
    assert client.post(at(change, "revise"), {**given, "title": "No data"}).status_code == 422
    assert ChangeRequest.objects.get().title == "Less data"


def test_it_knows_its_steps(client, change):
    assert step(client, change, "fly") == 422
    assert step(client, change, "send") == 422
    assert step(client, change, "withdraw") == 302
    assert "Withdrawn" in text(client, change)


def test_it_is_hidden_from_those_who_see_a_part(signed_in, change, fiona, victor):
    assert signed_in(fiona).get(at(change)).status_code == 404
    reader = signed_in(victor)
    assert "More data" in reader.get(at(change)).content.decode()
    assert reader.post(at(change, "step"), {"step": "withdraw"}).status_code == 403
