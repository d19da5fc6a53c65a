"""One contact: shown whole, changed in place, hidden from those who may not see it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.models import Attendee, Contact, Touchpoint
from milepost.accounts.public import add_contact, create_account, place_contact
from milepost.audit.public import create_record
from milepost.search.public import search

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mona(northwind, max_):
    return add_contact(
        "Mona Lind",
        actor=max_.as_actor(),
        account=northwind,
        stance="sponsor",
        emails=["mona@n.example", "ml@n.example"],
        title="COO",
        timezone="Asia/Tokyo",
    )


def show(client, contact, **headers: str):
    return client.get(reverse("accounts:contact-detail", args=[contact.pk]), headers=headers)


def send(client, name, contact, **data: object):
    return client.post(reverse(f"accounts:{name}", args=[contact.pk]), data, headers=HTMX)


def test_it_shows_how_to_reach_somebody_and_what_time_it_is_there(mona, max_, signed_in):
    text = show(signed_in(max_), mona).content.decode()
    assert text.index("mona@n.example") < text.index("ml@n.example")
    tokyo = timezone.now().astimezone(dt.timezone(dt.timedelta(hours=9)))
    assert f"{tokyo:%a %H:}" in text
    assert "there now" in text
    assert "never spoken with" in text


def test_it_shows_the_talks_that_the_viewer_may_see(mona, northwind, ada, fiona, signed_in):
    mine = create_account("Mine", actor=ada.as_actor(), support=fiona)
    place_contact(mona, mine, actor=ada.as_actor())
    for subject, account in (("Kick-off", mine), ("Elsewhere", northwind)):
        call = Touchpoint(account=account, kind="call", subject=subject, author=ada)
        create_record(call, actor=ada.as_actor())
        create_record(Attendee(touchpoint=call, contact=mona), actor=ada.as_actor())
    assert "Elsewhere" in show(signed_in(ada), mona).content.decode()
    text = show(signed_in(fiona), mona).content.decode()
    assert "Kick-off" in text
    assert "Elsewhere" not in text


def test_it_opens_in_the_drawer(mona, max_, signed_in):
    answer = show(signed_in(max_), mona, **{"HX-Request": "true", "HX-Target": "drawer-body"})
    assert "<html" not in answer.content.decode()
    assert "drawer-title" in answer.content.decode()


def test_it_sets_the_addresses_the_first_one_main(mona, max_, signed_in):
    text = "new@n.example\nMONA@n.example"
    send(signed_in(max_), "contact-addresses", mona, addresses=text, seen="mona@n.example\nml@n.example")
    rows = mona.emails.order_by("-is_primary", "pk")
    assert [(row.address, row.is_primary) for row in rows] == [("new@n.example", True), ("mona@n.example", False)]


def test_it_does_not_write_over_addresses_that_somebody_changed_meanwhile(mona, max_, signed_in):
    answer = send(signed_in(max_), "contact-addresses", mona, addresses="new@n.example", seen="old@n.example")
    assert answer.status_code == 422
    assert "new@n.example" in answer.content.decode()
    assert mona.emails.count() == 2


def test_it_refuses_what_is_no_address_and_keeps_what_was_typed(mona, max_, signed_in):
    answer = send(
        signed_in(max_), "contact-addresses", mona, addresses="nobody at home", seen="mona@n.example\nml@n.example"
    )
    assert answer.status_code == 422
    assert "nobody at home</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    "acts",
    [
        ("archive", "restore", "archived_at"),
        ("unsubscribe", "subscribe", "unsubscribed_at"),
        ("leave", "return", "left_on"),
    ],
)
def test_it_does_and_takes_back(mona, max_, signed_in, acts):
    client, (act, back, field) = signed_in(max_), acts
    assert send(client, "contact-act", mona, act=act).status_code == 200
    mona.refresh_from_db()
    assert getattr(mona, field) is not None
    assert send(client, "contact-act", mona, act=back).status_code == 200
    mona.refresh_from_db()
    assert getattr(mona, field) is None


def test_it_refuses_an_act_that_does_not_exist(mona, max_, signed_in):
    assert send(signed_in(max_), "contact-act", mona, act="erase").status_code == 422


def test_it_says_whom_somebody_reports_to_but_never_in_a_circle(mona, northwind, max_, signed_in):
    olaf, client = add_contact("Olaf Berg", actor=max_.as_actor(), account=northwind), signed_in(max_)
    send(client, "contact-boss", mona, reports_to=olaf.pk, version=mona.version)
    mona.refresh_from_db()
    assert mona.reports_to_id == olaf.pk
    answer = send(client, "contact-boss", olaf, reports_to=mona.pk, version=olaf.version)
    assert "danger" in answer.headers["HX-Trigger"]
    olaf.refresh_from_db()
    assert olaf.reports_to_id is None


def test_it_does_not_write_over_a_boss_that_somebody_chose_meanwhile(mona, northwind, max_, signed_in):
    olaf, client = add_contact("Olaf Berg", actor=max_.as_actor(), account=northwind), signed_in(max_)
    seen = mona.version
    send(client, "contact-boss", mona, reports_to=olaf.pk, version=seen)
    answer = send(client, "contact-boss", mona, reports_to="", version=seen)
    assert "danger" in answer.headers["HX-Trigger"]
    mona.refresh_from_db()
    assert mona.reports_to_id == olaf.pk


def test_it_puts_somebody_at_one_more_account(mona, make_account, max_, signed_in):
    partner, client = make_account("Partner"), signed_in(max_)
    assert send(client, "contact-place", mona, account_text="nobody").status_code == 422
    send(client, "contact-place", mona, account_text="partn", stance="champion")
    assert mona.places.get(account=partner).stance == "champion"


def test_it_changes_and_takes_away_a_place_on_the_contacts_own_page(mona, max_, signed_in):
    place, client = mona.places.get(), signed_in(max_)
    change = reverse("accounts:place-change", args=[place.pk])
    answer = client.post(change, {"stance": "user", "version": place.version, "back": "contact"}, headers=HTMX)
    assert 'class="contact"' in answer.content.decode()
    remove = reverse("accounts:place-remove", args=[place.pk])
    assert client.post(remove, {"back": "contact"})["Location"] == reverse("accounts:contact-detail", args=[mona.pk])
    assert not mona.places.exists()


def test_it_shows_a_contributor_only_the_places_they_see(mona, make_account, ada, fiona, signed_in):
    mine = make_account("Mine", support=fiona)
    place_contact(mona, mine, "user", actor=ada.as_actor())
    text = show(signed_in(fiona), mona).content.decode()
    assert "Mine" in text
    assert "Northwind" not in text


def test_it_is_hidden_with_its_accounts(mona, fiona, signed_in):
    client = signed_in(fiona)
    assert show(client, mona).status_code == 404
    assert send(client, "contact-act", mona, act="archive").status_code == 404


def test_it_offers_no_change_to_those_who_only_read(mona, victor, signed_in):
    client = signed_in(victor)
    text = show(client, mona).content.decode()
    assert "cell-edit" not in text
    assert "contacts/" in text
    assert send(client, "contact-act", mona, act="archive").status_code == 403


def test_it_makes_a_contact_at_the_account_that_was_meant(northwind, max_, signed_in):
    url = reverse("accounts:contact-new")
    client = signed_in(max_)
    data = {"name": "Olaf Berg", "email": "olaf@n.example", "stance": "champion", "account_text": "northwind"}
    assert client.post(url, data).status_code == 302
    assert Contact.objects.get(name="Olaf Berg").places.get().account == northwind


def test_it_makes_no_contact_where_the_account_is_not_clear(northwind, max_, signed_in):
    data = {"name": "Olaf Berg", "stance": "champion", "account_text": "Southwind"}
    assert signed_in(max_).post(reverse("accounts:contact-new"), data).status_code == 422
    assert not Contact.objects.exists()


def test_it_lets_a_contributor_add_people_to_their_own_accounts_alone(make_account, fiona, signed_in):
    mine, client, url = make_account("Mine", support=fiona), signed_in(fiona), reverse("accounts:contact-new")
    data = {"name": "Olaf Berg", "stance": "user"}
    assert client.post(url, data).status_code == 422
    assert client.post(url, {**data, "account": mine.pk}).status_code == 302
    assert Contact.objects.get().places.get().account == mine


def test_it_offers_accounts_while_one_types(northwind, max_, fiona, signed_in):
    url = reverse("accounts:contact-accounts")
    assert "Northwind" in signed_in(max_).get(url, {"account_text": "north"}).content.decode()
    assert "Northwind" not in signed_in(fiona).get(url, {"account_text": "north"}).content.decode()


def test_it_escapes_what_people_wrote(northwind, max_, signed_in):
    html = "<script>alert(1)</script>"
    contact = add_contact(html, actor=max_.as_actor(), account=northwind, title=html, phone=html[:40])
    client = signed_in(max_)
    for url in (
        reverse("accounts:contact-detail", args=[contact.pk]),
        reverse("accounts:account-contacts", args=[northwind.pk]),
        reverse("accounts:contact-list"),
    ):
        assert b"<script>alert" not in client.get(url).content


def test_it_is_found_by_name_title_and_any_address(mona, max_, fiona, signed_in):
    for text in ("Mona Lind", "COO", "ml@n.example"):
        assert [hit.title for hit in search(max_, text, kinds=["accounts.contact"])] == ["Mona Lind"], text
    send(signed_in(max_), "contact-addresses", mona, addresses="zq@n.example", seen="mona@n.example\nml@n.example")
    assert search(max_, "zq@n.example", kinds=["accounts.contact"])
    assert not search(max_, "ml@n.example", kinds=["accounts.contact"])
    assert not search(fiona, "Mona Lind", kinds=["accounts.contact"])
