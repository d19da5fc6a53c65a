import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.public import (
    ActionItem,
    Contact,
    Escalation,
    Touchpoint,
    add_contact,
    archive_account,
    change_account,
    create_account,
)
from milepost.audit.public import create_record
from milepost.ui.public import TodayGroup, today_of


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


def add(record, by):
    return create_record(record, actor=by.as_actor())


def titles(viewer):
    return {group.value: [str(item.title) for item in items] for group, items in today_of(viewer).items()}


def in_days(days):
    return timezone.localdate() + dt.timedelta(days=days)


def test_it_says_that_nothing_needs_one_when_nothing_does(max_, signed_in):
    text = signed_in(max_).get(reverse("web:today")).content.decode()
    assert "Nothing needs you now" in text
    assert "Add an account" in text


def test_it_ranks_what_each_source_says_into_its_group(northwind, max_):
    noon = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time(23, 58)))
    add(Touchpoint(account=northwind, kind="meeting", state="planned", at=noon, subject="Go-live", author=max_), max_)
    sponsor = add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, stance="sponsor")
    add(ActionItem(account=northwind, text="send the plan", owner=max_, due=in_days(-3)), max_)
    add(ActionItem(account=northwind, text="open the firewall", contact=sponsor, due=in_days(-1)), max_)
    add(ActionItem(account=northwind, text="invite them", owner=max_, due=in_days(4)), max_)
    add(Escalation(account=northwind, subject="it is down", severity="critical"), max_)
    change_account(northwind, {"renewal_date": in_days(20)}, actor=max_.as_actor())
    assert titles(max_) == {
        "now": ["Settle: it is down", "Meet: Go-live", "Do: send the plan"],
        "week": ["Secure the renewal", "Speak with Mona Lind", "Do: invite them"],
        "waiting": ["Ask for: open the firewall"],
    }


@pytest.mark.parametrize(("days", "group"), [(-1, "now"), (30, "week"), (31, "watching"), (91, None)])
def test_it_brings_a_renewal_nearer_by_its_date(northwind, max_, days, group):
    change_account(northwind, {"renewal_date": in_days(days)}, actor=max_.as_actor())
    assert titles(max_) == ({group: ["Secure the renewal"]} if group else {})


@pytest.mark.parametrize(
    ("stance", "days", "is_shown"),
    [("sponsor", 59, False), ("sponsor", 61, True), ("champion", 31, True), ("user", 400, False)],
)
def test_it_names_key_people_with_whom_nobody_spoke(northwind, max_, stance, days, is_shown):
    mona = add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, stance=stance)
    Contact.objects.filter(pk=mona.pk).update(last_two_way_at=timezone.now() - dt.timedelta(days=days))
    assert titles(max_) == ({"week": ["Speak with Mona Lind"]} if is_shown else {})


def test_it_shows_each_their_own_book(northwind, max_, lena, fiona, victor):
    change_account(northwind, {"renewal_date": in_days(5)}, actor=max_.as_actor())
    assert titles(max_)
    assert [titles(other) for other in (lena, fiona, victor)] == [{}, {}, {}]


def test_it_is_silent_about_what_was_put_away(northwind, max_):
    add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, stance="sponsor")
    archive_account(northwind, actor=max_.as_actor())
    assert titles(max_) == {}


def test_it_hides_what_is_done_until_its_cause_changes(northwind, max_, signed_in):
    change_account(northwind, {"renewal_date": in_days(5)}, actor=max_.as_actor())
    [item] = today_of(max_)[TodayGroup.WEEK]
    client = signed_in(max_)
    client.post(reverse("web:today-mark"), {"key": item.key, "act": "done"})
    assert titles(max_) == {}
    client.post(reverse("web:today-mark"), {"key": item.key, "act": "take-back"})
    assert titles(max_)
    client.post(reverse("web:today-mark"), {"key": item.key, "act": "done"})
    change_account(northwind, {"renewal_date": in_days(6)}, actor=max_.as_actor())
    assert titles(max_)


def test_it_puts_off_until_a_day(northwind, max_, signed_in):
    change_account(northwind, {"renewal_date": in_days(5)}, actor=max_.as_actor())
    [item] = today_of(max_)[TodayGroup.WEEK]
    answer = signed_in(max_).post(
        reverse("web:today-mark"),
        {"key": item.key, "act": "put-off", "until": "7"},
        headers={"HX-Request": "true", "HX-Target": "today-list"},
    )
    assert b"Undo" in answer.content
    assert b"<html" not in answer.content
    assert titles(max_) == {}


@pytest.mark.parametrize(
    "data",
    [
        {"key": "a", "act": "put-off", "until": "yesterday"},
        {"key": "a", "act": "put-off", "until": "2020-01-01"},
        {"key": "a", "act": "put-off", "until": "2026-02-31"},
        {"key": "a", "act": "put-off", "until": "9999-01-01"},
        {"key": "", "act": "done"},
        {"key": "a" * 121, "act": "done"},
        {"key": "a", "act": "explode"},
        {},
    ],
)
def test_it_refuses_marks_that_mean_nothing(max_, signed_in, data):
    assert signed_in(max_).post(reverse("web:today-mark"), data).status_code == 422


def test_it_escapes_what_customers_are_called(max_, signed_in):
    account = create_account("<b>x</b>", actor=max_.as_actor(), csm=max_)
    change_account(account, {"renewal_date": in_days(5)}, actor=max_.as_actor())
    text = signed_in(max_).get(reverse("web:today")).content.decode()
    assert "<b>x</b>" not in text
    assert "&lt;b&gt;x" in text


@pytest.mark.once
def test_it_asks_as_often_for_many_accounts_as_for_one(max_, signed_in):
    client = signed_in(max_)

    def fill(number):
        for one in range(number):
            account = create_account(f"Account {one} of {number}", actor=max_.as_actor(), csm=max_)
            change_account(account, {"renewal_date": in_days(one)}, actor=max_.as_actor())
            add_contact("Mona Lind", actor=max_.as_actor(), account=account, stance="sponsor")
            add(Escalation(account=account, subject="Down"), max_)

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("web:today"))
        return len(queries)

    fill(1)
    count()
    few = count()
    fill(12)
    assert count() == few


def test_it_links_ones_accounts_by_stage(northwind, max_, signed_in):
    text = signed_in(max_).get(reverse("web:today")).content.decode()
    assert f'?stage={northwind.stage_id}">Onboarding' in text
