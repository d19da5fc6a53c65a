"""Paging by keys, tried on notices: ties, nulls, a related column, and rows that come while somebody pages."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import pytest
from django.db import connection, transaction
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.identity.public import Notification, User
from milepost.lib.errors import Invalid
from milepost.lib.keyset import OrderTerm, keyset_page, order_terms

DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ROW = st.tuples(
    st.sampled_from(["a", "b", "B", "é", ""]),
    st.none() | st.integers(0, 2).map(lambda n: DAY + dt.timedelta(days=n, microseconds=n)),
    st.integers(0, 2),
)
TERM = st.builds(OrderTerm, st.sampled_from(["kind", "read_at", "user__name"]), st.booleans(), st.booleans())
ORDER = st.lists(TERM, max_size=3, unique_by=lambda term: term.path)
EXAMPLES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def owners(make_user):
    return [make_user(name) for name in ["Zoe", "Ann", "Mia"]]


def add(rows, owners):
    Notification.objects.bulk_create(
        [Notification(kind=kind, read_at=read_at, user=owners[owner], text="-") for kind, read_at, owner in rows]
    )


def expected(order):
    """The whole list in one query; its last key is the primary key, as in the pages."""
    terms = [*order, OrderTerm("id", descending=bool(order) and order[-1].descending)]
    rows = list(Notification.objects.select_related("user"))
    for term in reversed(terms):  # stable sorts, least key first
        rows = _sorted_by(rows, term)
    return [row.pk for row in rows]


def _sorted_by(rows, term):
    def value(row):
        return row.user.name if term.path == "user__name" else getattr(row, term.path)

    if term.path == "kind":  # text: the database's own collation decides
        field = f"-{term.path}" if term.descending else term.path
        ranks = list(Notification.objects.order_by(field).values_list("kind", flat=True).distinct())
        return sorted(rows, key=lambda row: ranks.index(row.kind))
    known = sorted((row for row in rows if value(row) is not None), key=value, reverse=term.descending)
    unknown = [row for row in rows if value(row) is None]
    return known + unknown if term.nulls_last else unknown + known


def walk(order, limit, cursor=None, *, back=False):
    """Return the keys of all pages from `cursor` on, and the last page that had rows."""
    pages, last = [], None
    while True:
        page = keyset_page(Notification.objects.all(), order, cursor, limit)
        keys = [row.pk for row in page.rows]
        pages.append(keys)
        last = page if keys else last
        cursor = page.previous if back else page.next
        if cursor is None:
            return pages, last


@EXAMPLES
@given(rows=st.lists(ROW, max_size=12), order=ORDER, limit=st.integers(1, 5))
def test_it_yields_every_row_once_in_order_forward_and_back(owners, rows, order, limit):
    with undone():
        add(rows, owners)
        pages, last = walk(order, limit)
        assert list(chain(*pages)) == expected(order)
        assert all(len(page) == limit for page in pages[:-1])
        if last and last.previous:
            back, _ = walk(order, limit, last.previous, back=True)
            before_last = [key for key in expected(order) if key not in {row.pk for row in last.rows}]
            assert list(chain(*reversed(back))) == before_last


@EXAMPLES
@given(rows=st.lists(ROW, min_size=3, max_size=10), late=st.lists(ROW, min_size=1, max_size=4), order=ORDER)
def test_it_neither_repeats_nor_skips_while_rows_are_added(owners, rows, late, order):
    with undone():
        add(rows, owners)
        there = set(Notification.objects.values_list("pk", flat=True))
        page = keyset_page(Notification.objects.all(), order, None, 2, scope="all")
        seen = [row.pk for row in page.rows]
        add(late, owners)
        while page.next:
            page = keyset_page(Notification.objects.all(), order, page.next, 2, scope="all")
            seen += [row.pk for row in page.rows]
        assert len(seen) == len(set(seen))
        assert there <= set(seen)


def test_it_refuses_the_cursor_of_another_query(owners):
    add([("a", None, 0)] * 3, owners)
    cursor = keyset_page(Notification.objects.all(), order_terms(["kind"]), None, 1).next
    assert cursor
    for queryset, order in [
        (Notification.objects.filter(kind="a"), order_terms(["kind"])),
        (Notification.objects.all(), order_terms(["-kind"])),
        (User.objects.all(), order_terms(["name"])),
    ]:
        with pytest.raises(Invalid) as caught:
            keyset_page(queryset, order, cursor, 1)
        assert caught.value.code == "wrong-cursor"


def test_it_refuses_a_cursor_that_was_tampered_with(owners):
    add([("a", None, 0)] * 3, owners)
    cursor = keyset_page(Notification.objects.all(), [], None, 1).next
    for broken in [cursor[:-2], "x" + cursor, "nonsense", "a:b:c"]:
        with pytest.raises(Invalid):
            keyset_page(Notification.objects.all(), [], broken, 1)


def test_it_takes_one_query(owners, django_assert_num_queries):
    add([("a", None, 0)] * 5, owners)
    cursor = keyset_page(Notification.objects.all(), order_terms(["user__name"]), None, 2).next
    with django_assert_num_queries(1):
        keyset_page(Notification.objects.all(), order_terms(["user__name"]), cursor, 2)


def test_it_shows_nothing_of_an_empty_query(db):
    assert keyset_page(Notification.objects.none(), [], None, 2).rows == []


@EXAMPLES
@given(rows=st.lists(ROW, max_size=8), order=ORDER, limit=st.integers(1, 4))
def test_it_gives_the_same_pages_when_it_finds_keys_first(owners, rows, order, limit):
    with undone():
        add(rows, owners)
        everything, cursor, seen = Notification.objects.all(), None, []
        while True:
            plain = keyset_page(everything, order, cursor, limit, scope="all")
            keyed = keyset_page(everything, order, cursor, limit, scope="all", drawn_from=everything)
            assert keyed.rows == plain.rows
            assert [bool(keyed.next), bool(keyed.previous)] == [bool(plain.next), bool(plain.previous)]
            seen += [row.pk for row in keyed.rows]
            if (cursor := keyed.next) is None:
                break
        assert seen == expected(order)


def test_it_fetches_by_key_what_the_filter_found(owners, django_assert_num_queries):
    add([("a", None, 0), ("b", None, 1), ("c", None, 2)], owners)
    found = Notification.objects.filter(kind__in=["a", "c"])
    with django_assert_num_queries(2):
        page = keyset_page(found, order_terms(["-kind"]), None, 5, drawn_from=Notification.objects.all())
    assert [row.kind for row in page.rows] == ["c", "a"]


def test_it_walks_an_index_on_names_in_lower_case(owners):
    people = User.objects.annotate(folded=Lower("name"))
    with CaptureQueriesContext(connection) as seen:
        page = keyset_page(people, order_terms(["folded"]), None, 5)
    assert [person.name for person in page.rows] == ["Ann", "Mia", "Zoe"]
    assert "NULLS" not in seen[0]["sql"]  # with it, no database would use the index
