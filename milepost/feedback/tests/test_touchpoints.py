"""Requests that are made of what was said or written on the timeline, and how long requests take."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.public import log_touchpoint
from milepost.feedback.models import Request
from milepost.feedback.templatetags.requests import hours_words


@pytest.fixture
def mail(northwind, mona, max_):
    came = timezone.now() - dt.timedelta(days=2)
    said = {"body": "Please **add** them", "at": came, "attendees": [mona]}
    return log_touchpoint(northwind, "email", "More readers", actor=max_.as_actor(), **said)


def url(touchpoint):
    return reverse("feedback:touchpoint-request", args=[touchpoint.pk])


def test_it_offers_what_was_written_and_keeps_when(signed_in, max_, mail, mona):
    client = signed_in(max_)
    assert url(mail) in client.get(reverse("accounts:touchpoint-detail", args=[mail.pk])).content.decode()
    page = client.get(url(mail)).content.decode()
    assert "More readers" in page
    assert "Please **add** them" in page
    client.post(url(mail), {"title": "More readers", "kind": "service", "contact": mona.pk})
    made = Request.objects.get()
    assert (made.contact, made.door, made.received_at) == (mona, "mail", mail.at)


def test_the_second_time_leads_to_the_first(signed_in, max_, mail):
    for _attempt in range(2):
        answer = signed_in(max_).post(url(mail), {"title": "More readers", "kind": "service"})
    assert answer.headers["Location"] == reverse("feedback:request-detail", args=[Request.objects.get().pk])


def test_a_touchpoint_that_is_not_seen_is_not_there(signed_in, fiona, victor, mail):
    assert signed_in(fiona).get(url(mail)).status_code == 404
    assert signed_in(victor).get(url(mail)).status_code == 403


def test_it_shows_how_long_requests_took_and_leads_to_them(signed_in, max_, asked):
    client = signed_in(max_)
    page = client.get(reverse("feedback:request-times")).content.decode()
    query = page.partition(f"{reverse('feedback:request-list')}?state")[2].partition('"')[0].replace("&amp;", "&")
    shown = client.get(f"{reverse('feedback:request-list')}?state{query}").content.decode()
    assert asked.title in shown


def test_no_request_is_no_number(signed_in, max_):
    page = signed_in(max_).get(reverse("feedback:request-times"), {"days": "7"}).content.decode()
    assert "No request came in this time" in page


@pytest.mark.parametrize(
    ("hours", "words"), [(None, ""), (0.5, "30 min"), (5.25, "5.2 h"), (47.9, "47.9 h"), (60, "2.5 days")]
)
def test_it_says_spans_in_words(hours, words):
    assert hours_words(hours) == words
