"""An account is found by its name, its domains and its keys in other systems, by those who may see it."""

import datetime as dt
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from milepost.accounts.actions.accounts import first_stage
from milepost.accounts.models import Account, AccountDomain
from milepost.accounts.public import archive_account, change_account, hand_over
from milepost.audit.public import create_records, delete_record
from milepost.search.public import index_records, indexed_once, search

TODAY = dt.date(2026, 3, 2)


def found(viewer, text):
    return [hit.title for hit in search(viewer, text, kinds=["accounts.account"])]


@pytest.fixture
def account(northwind, max_):
    changes = {"domains": ["robots.example"], "external_ids": {"crm": "ZX81"}}
    return change_account(northwind, changes, actor=max_.as_actor())


def test_it_is_found_by_name_domain_and_external_id(account, max_):
    for text in ("northw", "robots.example", "ZX81"):
        assert found(max_, text) == ["Northwind"], text


def test_it_follows_what_changes(account, max_):
    change_account(account, {"domains": ["other.example"], "name": "Southwind"}, actor=max_.as_actor())
    assert found(max_, "robots.example") == []
    assert found(max_, "other.example") == ["Southwind"]


def test_it_is_found_only_by_those_who_may_see_it(account, fiona, max_):
    assert found(fiona, "northwind") == []
    hand_over([account], "support", fiona, actor=max_.as_actor())
    assert found(fiona, "northwind") == ["Northwind"]


def test_it_says_that_it_is_archived(account, max_):
    archive_account(account, actor=max_.as_actor())
    [hit] = search(max_, "northwind", kinds=["accounts.account"])
    assert "archived" in hit.subtitle


def test_it_reads_what_hangs_on_an_account_anew_and_leaves_the_callers_alone(account, max_):
    [held] = Account.objects.prefetch_related("domains").filter(pk=account.pk)
    AccountDomain.objects.filter(account=account).update(domain="other.example")
    index_records("accounts.account", [held])
    assert found(max_, "other.example") == ["Northwind"]
    assert found(max_, "robots.example") == []
    assert [row.domain for row in held.domains.all()] == ["robots.example"]


def test_it_is_found_by_what_it_is_at_the_end_of_a_block(max_):
    """One that stays as it was made, one that is changed since, one that is gone."""
    actor = max_.as_actor()
    with transaction.atomic(), indexed_once():
        _stays, changes, goes = create_records(
            [Account(name=name, stage=first_stage(), stage_since=TODAY) for name in ("Oslo", "Bergen", "Narvik")],
            actor=actor,
        )
        change_account(Account.objects.get(pk=changes.pk), {"name": "Tromso"}, actor=actor)
        delete_record(goes, actor=actor)
    assert [found(max_, text) for text in ("oslo", "tromso", "bergen", "narvik")] == [["Oslo"], ["Tromso"], [], []]


def test_what_hangs_on_a_new_account_is_not_read_again(max_):
    actor = max_.as_actor()
    with CaptureQueriesContext(connection) as asked, transaction.atomic(), indexed_once():
        [oslo] = create_records([Account(name="Oslo", stage=first_stage(), stage_since=TODAY)], actor=actor)
        create_records([AccountDomain(account=oslo, domain="oslo.example")], actor=actor)
    assert not [query for query in asked if query["sql"].startswith("SELECT") and "accountdomain" in query["sql"]]
    assert found(max_, "oslo.example") == ["Oslo"]


def test_it_is_found_by_what_is_left_when_a_part_was_changed_in_the_block(max_):
    actor = max_.as_actor()
    with transaction.atomic(), indexed_once():
        [oslo] = create_records([Account(name="Oslo", stage=first_stage(), stage_since=TODAY)], actor=actor)
        create_records([AccountDomain(account=oslo, domain=f"{name}.example") for name in ("old", "new")], actor=actor)
        delete_record(AccountDomain.objects.get(domain="old.example"), actor=actor)
    assert (found(max_, "old.example"), found(max_, "new.example")) == ([], ["Oslo"])


def test_what_a_block_inside_took_back_is_not_indexed(max_):
    actor = max_.as_actor()
    with transaction.atomic(), indexed_once():
        [oslo] = create_records([Account(name="Oslo", stage=first_stage(), stage_since=TODAY)], actor=actor)
        with suppress(ValueError), transaction.atomic(), indexed_once():
            create_records([AccountDomain(account=oslo, domain="oslo.example")], actor=actor)
            create_records([Account(name="Bergen", stage=first_stage(), stage_since=TODAY)], actor=actor)
            raise ValueError
    assert found(max_, "oslo") == ["Oslo"]
    assert found(max_, "oslo.example") == []
