import datetime as dt
import threading

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from milepost.apikit.idempotency import LEASE, forget_old_answers
from milepost.apikit.models import KeptAnswer
from milepost.apikit.tests import urls
from milepost.identity.public import ApiToken, Team

KEY = {"Idempotency-Key": "k1"}


def post(client, path="/api/teams", name="A", headers=KEY, **body: str):
    return client.post(path, {"name": name, **body}, content_type="application/json", headers=headers)


def test_it_takes_effect_once_and_answers_twice(calling, ada):
    client = calling(ada)
    first, second = post(client), post(client)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert (second["Location"], second["ETag"]) == (first["Location"], first["ETag"])
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Team.objects.count() == 1


def test_it_refuses_another_body_under_the_same_key(calling, ada):
    client = calling(ada)
    post(client)
    response = post(client, name="B")
    assert (response.status_code, response.json()["code"]) == (422, "key-reused")
    assert response.json()["errors"][0]["in"] == "header"


def test_it_keeps_keys_of_others_apart(calling, ada):
    assert post(calling(ada)).status_code == 201
    assert post(calling(ada), name="B").status_code == 201


def test_it_frees_the_key_after_a_refusal(calling, ada):
    client = calling(ada)
    assert post(client, name="").status_code == 422
    assert not KeptAnswer.objects.exists()
    assert post(client, name="A").status_code == 201


def test_it_undoes_the_effect_and_frees_the_key_after_a_fault(calling, ada):
    client = calling(ada)
    assert post(client, "/api/broken").status_code == 500
    assert not Team.objects.exists()
    assert not KeptAnswer.objects.exists()


def test_it_undoes_the_effect_of_a_refusal_that_came_late(calling, ada):
    assert post(calling(ada), "/api/broken", purpose="conflict").status_code == 409
    assert not Team.objects.exists()


def test_it_checks_rights_before_it_answers_again(calling, ada):
    client = calling(ada)
    post(client)
    type(ada).objects.filter(pk=ada.pk).update(role="viewer")
    assert post(client).status_code == 403


def test_it_keeps_no_secret(calling, ada):
    client = calling(ada, "write")
    first, second = post(client, "/api/keys"), post(client, "/api/keys")
    assert first.json()["secret"]
    assert (second.status_code, second.json()["code"]) == (409, "answer-not-kept")
    assert second["Location"] == first["Location"]
    assert ApiToken.objects.filter(name="A").count() == 1
    assert not bytes(KeptAnswer.objects.get().body)


def test_it_tells_uploads_apart_by_their_content(calling, ada):
    client = calling(ada)

    def upload(content):
        return client.post("/api/uploads", {"file": SimpleUploadedFile("a.txt", content)}, headers=KEY)

    assert upload(b"one").json() == {"size": 3}
    assert upload(b"one")["Idempotent-Replayed"] == "true"
    assert upload(b"two").status_code == 422


@pytest.mark.parametrize("key", ["", "x" * 256, "ä"])
def test_it_refuses_keys_that_are_none(calling, ada, key):
    assert post(calling(ada), headers={"Idempotency-Key": key}).status_code == 422


def test_it_forgets_after_a_day(calling, ada):
    client = calling(ada)
    post(client)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25)):
        assert post(client, name="B").status_code == 201, "the key's time is over though its row is still there"
        assert forget_old_answers() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(hours=50)):
        assert forget_old_answers() == 1


def claimed(client, age):
    """Leave the claim of a request whose process died."""
    post(client)
    KeptAnswer.objects.update(status=None, claimed_at=timezone.now() - age)
    Team.objects.all().delete()


def test_it_names_what_is_in_flight(calling, ada):
    client = calling(ada)
    claimed(client, LEASE / 2)
    response = post(client)
    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (409, "in-flight", "1")


def test_it_takes_over_from_the_dead(calling, ada):
    client = calling(ada)
    claimed(client, LEASE * 2)
    assert post(client).status_code == 201
    assert Team.objects.count() == 1


def test_it_undoes_the_effect_of_one_who_was_thought_dead(calling, ada, monkeypatch):
    client = calling(ada)

    def overtaken(name, **rest: str):
        KeptAnswer.objects.update(claim="another")
        return original(name, **rest)

    original = urls.create_team
    monkeypatch.setattr(urls, "create_team", overtaken)
    assert post(client).status_code == 409
    assert not Team.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_answers_409_to_the_second_of_two_threads(calling, ada):
    client, answers = calling(ada), []
    urls.entered.clear()
    urls.go_on.clear()

    def first():
        try:
            answers.append(post(client, "/api/slow").status_code)
        finally:
            connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    assert urls.entered.wait(10)
    second = post(client, "/api/slow")
    urls.go_on.set()
    thread.join()
    assert (answers, second.status_code, second.json()["code"]) == ([201], 409, "in-flight")
    assert Team.objects.count() == 1
    assert post(client, "/api/slow")["Idempotent-Replayed"] == "true"


@pytest.mark.django_db(transaction=True)
def test_it_takes_effect_once_however_many_come_at_once(calling, ada):
    client, answers = calling(ada), []
    start = threading.Barrier(6)

    def one():
        try:
            start.wait()
            answers.append(post(client).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Team.objects.count() == 1
