import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.models import ActionItem, Escalation, Touchpoint
from milepost.accounts.public import add_contact, change_account, create_account
from milepost.audit.public import create_record


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def sponsor(northwind, max_):
    return add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, stance="sponsor")


def page(client, name, account, query=None):
    return client.get(reverse(f"accounts:{name}", args=[account.pk]), query)


def call(account, author, days_ago, **fields: object):
    at = timezone.now() - dt.timedelta(days=days_ago)
    row = Touchpoint(account=account, kind="call", subject="A call", author=author, at=at, **fields)
    return create_record(row, actor=author.as_actor())


def test_it_says_in_a_sentence_how_the_account_stands(northwind, sponsor, max_, signed_in):
    soon = timezone.localdate() + dt.timedelta(days=40)
    change_account(northwind, {"renewal_date": soon}, actor=max_.as_actor())
    create_record(Escalation(account=northwind, subject="Down", severity="high"), actor=max_.as_actor())
    text = page(signed_in(max_), "account-detail", northwind).content.decode()
    for clause in ("one open escalation (high)", "renews in 40 days", "nobody has spoken with Mona Lind yet"):
        assert clause in text


def test_it_names_the_sponsor_who_is_silent_and_for_how_long(northwind, sponsor, max_, signed_in):
    sponsor.last_two_way_at = timezone.now() - dt.timedelta(days=63)
    type(sponsor).objects.filter(pk=sponsor.pk).update(last_two_way_at=sponsor.last_two_way_at)
    assert b"Mona Lind silent for 63 days" in page(signed_in(max_), "account-sentence", northwind).content


@pytest.mark.parametrize(
    "name", ["account-detail", "account-details", "account-team", "account-brief", "account-sentence"]
)
def test_it_shows_nothing_of_an_account_that_is_not_ones_own(northwind, fiona, signed_in, name):
    assert page(signed_in(fiona), name, northwind).status_code == 404


@pytest.mark.parametrize("name", ["account-details", "account-team"])
def test_it_answers_the_page_with_the_panel_alone(northwind, max_, signed_in, name):
    url = reverse(f"accounts:{name}", args=[northwind.pk])
    assert b"<html" not in signed_in(max_).get(url, headers={"HX-Request": "true"}).content
    assert b"<html" in signed_in(max_).get(url).content


def test_it_offers_no_editing_to_those_who_only_read(northwind, victor, signed_in):
    assert b"cell-edit" not in page(signed_in(victor), "account-details", northwind).content


def test_it_escapes_what_people_wrote(max_, signed_in):
    account = create_account("<script>alert(1)</script>", actor=max_.as_actor(), csm=max_)
    for name in ("account-detail", "account-brief", "account-details"):
        assert b"<script>alert" not in page(signed_in(max_), name, account).content


def test_it_briefs_on_what_changed_since_both_last_spoke(northwind, sponsor, max_, signed_in):
    call(northwind, max_, 40, direction="two-way")
    old = ActionItem(account=northwind, text="Send the plan", owner=max_, due=timezone.localdate())
    create_record(old, actor=max_.as_actor())
    create_record(ActionItem(account=northwind, text="Open the firewall", contact=sponsor), actor=max_.as_actor())
    create_record(ActionItem(account=northwind, text="Done long ago", done_at=timezone.now()), actor=max_.as_actor())
    call(northwind, max_, 3, direction="in")
    create_record(
        Escalation(account=northwind, subject="Before", opened_at=timezone.now() - dt.timedelta(days=50)),
        actor=max_.as_actor(),
    )
    text = page(signed_in(max_), "account-brief", northwind, {"format": "text"}).content.decode()
    ours, theirs = text.index("We promised"), text.index("They promised")
    assert ours < text.index("Send the plan") < theirs < text.index("Open the firewall")
    assert "Call: A call" in text
    assert "Escalation: Before" not in text
    assert "Done long ago" not in text
    assert "Mona Lind, Executive sponsor, never spoken with" in text


def test_it_briefs_on_those_who_come_to_the_next_meeting(northwind, sponsor, max_, signed_in):
    other = add_contact("Olaf Berg", actor=max_.as_actor(), account=northwind)
    meeting = call(northwind, max_, -2, state="planned", agenda="- go-live\n- training")
    meeting.attendees.create(contact=other)
    text = page(signed_in(max_), "account-brief", northwind, {"format": "text"}).content.decode()
    assert "Olaf Berg" in text
    assert "Mona Lind, Executive" not in text
    assert b"<li>go-live</li>" in page(signed_in(max_), "account-brief", northwind).content


@pytest.mark.usefixtures("sponsor")
def test_it_names_who_matters_where_nobody_is_known_to_come(northwind, max_, signed_in):
    call(northwind, max_, -2, state="planned")
    shown = page(signed_in(max_), "account-brief", northwind).content.decode()
    text = page(signed_in(max_), "account-brief", northwind, {"format": "text"}).content.decode()
    assert ("Who matters" in shown, "Who will be there" in shown) == (True, False)
    assert "Who matters\n- Mona Lind" in text


@pytest.mark.once
def test_it_reads_the_same_number_of_rows_however_long_the_history_is(
    northwind, sponsor, max_, signed_in, django_assert_max_num_queries
):
    for days in range(30):
        call(northwind, max_, days)
    client = signed_in(max_)
    page(client, "account-brief", northwind)
    with django_assert_max_num_queries(24):
        page(client, "account-brief", northwind)
