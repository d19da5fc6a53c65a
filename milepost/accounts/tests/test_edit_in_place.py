import pytest
from django.urls import reverse

from milepost.accounts.models import Account
from milepost.accounts.public import change_account, create_account


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


def url(account, field="employees"):
    return reverse("lists:record-field", args=["accounts", account.pk, field])


def test_it_opens_an_editor_and_writes_what_it_sends(northwind, max_, signed_in):
    client = signed_in(max_)
    assert b'name="value"' in client.get(url(northwind), {"edit": "1"}).content
    response = client.post(url(northwind), {"value": "120", "version": northwind.version})
    assert response.status_code == 200
    assert "record-changed" in response.headers["HX-Trigger"]
    assert Account.objects.get().employees == 120


def test_it_shows_the_second_writer_both_values(northwind, max_, lena, signed_in):
    seen = northwind.version
    change_account(northwind, {"employees": 50}, actor=lena.as_actor())
    response = signed_in(max_).post(url(northwind), {"value": "60", "version": seen, "seen": ""})
    assert response.status_code == 422
    text = response.content.decode()
    assert "Lena changed Employees while you were writing." in text
    assert "50" in text
    assert "60" in text
    assert Account.objects.get().employees == 50


def test_it_says_at_the_field_what_is_wrong(northwind, max_, signed_in):
    response = signed_in(max_).post(url(northwind), {"value": "many", "version": northwind.version})
    assert response.status_code == 422
    assert b'role="alert"' in response.content


def test_it_refuses_those_who_only_read_and_hides_what_is_not_ones_own(northwind, victor, fiona, signed_in):
    assert signed_in(victor).get(url(northwind)).status_code == 200
    assert signed_in(victor).post(url(northwind), {"value": "1"}).status_code == 403
    assert signed_in(fiona).get(url(northwind)).status_code == 404


@pytest.mark.parametrize("field", ["nothing", "custom"])
def test_it_knows_no_other_fields(northwind, max_, signed_in, field):
    assert signed_in(max_).get(url(northwind, field)).status_code == 404
