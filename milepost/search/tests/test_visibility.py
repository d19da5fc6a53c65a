import pytest
from django.db import connection

from milepost.audit.public import create_records
from milepost.search.tests.conftest import Place


@pytest.mark.usefixtures("_every_way")
def test_it_finds_the_three_that_the_viewer_may_see_of_very_many(add, found, actor):
    for number in range(3):
        add(f"Northwind {number}", owner="fiona")
    create_records([Place(name=f"Northwind x{number}", owner="lena") for number in range(1_000)], actor=actor)
    assert found("northwind", viewer="fiona", limit=5) == ["Northwind 2", "Northwind 1", "Northwind 0"]
    assert found("northwnd", viewer="fiona", limit=5) == ["Northwind 2", "Northwind 1", "Northwind 0"]


@pytest.mark.usefixtures("_every_way")
def test_it_shows_nothing_that_the_viewer_may_not_see(add, found):
    add("Northwind", "with a secret", owner="lena")
    for text in ("northwind", "northwnd", "secret", "no"):
        assert found(text, viewer="fiona") == []
        assert found(text, viewer="nobody") == []


def test_it_follows_what_the_viewer_may_see_without_a_write_of_the_index(add, found):
    place = add("Northwind", owner="lena")
    Place.objects.filter(pk=place.pk).update(owner="fiona")
    assert found("northwind", viewer="fiona") == ["Northwind"]
    assert found("northwind", viewer="lena") == []


def test_it_takes_a_constant_number_of_queries(add, found, django_assert_max_num_queries):
    for number in range(30):
        add(f"Northwind {number}", "about robots")
    for text in ("northwind", "robots", "n"):
        with django_assert_max_num_queries(7 if connection.vendor == "postgresql" else 6):
            found(text)
