"""The pages of requests."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.feedback.models import Request
from milepost.feedback.public import file_request
from milepost.feedback.queries.today import late_requests, new_requests


def detail(request):
    return reverse("feedback:request-detail", args=[request.pk])


def step(client, request, data):
    return client.post(reverse("feedback:request-step", args=[request.pk]), data)


def test_it_writes_a_request_down(signed_in, max_, northwind, mona):
    url = f"{reverse('feedback:request-new')}?account={northwind.pk}"
    client = signed_in(max_)
    assert b"Mona Lind" in client.get(url).content
    answer = client.post(url, {"title": "Labels", "kind": "wish", "contact": mona.pk})
    made = Request.objects.get()
    assert answer.headers["Location"] == detail(made)
    assert (made.account, made.contact, made.filed_by) == (northwind, mona, max_)


def test_it_refuses_a_request_without_words(signed_in, max_):
    answer = signed_in(max_).post(reverse("feedback:request-new"), {"title": "", "kind": "wish"})
    assert answer.status_code == 422
    assert not Request.objects.exists()


def test_an_account_that_is_not_seen_is_not_there(signed_in, fiona, northwind):
    url = f"{reverse('feedback:request-new')}?account={northwind.pk}"
    assert signed_in(fiona).get(url).status_code == 404


def test_it_shows_all_and_tells_where_it_stands(signed_in, max_, asked):
    page = signed_in(max_).get(detail(asked)).content.decode()
    assert "<strong>ours</strong>" in page
    assert "“Labels as before”, received on" in page


def test_two_who_change_it_lose_nothing(signed_in, max_, lena, asked):
    first = {"title": "Labels", "kind": "wish", "version": asked.version}
    assert signed_in(lena).post(detail(asked), {**first, "text": "One"}).status_code == 302
    second = signed_in(max_).post(detail(asked), {**first, "text": "Two"})
    assert second.status_code == 422
    assert "One" in second.content.decode()
    assert Request.objects.get().text == "One"


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"step": "take"}, "work"),
        ({"step": "wait"}, "waiting"),
        ({"step": "answer", "text": "Yes", "is_end": "on"}, "done"),
        ({"step": "answer", "text": "Soon"}, "new"),
        ({"step": "note", "text": "Hm"}, "new"),
        ({"step": "decline", "reason": "No"}, "declined"),
        ({"step": "finish"}, "done"),
    ],
)
def test_it_takes_a_step(signed_in, max_, asked, data, state):
    assert step(signed_in(max_), asked, data).status_code == 302
    assert Request.objects.get().state == state


@pytest.mark.parametrize(
    "data",
    [
        {"step": "answer", "text": " "},
        {"step": "decline"},
        {"step": "join", "other": "99999"},
        {"step": "reopen"},
        {"step": "dance"},
    ],
)
def test_it_refuses_a_wrong_step(signed_in, max_, asked, data):
    assert step(signed_in(max_), asked, data).status_code in {400, 422}
    assert Request.objects.get().state == "new"


def test_who_reads_only_sees_it_without_its_buttons(signed_in, victor, asked):
    client = signed_in(victor)
    assert b"What becomes of it" not in client.get(detail(asked)).content
    assert step(client, asked, {"step": "take"}).status_code == 403
    assert client.post(detail(asked), {"title": "x", "kind": "wish"}).status_code == 403


def test_a_contributor_sees_what_is_theirs_alone(signed_in, fiona, asked, northwind, max_):
    hidden = signed_in(fiona).get(detail(asked))
    mine = file_request({"title": "Invoice", "owner": fiona}, actor=max_.as_actor(), account=northwind)
    shown = signed_in(fiona).get(detail(mine))
    assert (hidden.status_code, shown.status_code) == (404, 200)
    assert "Northwind" not in shown.content.decode()


def test_the_panel_shows_the_open_ones(signed_in, max_, asked, northwind):
    url = reverse("feedback:account-requests", args=[northwind.pk])
    assert "Labels as before" in signed_in(max_).get(url).content.decode()
    step(signed_in(max_), asked, {"step": "decline", "reason": "No"})
    assert "1 that is closed" in signed_in(max_).get(url).content.decode()


def test_today_says_what_waits_and_what_is_late(asked, max_, lena):
    today = timezone.localdate()
    assert [item.title for item in new_requests(max_, today)] == ["Decide on the request: Labels as before"]
    assert not new_requests(lena, today)
    asked.owner, asked.promised_on, asked.state = max_, today - dt.timedelta(days=1), "work"
    asked.save()
    assert len(late_requests(max_, today)) == 1
