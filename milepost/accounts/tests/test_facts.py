import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.models import Fact
from milepost.accounts.public import (
    FactInput,
    fact_value,
    facts_of,
    record_facts,
    record_facts_of_many,
)
from milepost.lib.errors import Invalid

pytestmark = pytest.mark.usefixtures("declared_facts")


def values(account, viewer):
    return {key: fact_value(fact) for key, fact in facts_of(account, viewer).items() if key.startswith("test_")}


def test_it_keeps_the_latest_value_of_each_type(northwind, ada, max_):
    day = dt.date(2026, 5, 1)
    record_facts(northwind, {"test_seats": 4, "test_plan": "Pro", "test_golive": day, "test_paid": True})
    record_facts(northwind, {"test_seats": 5.5})
    assert values(northwind, ada) == {"test_seats": 5.5, "test_plan": "Pro", "test_golive": day, "test_paid": True}
    assert "test_paid" not in values(northwind, max_)


def test_it_tells_unknown_from_nothing(northwind, ada):
    record_facts(northwind, {"test_seats": 4})
    record_facts(northwind, {"test_seats": None})
    assert values(northwind, ada) == {"test_seats": None}
    assert Fact.objects.get(key__startswith="test_").state == "unknown"


def test_it_lets_no_late_value_overwrite_a_newer_one(northwind, ada):
    now = timezone.now()
    record_facts(northwind, {"test_seats": 9}, as_of=now)
    record_facts(northwind, {"test_seats": FactInput(value=1, as_of=now - dt.timedelta(days=1))})
    assert values(northwind, ada) == {"test_seats": 9}


@pytest.mark.parametrize(
    "wrong",
    [
        {"nothing": 1},
        {"test_seats": "4"},
        {"test_seats": True},
        {"test_seats": float("nan")},
        {"test_plan": "x" * 201},
        {"test_golive": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"test_paid": 1},
    ],
)
def test_it_refuses_what_nobody_declared(northwind, wrong):
    with pytest.raises(Invalid) as caught:
        record_facts(northwind, {"test_seats": 1, **wrong})
    assert set(caught.value.fields) == set(wrong)
    assert not Fact.objects.filter(key__startswith="test_").exists()


def test_it_keeps_facts_of_many_accounts_with_few_queries(make_account, django_assert_max_num_queries):
    accounts = [make_account(f"A{n}") for n in range(20)]
    with django_assert_max_num_queries(4):
        record_facts_of_many({account.pk: {"test_seats": 1, "test_plan": "P"} for account in accounts})
    assert Fact.objects.filter(key__startswith="test_").count() == 40
