import datetime as dt
from typing import Any

import pytest

from milepost.accounts.models import Account, AccountTeamMember, Option, Stage, StageChange
from milepost.accounts.public import BulkState, create_account, declare_field, upsert_accounts
from milepost.audit.public import AuditEntry, create_record
from milepost.identity.public import Right
from milepost.lib.errors import Conflict, NotAllowed
from milepost.search.public import search

CREATED, UPDATED, UNCHANGED, REFUSED = BulkState.CREATED, BulkState.UPDATED, BulkState.UNCHANGED, BulkState.REFUSED


@pytest.fixture
def upsert(ada):
    def call(*rows: Any, **options: Any):
        return upsert_accounts("crm", rows, actor=ada.as_actor(), **options)

    return call


def test_it_makes_an_account_with_all_that_belongs_to_it(upsert, ada, max_):
    tier = create_record(Option(kind="tier", name="Gold"), actor=ada.as_actor())
    declare_field("Seats", "number", actor=ada.as_actor())
    [outcome] = upsert(
        {
            "external_id": "0042",
            "name": "Northwind",
            "tier": tier.pk,
            "domains": ["https://www.Northwind.example/about"],
            "external_ids": {"billing": "B7"},
            "tags": ["Pilot"],
            "custom": {"seats": 12},
            "csm": max_,
        }
    )
    account = Account.objects.get(pk=outcome.record_id)
    assert outcome.state == CREATED
    assert (account.name, account.tier, account.custom) == ("Northwind", tier, {"seats": 12})
    assert [row.domain for row in account.domains.all()] == ["northwind.example"]
    assert {row.system: row.value for row in account.external_ids.all()} == {"crm": "0042", "billing": "B7"}
    assert [tag.name for tag in account.tags.all()] == ["Pilot"]
    assert AccountTeamMember.objects.get(account=account).user == max_
    assert StageChange.objects.get(account=account).to_stage == account.stage
    assert AuditEntry.objects.of(account).count() == 1
    assert [hit.title for hit in search(ada, "northwind.example")] == ["Northwind"]


def test_a_second_time_nothing_changes(upsert):
    row = {"external_id": "1", "name": "Northwind", "tags": ["Pilot"], "domains": ["n.example"], "employees": 5}
    [first] = upsert(row)
    entries = AuditEntry.objects.count()
    [second] = upsert({**row, "tags": ["pilot"]})
    assert (second.state, second.record_id) == (UNCHANGED, first.record_id)
    assert AuditEntry.objects.count() == entries


def test_it_changes_only_what_the_row_names(upsert):
    upsert({"external_id": "1", "name": "Northwind", "employees": 5, "tags": ["a", "b"], "domains": ["n.example"]})
    [outcome] = upsert({"external_id": "1", "employees": 6, "tags": ["b", "c"], "domains": ["m.example"]})
    account = Account.objects.get()
    assert outcome.state == UPDATED
    assert (account.name, account.employees) == ("Northwind", 6)
    assert account.version > 1
    assert sorted(tag.name for tag in account.tags.all()) == ["b", "c"]
    assert [row.domain for row in account.domains.all()] == ["m.example"]


def test_a_wrong_row_is_refused_and_stops_no_other(upsert, ada):
    create_account("Fabrikam", actor=ada.as_actor(), domains=["fabrikam.example"])
    outcomes = upsert(
        {"external_id": "1", "name": ""},
        {"external_id": "2", "name": "Two", "domains": ["fabrikam.example"]},
        {"external_id": "3", "name": "Three", "domains": ["three.example"]},
        {"external_id": "4", "name": "Four", "domains": ["three.example"]},
        {"external_id": "", "name": "Five"},
        {"external_id": "3", "name": "Six"},
        {"external_id": "7", "name": "Seven", "employees": -1, "currency": "euro"},
        {"external_id": "8", "name": "Eight", "tier": 999},
        {"external_id": "9", "name": "Nine", "custom": {"nothing": 1}},
        {"external_id": "10", "name": "Ten", "size": 1},
    )
    assert [outcome.state for outcome in outcomes] == [REFUSED, REFUSED, CREATED] + [REFUSED] * 7
    found = [(outcome.code, sorted(outcome.fields)) for outcome in outcomes if outcome.state == REFUSED]
    assert found == [
        ("wrong-value", ["name"]),
        ("domain-taken", ["domains"]),
        ("domain-taken", ["domains"]),
        ("missing", ["external_id"]),
        ("duplicate-key", ["external_id"]),
        ("wrong-value", ["currency", "employees"]),
        ("wrong-value", ["tier"]),
        ("wrong-value", ["custom_nothing"]),
        ("unknown-field", []),
    ]
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Fabrikam", "Three"]


def test_a_key_of_another_system_is_not_taken_from_its_account(upsert, ada):
    create_account("Fabrikam", actor=ada.as_actor(), external_ids={"billing": "B7"})
    [outcome] = upsert({"external_id": "1", "name": "One", "external_ids": {"billing": "B7"}})
    assert outcome.code == "external-id-taken"


def test_the_stage_moves_on_and_never_back(upsert):
    second = Stage.objects.exclude(is_default=True).first()
    upsert({"external_id": "1", "name": "One", "stage_since": dt.date(2026, 1, 5)})
    account = Account.objects.get()
    [refused] = upsert({"external_id": "1", "stage": second.pk, "stage_since": dt.date(2020, 1, 1), "employees": 9})
    assert list(refused.fields) == ["on"]
    [moved] = upsert({"external_id": "1", "stage": second.pk})
    account.refresh_from_db()
    assert (moved.state, account.stage, account.employees) == (UPDATED, second, None)
    assert StageChange.objects.filter(account=account).count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(upsert):
    upsert({"external_id": "1", "name": "One"})
    entries = AuditEntry.objects.count()
    rows = [{"external_id": "1", "name": "Uno"}, {"external_id": "2", "name": "Two"}, {"external_id": "1"}]
    outcomes = upsert(*rows, dry_run=True)
    assert [outcome.state for outcome in outcomes] == [UPDATED, CREATED, REFUSED]
    assert (Account.objects.count(), AuditEntry.objects.count()) == (1, entries)


def test_it_leaves_what_the_caller_does_not_want(upsert):
    upsert({"external_id": "1", "name": "One"})
    rows = [{"external_id": "1", "name": "Uno"}, {"external_id": "2", "name": "Two"}]
    assert [one.state for one in upsert(*rows, creates=False, updates=False)] == [BulkState.LEFT] * 2
    assert list(Account.objects.values_list("name", flat=True)) == ["One"]


def test_a_rule_met_while_writing_refuses_one_row_alone(upsert, monkeypatch, ada):
    upsert({"external_id": "1", "name": "One"}, {"external_id": "2", "name": "Two"})

    def breaks(account, *_args: Any, **_kwargs: Any):
        raise Conflict("busy", f"{account} is busy")

    monkeypatch.setattr("milepost.accounts.actions.bulk_accounts.change_stage", breaks)
    stage = Stage.objects.exclude(is_default=True).first()
    outcomes = upsert(
        {"external_id": "1", "name": "Uno"},
        {"external_id": "2", "name": "Due", "stage": stage.pk},
        {"external_id": "3", "name": "Tre"},
    )
    assert [outcome.state for outcome in outcomes] == [UPDATED, REFUSED, CREATED]
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Tre", "Two", "Uno"]


def test_many_rows_cost_few_queries(upsert, django_assert_max_num_queries):
    upsert({"external_id": "0", "name": "First", "tags": ["a"]})
    rows = [{"external_id": str(n), "name": f"A {n}", "domains": [f"a{n}.example"], "tags": ["a"]} for n in range(300)]
    with django_assert_max_num_queries(100):
        upsert(*rows)
    assert Account.objects.count() == 300


def test_hidden_custom_fields_do_not_exist_for_who_may_not_see_them(ada, max_):
    declare_field("Margin", "number", actor=ada.as_actor(), right=Right.MANAGE_PEOPLE)
    [outcome] = upsert_accounts(
        "crm", [{"external_id": "1", "name": "One", "custom": {"margin": 1}}], actor=max_.as_actor()
    )
    assert list(outcome.fields) == ["custom_margin"]


@pytest.mark.parametrize("who", ["fiona", "victor"])
def test_it_needs_the_rights(request, who):
    with pytest.raises(NotAllowed):
        upsert_accounts("crm", [], actor=request.getfixturevalue(who).as_actor())
