"""The daily mail of what is unread."""

import datetime as dt

import pytest
from django.core import mail

from milepost.identity.public import Notification, User, mark_all_read, notify
from milepost.identity.tasks import start_digests
from milepost.jobs.testing import hurry_retries, run_all_jobs

SEVEN_IN_BERLIN = dt.datetime(2026, 1, 14, 6, 5, tzinfo=dt.UTC)


@pytest.fixture
def max_(max_):
    User.objects.filter(pk=max_.pk).update(timezone="Europe/Berlin")
    notify(max_, "task", "Lena waits for you", "/settings/profile/")
    return max_


def run_hour(time_machine, moment):
    time_machine.move_to(moment, tick=False)
    start_digests.enqueue()
    run_all_jobs()


def test_it_mails_in_each_persons_morning(max_, victor, time_machine):
    notify(victor, "task", "For Victor, in UTC", "/")
    run_hour(time_machine, SEVEN_IN_BERLIN - dt.timedelta(hours=1))
    assert not mail.outbox
    run_hour(time_machine, SEVEN_IN_BERLIN)
    assert [message.to for message in mail.outbox] == [["max@example.com"]]
    run_hour(time_machine, SEVEN_IN_BERLIN + dt.timedelta(hours=1))
    assert [message.to for message in mail.outbox] == [["max@example.com"], ["victor@example.com"]]


def test_it_says_what_waits_as_text_and_html_and_how_to_end_it(max_, time_machine):
    run_hour(time_machine, SEVEN_IN_BERLIN)
    [message] = mail.outbox
    html = message.alternatives[0].content
    assert message.subject == "1 thing waits for you"
    for words in (
        "Lena waits for you",
        "http://testserver/settings/profile/",
        "http://testserver/settings/preferences/",
    ):
        assert words in message.body
        assert words in html
    assert message.extra_headers["List-Unsubscribe"] == "<http://testserver/settings/preferences/>"


def test_it_mails_once_a_day_and_nothing_twice(max_, time_machine):
    for _again in range(3):
        run_hour(time_machine, SEVEN_IN_BERLIN)
        notify(max_, "task", "One more", "/")
    assert len(mail.outbox) == 1
    run_hour(time_machine, SEVEN_IN_BERLIN + dt.timedelta(days=1))
    assert len(mail.outbox) == 2
    assert "Lena waits" not in mail.outbox[1].body
    run_hour(time_machine, SEVEN_IN_BERLIN + dt.timedelta(days=2))
    assert len(mail.outbox) == 2


def test_it_leaves_out_what_was_read_and_those_who_want_none(max_, victor, ada, time_machine):
    for user in (victor, ada):
        notify(user, "task", "Something", "/")
        User.objects.filter(pk=user.pk).update(timezone="Europe/Berlin")
    mark_all_read(max_)
    User.objects.filter(pk=victor.pk).update(wants_digest=False)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    run_hour(time_machine, SEVEN_IN_BERLIN)
    assert not mail.outbox


def test_it_tries_again_when_the_mail_cannot_be_sent(max_, time_machine, settings):
    right = settings.MAILERS
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1}}}
    time_machine.move_to(SEVEN_IN_BERLIN, tick=False)
    start_digests.enqueue()
    run_all_jobs(raise_errors=False)
    assert Notification.objects.get().mailed_at is None
    settings.MAILERS = right
    hurry_retries()
    run_all_jobs()
    assert len(mail.outbox) == 1
    assert Notification.objects.get().mailed_at == SEVEN_IN_BERLIN


def test_it_makes_a_second_sending_recognisable(max_, time_machine):
    run_hour(time_machine, SEVEN_IN_BERLIN)
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<digest-{max_.pk}-2026-01-14@testserver>"


def test_it_shortens_a_long_list(max_, time_machine):
    for number in range(30):
        notify(max_, "task", f"Notice {number}", "/")
    run_hour(time_machine, SEVEN_IN_BERLIN)
    assert "And 11 more" in mail.outbox[0].body
    assert not Notification.objects.filter(mailed_at=None).exists()
