import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.accounts.actions.duplicates import dismiss_pair, look_for_duplicates
from milepost.accounts.models import DuplicatePair, NotTheSame
from milepost.accounts.public import add_contact, archive_account
from milepost.accounts.queries.duplicates import found_pairs, likely_same, pairs_to_look_at
from milepost.accounts.queries.likeness import base_domain, core_of, likeness
from milepost.jobs.testing import run_all_jobs


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Müller GmbH", "Muller AG", True),
        ("Northwind Robotics Ltd.", "Northwnd Robotics", True),
        ("Robotics Northwind", "Northwind Robotics", True),
        ("Plant 1", "Plant 2", False),
        ("Acme North", "Acme South", False),
        ("Abc", "Abd", False),
        ("The Co.", "The Co", True),
    ],
)
def test_it_tells_alike_names_from_others(one, other, is_alike):
    assert bool(likeness(core_of(one), core_of(other))) == is_alike


def test_it_takes_the_registered_part_of_a_domain():
    assert base_domain("eu.mail.acme.com") == base_domain("acme.com")
    assert base_domain("acme.co.uk") != base_domain("other.co.uk")


def pairs(kind="account"):
    return {(pair.low_key, pair.high_key): pair.reasons for pair in found_pairs(kind)}


def test_it_finds_accounts_by_name_domain_and_mail(northwind, make_account, ada):
    named = make_account("Northwind AG", domains=["acme.com"])
    by_domain = make_account("Acme", domains=["eu.acme.com"])
    by_mail = make_account("Something else")
    add_contact("Mona", actor=ada.as_actor(), account=by_mail, emails=["mona@acme.com", "mona@gmail.com"])
    make_account("Other", domains=["other.com"])
    assert pairs() == {
        (northwind.pk, named.pk): ["name"],
        (named.pk, by_domain.pk): ["domain"],
        (named.pk, by_mail.pk): ["mail-domain"],
        (by_domain.pk, by_mail.pk): ["mail-domain"],
    }
    archive_account(named, actor=ada.as_actor())
    assert (northwind.pk, named.pk) not in pairs()


def test_it_finds_contacts_by_address_and_by_name_at_one_account(northwind, make_account, ada):
    actor = ada.as_actor()
    mona = add_contact("Mona Lind", actor=actor, account=northwind, emails=["m@n.example"])
    same = add_contact("M. L.", actor=actor, account=make_account("Partner"), emails=["m@n.example"])
    near = add_contact("Mona Lindt", actor=actor, account=northwind)
    add_contact("Mona Lind", actor=actor, account=make_account("Third"))
    assert pairs("contact") == {(mona.pk, same.pk): ["address"], (mona.pk, near.pk): ["similar-name"]}


def test_it_is_merged_or_told_apart_on_its_page(signed_in, lena, northwind, make_account):
    twin = make_account("Northwind Ltd")
    client = signed_in(lena)
    client.post("/duplicates/look/")
    run_all_jobs()
    [one] = client.get("/duplicates/").context["pairs"]
    assert one["merge_url"] == f"/accounts/{northwind.pk}/merge/?other={twin.pk}"
    client.post("/duplicates/two/", {"kind": "account", "one": twin.pk, "other": northwind.pk})
    assert NotTheSame.objects.get().low_key == northwind.pk
    look_for_duplicates.enqueue()
    run_all_jobs()
    assert not DuplicatePair.objects.exists()
    assert client.get("/duplicates/?of=contact").status_code == 200


@pytest.mark.parametrize("data", [{}, {"kind": "account", "one": "1", "other": "1"}, {"kind": "x", "one": "1"}])
def test_it_finds_no_such_pair(signed_in, lena, northwind, data):
    assert signed_in(lena).post("/duplicates/two/", data).status_code == 404


def test_it_keeps_members_out(signed_in, max_):
    assert signed_in(max_).get("/duplicates/").status_code == 403


def test_it_offers_pairs_of_which_one_sees_both(lena, fiona, northwind, make_account):
    make_account("Northwind Ltd")
    look_for_duplicates.enqueue()
    run_all_jobs()
    assert len(pairs_to_look_at("account", lena)) == 1
    assert pairs_to_look_at("account", fiona) == []


def test_it_offers_the_likely_same_without_reading_all_names(northwind, lena, make_account):
    for number in range(20):
        make_account(f"Company {number}")
    twin, typo = make_account("Northwind GmbH"), make_account("Nortwhind")
    found_by_night = make_account("Another name")
    low, high = sorted((northwind.pk, found_by_night.pk))
    DuplicatePair.objects.create(record_kind="account", low_key=low, high_key=high, score=95, reasons=["domain"])
    with CaptureQueriesContext(connection) as seen:
        likely = likely_same("account", northwind, lena)
    assert likely[:2] == [twin, found_by_night]
    assert typo in likely
    names = [
        one["sql"] for one in seen if 'SELECT "accounts_account"."id" AS "pk", "accounts_account"."name"' in one["sql"]
    ]
    assert names == []  # no list of all names
    dismiss_pair("account", northwind.pk, twin.pk, actor=lena.as_actor())
    assert twin not in likely_same("account", northwind, lena)
