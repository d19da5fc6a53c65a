"""The people of an account: who they are to us, who is missing, and all of it changed in place."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.models import AccountContact, Contact
from milepost.accounts.public import add_contact, change_contact

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sponsor(northwind, max_):
    return add_contact(
        "Mona Lind", actor=max_.as_actor(), account=northwind, stance="sponsor", emails=["mona@n.example"]
    )


def spoken(contact, days):
    Contact.objects.filter(pk=contact.pk).update(last_two_way_at=timezone.now() - dt.timedelta(days=days))


def panel(client, account):
    return client.get(reverse("accounts:account-contacts", args=[account.pk]), headers=HTMX).content.decode()


def add(client, account, **data: object):
    return client.post(
        reverse("accounts:account-contact-add", args=[account.pk]), {"stance": "user", **data}, headers=HTMX
    )


def test_it_names_who_is_missing_silent_or_gone(northwind, sponsor, max_, signed_in):
    spoken(sponsor, 40)
    gone = add_contact("Nils Gone", actor=max_.as_actor(), account=northwind, stance="champion")
    change_contact(gone, {"left_on": dt.date(2026, 10, 3)}, actor=max_.as_actor())
    text = panel(signed_in(max_), northwind)
    assert "Mona Lind (executive sponsor) silent for 40 days" in text
    assert "No champion named" in text
    assert "Nils Gone (champion) left the company on 3 Oct 2026" in text


def test_it_says_plainly_that_nobody_spoke_with_somebody(northwind, sponsor, max_, signed_in):
    text = panel(signed_in(max_), northwind)
    assert "never spoken with" in text
    assert "Nobody has spoken with Mona Lind (executive sponsor) yet" in text


def test_it_names_no_gap_where_there_is_none(northwind, sponsor, max_, signed_in):
    champion = add_contact("Olaf Berg", actor=max_.as_actor(), account=northwind, stance="champion")
    spoken(sponsor, 29)
    spoken(champion, 1)
    assert 'class="gaps"' not in panel(signed_in(max_), northwind)


def test_it_adds_somebody_with_address_and_stance(northwind, max_, signed_in):
    answer = add(signed_in(max_), northwind, name="Olaf Berg", email="OLAF@n.example", stance="champion")
    place = AccountContact.objects.get(account=northwind)
    assert (place.contact.name, place.stance) == ("Olaf Berg", "champion")
    assert place.contact.emails.get().address == "olaf@n.example"
    assert "Olaf Berg" in answer.content.decode()
    assert "people-changed" in answer.headers["HX-Trigger"]


def test_it_leads_back_to_the_account_without_a_script(northwind, max_, signed_in):
    url = reverse("accounts:account-contact-add", args=[northwind.pk])
    answer = signed_in(max_).post(url, {"name": "Olaf Berg", "stance": "user"})
    assert answer["Location"] == reverse("accounts:account-detail", args=[northwind.pk]) + "#panel-people"


@pytest.mark.parametrize(
    "data", [{"name": ""}, {"name": "A", "email": "no"}, {"name": "A", "stance": "foe"}, {"name": "A" * 201}]
)
def test_it_refuses_what_is_wrong_and_keeps_what_was_typed(northwind, max_, signed_in, data):
    answer = add(signed_in(max_), northwind, **data)
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert not AccountContact.objects.exists()


def test_it_offers_the_person_who_has_the_address_here(northwind, sponsor, max_, signed_in):
    answer = add(signed_in(max_), northwind, name="M. Lind", email="mona@n.example")
    assert answer.status_code == 422
    assert reverse("accounts:contact-detail", args=[sponsor.pk]) in answer.content.decode()
    assert Contact.objects.count() == 1


def test_it_offers_the_person_who_has_the_address_elsewhere_and_makes_another_only_when_told(
    northwind, sponsor, make_account, max_, signed_in
):
    partner, client = make_account("Partner"), signed_in(max_)
    answer = add(client, partner, name="M. Lind", email="mona@n.example")
    assert answer.status_code == 422
    assert f'name="contact" value="{sponsor.pk}"' in answer.content.decode()
    add(client, partner, name="M. Lind", email="mona@n.example", contact=sponsor.pk, stance="champion")
    assert sponsor.places.get(account=partner).stance == "champion"
    third = make_account("Third")
    add(client, third, name="M. Lind", email="mona@n.example", anyway="1")
    assert third.people.get().contact_id != sponsor.pk


def test_it_finds_people_of_other_accounts_while_one_types(northwind, sponsor, make_account, max_, signed_in):
    url = reverse("accounts:account-contacts-known", args=[make_account("Partner").pk])
    client = signed_in(max_)
    for text in ("lind", "mona@n"):
        assert "Mona Lind" in client.get(url, {"name": text}).content.decode()
    assert "Mona Lind" not in client.get(url, {"name": "m"}).content.decode()
    here = reverse("accounts:account-contacts-known", args=[northwind.pk])
    assert "Mona Lind" not in client.get(here, {"name": "lind"}).content.decode()


def test_it_changes_the_stance_and_whom_to_ask_first(northwind, sponsor, max_, signed_in):
    place, client = sponsor.places.get(), signed_in(max_)
    url = reverse("accounts:place-change", args=[place.pk])
    client.post(url, {"stance": "champion", "version": place.version}, headers=HTMX)
    client.post(url, {"is_primary": "1"}, headers=HTMX)
    place.refresh_from_db()
    assert (place.stance, place.is_primary) == ("champion", True)


def test_it_does_not_write_over_a_stance_that_somebody_else_chose_meanwhile(northwind, sponsor, max_, lena, signed_in):
    place = sponsor.places.get()
    url = reverse("accounts:place-change", args=[place.pk])
    signed_in(lena).post(url, {"stance": "detractor", "version": place.version}, headers=HTMX)
    answer = signed_in(max_).post(url, {"stance": "champion", "version": place.version}, headers=HTMX)
    assert "danger" in answer.headers["HX-Trigger"]
    place.refresh_from_db()
    assert place.stance == "detractor"


def test_it_lets_another_field_be_written_at_the_same_time(northwind, sponsor, max_, lena, signed_in):
    place = sponsor.places.get()
    url = reverse("accounts:place-change", args=[place.pk])
    signed_in(lena).post(url, {"is_primary": "1", "version": place.version}, headers=HTMX)
    signed_in(max_).post(url, {"stance": "champion", "version": place.version}, headers=HTMX)
    place.refresh_from_db()
    assert (place.stance, place.is_primary) == ("champion", True)


def test_it_takes_somebody_from_the_account_and_keeps_the_person(northwind, sponsor, max_, signed_in):
    url = reverse("accounts:place-remove", args=[sponsor.places.get().pk])
    signed_in(max_).post(url, headers=HTMX)
    assert not northwind.people.exists()
    assert Contact.objects.filter(pk=sponsor.pk).exists()


def test_it_offers_no_change_to_those_who_only_read(northwind, sponsor, victor, signed_in):
    text = panel(signed_in(victor), northwind)
    assert "Mona Lind" in text
    assert "<form" not in text


def test_it_is_hidden_with_the_account(northwind, sponsor, fiona, signed_in):
    client = signed_in(fiona)
    assert client.get(reverse("accounts:account-contacts", args=[northwind.pk])).status_code == 404
    assert client.post(reverse("accounts:place-remove", args=[sponsor.places.get().pk])).status_code == 404
    assert add(client, northwind, name="X").status_code == 404


@pytest.mark.once
def test_it_reads_the_same_number_of_rows_for_many_people(northwind, max_, signed_in, django_assert_max_num_queries):
    for number in range(12):
        add_contact(f"Contact {number}", actor=max_.as_actor(), account=northwind, emails=[f"c{number}@n.example"])
    client = signed_in(max_)
    panel(client, northwind)
    with django_assert_max_num_queries(8):
        panel(client, northwind)
