"""An account is found by its name, its domains and its keys in other systems, by those who may see it."""

import pytest

from milepost.accounts.models import Account, AccountDomain
from milepost.accounts.public import archive_account, change_account, hand_over
from milepost.search.public import index_records, search


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
