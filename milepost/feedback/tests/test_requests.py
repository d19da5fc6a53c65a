"""Requests: what their actions do and refuse."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import Fact, add_contact, create_account, erase_contact, merge_accounts, undo_merge
from milepost.feedback.models import Request, RequestMessage
from milepost.feedback.public import (
    Outcome,
    answer_request,
    change_request,
    decline_request,
    file_request,
    finish_request,
    hear_from_contact,
    join_request,
    let_wait,
    note_on_request,
    note_outcome,
    reopen_request,
    standing_text,
    take_up,
    times_of,
)
from milepost.identity.public import Notification
from milepost.jobs.testing import run_all_jobs
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed


@pytest.fixture
def actor(max_):
    return max_.as_actor()


def facts(account):
    return {fact.key: fact.number for fact in Fact.objects.filter(account=account, key__startswith="requests_")}


def test_it_takes_a_request_in_and_counts_it(asked, northwind, max_):
    assert (asked.state, asked.filed_by, asked.contact.name) == ("new", max_, "Mona Lind")
    assert facts(northwind) == {"requests_open": 1, "requests_new": 1}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "x\0"}, "title"),
        ({"title": "x", "kind": "gift"}, "kind"),
        ({"title": "x", "promised_on": dt.date(2001, 1, 1)}, "promised_on"),
        ({"title": "x", "state": "done"}, "state"),
    ],
)
def test_it_refuses_a_wrong_request(northwind, actor, values, field):
    with pytest.raises(Invalid) as refusal:
        file_request(values, actor=actor, account=northwind)
    assert field in refusal.value.fields


def test_it_refuses_a_contact_of_another_account(northwind, actor):
    stranger = add_contact("Sven Dahl", actor=actor, account=create_account("Fabrikam", actor=actor))
    with pytest.raises(Invalid, match="not a contact"):
        file_request({"title": "x", "contact": stranger}, actor=actor, account=northwind)


def test_what_was_captured_appears_once(northwind, actor):
    first = file_request({"title": "x"}, actor=actor, account=northwind, source_key="mail:1")
    assert file_request({"title": "y"}, actor=actor, account=northwind, source_key="mail:1") == first
    assert Request.objects.count() == 1


def test_what_is_captured_twice_at_one_moment_appears_once(northwind, actor, monkeypatch):
    first = file_request({"title": "x"}, actor=actor, account=northwind, source_key="mail:1")
    seen = iter([None, first])  # the first look finds nothing yet
    monkeypatch.setattr("milepost.feedback.actions.requests._captured", lambda _key: next(seen))
    assert file_request({"title": "y"}, actor=actor, account=northwind, source_key="mail:1") == first
    assert Request.objects.count() == 1


def test_its_new_owner_is_told_and_nobody_of_their_own(asked, lena, max_):
    change_request(asked, {"owner": max_}, actor=max_.as_actor())
    change_request(asked, {"owner": lena}, actor=max_.as_actor())
    assert list(Notification.objects.filter(kind="request").values_list("user", flat=True)) == [lena.pk]


def test_the_first_answer_counts_and_notes_do_not(asked, max_):
    note_on_request(asked, "Ask support first", by=max_, actor=max_.as_actor())
    asked.refresh_from_db()
    assert asked.answered_at is None
    first = answer_request(asked, "We look into it", by=max_, actor=max_.as_actor())
    answer_request(asked, "It works now", by=max_, actor=max_.as_actor(), is_end=True)
    asked.refresh_from_db()
    assert (asked.answered_at, asked.state, asked.outcome) == (first.at, "done", "answer")


def test_an_answer_before_the_request_came_counts_from_then(asked, max_):
    earlier = timezone.now() - dt.timedelta(days=3)
    answer_request(asked, "We knew", by=max_, actor=max_.as_actor(), at=earlier, is_end=True)
    asked.refresh_from_db()
    assert asked.answered_at == asked.closed_at == asked.received_at


def test_a_word_of_the_customer_takes_it_up_again(asked, mona, lena, actor):
    take_up(asked, actor=actor, owner=lena)
    assert "waits for you" in standing_text(let_wait(asked, actor=actor))
    hear_from_contact(asked, "Here is the format", by=mona, actor=Actor(kind="contact", id=str(mona.pk), label="Mona"))
    asked.refresh_from_db()
    assert asked.state == "work"
    assert Notification.objects.filter(user=lena, kind="request-heard").exists()


def test_a_no_says_why(asked, actor):
    with pytest.raises(Invalid):
        decline_request(asked, " ", actor=actor)
    declined = decline_request(asked, "Not within this contract", actor=actor)
    assert "Not within this contract" in standing_text(declined)
    with pytest.raises(Conflict):
        take_up(asked, actor=actor)


def test_it_becomes_one_thing(asked, actor):
    note_outcome(asked, Outcome.TASK, "7", actor=actor)
    with pytest.raises(Conflict):
        note_outcome(asked, Outcome.PROJECT, "8", actor=actor)


def test_those_that_are_the_same_are_joined_and_told_of_the_one(asked, northwind, mona, actor):
    other = file_request({"title": "Old labels", "contact": mona}, actor=actor, account=northwind)
    third = file_request({"title": "Labels!"}, actor=actor, account=northwind)
    join_request(third, other, actor=actor)
    join_request(other, asked, actor=actor)
    third.refresh_from_db()
    assert third.joined_to == asked
    finish_request(asked, actor=actor)
    other.refresh_from_db()
    assert "done" in standing_text(other)
    assert "“Labels as before”" in standing_text(other)
    with pytest.raises(Invalid):
        join_request(reopen_request(other, actor=actor), other, actor=actor)


def test_another_customer_reads_nothing_of_the_one_it_was_joined_with(asked, northwind, max_):
    actor = max_.as_actor()
    other = create_account("Fabrikam", actor=actor)
    theirs = file_request({"title": "Ours, too"}, actor=actor, account=other)
    answer_request(theirs, "We look into it", by=max_, actor=actor)
    join_request(theirs, asked, actor=actor)
    answer_request(asked, "Mona, your plant first", by=max_, actor=actor)
    decline_request(asked, "Northwind does not pay", actor=actor)
    told = standing_text(Request.objects.get(pk=theirs.pk))
    assert "declined" in told
    assert "We look into it" in told
    for words in ("Labels as before", "Mona", "Northwind"):
        assert words not in told


def test_nothing_said_among_us_is_told(asked, max_):
    note_on_request(asked, "SECRET", by=max_, actor=max_.as_actor())
    answer_request(asked, "Next week", by=max_, actor=max_.as_actor())
    told = standing_text(Request.objects.get(pk=asked.pk))
    assert "Next week" in told
    assert "SECRET" not in told


def test_it_says_how_long_requests_take(asked, northwind, max_):
    came = timezone.now() - dt.timedelta(hours=10)
    old = file_request({"title": "x"}, actor=max_.as_actor(), account=northwind, received_at=came)
    answer_request(old, "Yes", by=max_, actor=max_.as_actor(), at=came + dt.timedelta(hours=4))
    finish_request(old, actor=max_.as_actor(), at=came + dt.timedelta(hours=8))
    times = times_of(Request.objects.all(), came)
    assert (times.first_answer, times.answered, times.done, times.closed) == (4.0, 1, 8.0, 1)
    nothing = times_of(Request.objects.none(), came)
    assert (nothing.first_answer, nothing.done) == (None, None)


def test_who_reads_only_files_nothing(northwind, victor):
    with pytest.raises(NotAllowed):
        file_request({"title": "x"}, actor=victor.as_actor(), account=northwind)


def test_a_merge_and_its_undoing_count_anew(asked, northwind, ada):
    other = create_account("Southwind", actor=ada.as_actor())
    merge = merge_accounts(northwind, other, actor=ada.as_actor())
    run_all_jobs()
    assert facts(other)["requests_open"] == 1
    undo_merge(merge, actor=ada.as_actor())
    run_all_jobs()
    assert (facts(other)["requests_open"], facts(northwind)["requests_open"]) == (0, 1)


def test_it_follows_a_merge_and_forgets_who_is_erased(asked, mona, northwind, ada):
    hear_from_contact(asked, "Mine", by=mona, actor=ada.as_actor())
    other = create_account("Southwind", actor=ada.as_actor())
    merge_accounts(northwind, other, actor=ada.as_actor())
    assert Request.objects.get().account == other
    mona.refresh_from_db()
    erase_contact(mona, actor=ada.as_actor())
    assert Request.objects.get().contact is None
    assert not RequestMessage.objects.exists()
