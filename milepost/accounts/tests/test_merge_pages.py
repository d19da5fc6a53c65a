"""Merging, taking back, erasing and exporting on the pages."""

import json

import pytest

from milepost.accounts.models import Account, Contact, CustomField, Merge
from milepost.accounts.public import add_contact, change_account, log_touchpoint, merge_accounts
from milepost.audit.public import AuditEntry
from milepost.lib.actor import SYSTEM


@pytest.fixture
def twin(make_account):
    return make_account("Northwind Ltd", domains=["nw.example"])


@pytest.fixture
def mona(ada, northwind):
    return add_contact("Mona Lind", actor=ada.as_actor(), account=northwind, emails=["mona@northwind.example"])


def merging(winner, loser):
    data = {"other": loser.pk, "loser_version": loser.version, "winner_version": winner.version}
    return f"/accounts/{winner.pk}/merge/", data


def test_it_offers_who_looks_the_same_and_finds_by_name(signed_in, lena, northwind, twin, make_account):
    make_account("Contoso")
    client = signed_in(lena)
    page = client.get(f"/accounts/{northwind.pk}/merge/")
    assert page.context["likely"] == [twin]
    found = client.get(f"/accounts/{northwind.pk}/merge/?q=CONTO")
    assert [one.name for one in found.context["found"]] == ["Contoso"]


def test_it_shows_what_would_move_and_merges(signed_in, lena, northwind, twin):
    log_touchpoint(twin, "call", "<b>Hello</b>", actor=lena.as_actor())
    client = signed_in(lena)
    page = client.get(f"/accounts/{northwind.pk}/merge/?other={twin.pk}")
    counts = {str(one.label): one.count for one in page.context["preview"].moving}
    assert (counts["Touchpoints"], counts["Domains"]) == (1, 1)
    url, data = merging(northwind, twin)
    assert client.post(url, data)["Location"] == f"/accounts/{northwind.pk}/"
    assert "Take back" in client.get(f"/accounts/{northwind.pk}/").content.decode()
    answer = client.post(f"/merges/{Merge.objects.get().pk}/undo/", follow=True)
    assert "They are two again" in answer.content.decode()
    assert Account.objects.active().count() == 2


def test_it_says_that_one_was_edited_meanwhile(signed_in, lena, max_, northwind, twin):
    url, data = merging(northwind, twin)
    change_account(twin, {"currency": "CHF"}, actor=max_.as_actor())
    answer = signed_in(lena).post(url, data)
    assert answer.status_code == 422
    assert "was changed meanwhile" in answer.content.decode()
    assert not Merge.objects.exists()


@pytest.mark.parametrize("other", ["987654", "x", "9" * 40])
def test_it_finds_no_other_one(signed_in, lena, northwind, other):
    client = signed_in(lena)
    assert client.get(f"/accounts/{northwind.pk}/merge/", {"other": other}).status_code == 404
    assert client.post(f"/accounts/{northwind.pk}/merge/", {"other": other}).status_code == 404


def test_it_refuses_to_merge_an_account_with_itself(signed_in, lena, northwind):
    url, data = merging(northwind, northwind)
    assert signed_in(lena).post(url, data).status_code == 422


def test_it_keeps_members_out(signed_in, max_, northwind, twin, mona):
    merge = merge_accounts(twin, northwind, actor=SYSTEM)
    client = signed_in(max_)
    for url in (f"/accounts/{northwind.pk}/merge/", f"/contacts/{mona.pk}/merge/", f"/contacts/{mona.pk}/erase/"):
        assert client.get(url).status_code == 403
    assert client.post(f"/merges/{merge.pk}/undo/").status_code == 403
    assert "Take back" not in client.get(f"/accounts/{northwind.pk}/").content.decode()


def test_it_merges_contacts_on_their_page(signed_in, lena, mona, northwind):
    again = add_contact("Mona Lindt", actor=lena.as_actor(), account=northwind)
    client = signed_in(lena)
    assert client.get(f"/contacts/{mona.pk}/merge/").context["likely"] == [again]
    data = {"other": again.pk, "loser_version": again.version, "winner_version": mona.version}
    assert client.post(f"/contacts/{mona.pk}/merge/", data)["Location"] == f"/contacts/{mona.pk}/"
    assert Contact.objects.active().get() == mona


def test_it_erases_after_the_name_was_typed(signed_in, lena, mona):
    client, url = signed_in(lena), f"/contacts/{mona.pk}/erase/"
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"name": "Mona", "version": mona.version})
    assert wrong.status_code == 422
    assert Contact.objects.exists()
    done = client.post(url, {"name": " mona  lind ", "version": mona.version})
    assert done.status_code == 200
    assert "Mona" not in done.content.decode()
    assert client.get(url).status_code == 404


def test_it_exports_all_that_one_may_see_of_an_account(signed_in, lena, northwind, mona):
    CustomField.objects.create(record_kind="account", key="secret", label="S", type="text", right="read-audit")
    Account.objects.filter(pk=northwind.pk).update(custom={"secret": "hidden"})
    log_touchpoint(northwind, "call", "Grüezi", actor=lena.as_actor())
    answer = signed_in(lena).get(f"/accounts/{northwind.pk}/export/")
    assert answer["Content-Disposition"] == f'attachment; filename="account-{northwind.pk}.json"'
    data = json.loads(answer.content)
    assert data["record"]["name"] == "Northwind"
    assert data["record"]["custom"] == {}
    assert data["tables"]["accounts.Touchpoint.account"]["rows"][0]["subject"] == "Grüezi"
    assert data["tables"]["accounts.AccountContact.account"]["rows"][0]["contact"]["name"] == "Mona Lind"
    assert AuditEntry.objects.of(northwind).filter(event="exported").exists()


def test_it_exports_a_person(signed_in, lena, mona):
    data = json.loads(signed_in(lena).get(f"/contacts/{mona.pk}/export/").content)
    assert data["tables"]["accounts.ContactEmail.contact"]["rows"][0]["address"] == "mona@northwind.example"
