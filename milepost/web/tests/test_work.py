"""Background work that a person waits for."""

import datetime as dt
import json

import pytest
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone

from milepost.jobs.public import Work, WorkState

CARD = {"HX-Request": "true", "HX-Target": "work-1"}


@pytest.fixture
def work(max_):
    actor = max_.as_actor()
    return Work.objects.create(
        title="Export of people",
        state=WorkState.RUNNING,
        done=1340,
        total=4000,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
    )


def finish(work, state, fields):
    Work.objects.filter(pk=work.pk).update(state=state, finished_at=timezone.now(), **fields)


def test_it_shows_how_far_the_work_is(signed_in, max_, work):
    answer = signed_in(max_).get(f"/work/{work.pk}/")
    assert "<h1>Export of people</h1>" in answer.text
    assert 'max="4000" value="1340"' in answer.text
    assert f"{intcomma(1340)} of {intcomma(4000)}" in answer.text


def test_it_answers_the_card_with_the_card_alone(signed_in, max_, work):
    answer = signed_in(max_).get(f"/work/{work.pk}/?tray=1", headers=CARD)
    assert "<html" not in answer.text
    assert "hx-trigger" in answer.text
    assert "HX-Trigger" not in answer.headers


@pytest.mark.parametrize(("state", "tone"), [("done", "success"), ("failed", "danger"), ("cancelled", "info")])
def test_it_tells_the_end_and_asks_no_more(signed_in, max_, work, state, tone):
    finish(work, state, {"summary": "4,000 people", "result_url": "/files/7/"})
    answer = signed_in(max_).get(f"/work/{work.pk}/?tray=1", headers=CARD)
    told = json.loads(answer["HX-Trigger"])
    assert told["toast"]["tone"] == tone
    assert told["work:finished"] == {"id": work.pk, "state": state}
    assert "hx-trigger" not in answer.text
    assert 'href="/files/7/"' in answer.text


def test_it_stops_the_work(signed_in, max_, work):
    answer = signed_in(max_).post(f"/work/{work.pk}/cancel/?tray=1", headers=CARD)
    assert "Stopping" in answer.text
    work.refresh_from_db()
    assert work.cancel_requested


def test_it_stops_the_work_without_scripts_too(signed_in, max_, work):
    assert signed_in(max_).post(f"/work/{work.pk}/cancel/")["Location"] == f"/work/{work.pk}/"


def test_it_stands_in_the_tray_of_every_page(signed_in, max_, lena, work):
    assert "Export of people" in signed_in(max_).get("/").text
    assert "Export of people" in signed_in(max_).get("/work/").text
    assert "Export of people" not in signed_in(lena).get("/").text


def test_it_leaves_the_tray_when_it_is_old_news(signed_in, max_, work):
    Work.objects.filter(pk=work.pk).update(state="done", finished_at=timezone.now() - dt.timedelta(minutes=1))
    assert "Export of people" not in signed_in(max_).get("/").text


def test_it_leaves_the_tray_of_the_page_that_is_its_result(signed_in, max_, work):
    Work.objects.filter(pk=work.pk).update(state="done", finished_at=timezone.now(), result_url="/notifications/")
    client = signed_in(max_)
    assert "Export of people" in client.get("/").text
    assert "Export of people" not in client.get("/notifications/").text
    assert "Export of people" in client.get("/work/").text
    result = {"HX-Current-URL": "http://testserver/notifications/?page=2"}
    assert "Export of people" not in client.get("/work/", headers=result).text


@pytest.mark.parametrize("path", ["/work/{}/", "/work/{}/cancel/"])
def test_it_is_nobody_elses(signed_in, lena, work, path):
    client = signed_in(lena)
    method = client.post if "cancel" in path else client.get
    assert method(path.format(work.pk)).status_code == 404


def test_it_knows_only_its_methods(signed_in, max_, work):
    assert signed_in(max_).post(f"/work/{work.pk}/").status_code == 405
    assert signed_in(max_).get(f"/work/{work.pk}/cancel/").status_code == 405


def test_it_sends_a_stranger_to_sign_in(client, work):
    assert client.get(f"/work/{work.pk}/").status_code == 302
