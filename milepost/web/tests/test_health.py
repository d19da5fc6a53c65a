import dataclasses

import pytest
from django.db import OperationalError, connection

from milepost.web import health

ALL_WELL = {"database": lambda: "", "worker": lambda: "", "disk": lambda: ""}


@pytest.fixture
def well(monkeypatch):
    monkeypatch.setattr(health, "CHECKS", ALL_WELL)


def test_it_answers_anybody_when_all_is_well(client, db, well):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"database": "ok", "worker": "ok", "disk": "ok"}}
    assert answer["Cache-Control"] == "no-store"


def test_it_says_which_part_is_unwell(client, monkeypatch):
    monkeypatch.setattr(health, "CHECKS", {**ALL_WELL, "disk": lambda: "nearly full"})
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "worker": "ok", "disk": "nearly full"}


def test_it_answers_while_the_database_is_down_even_with_a_session(client, monkeypatch):
    def down():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", down)
    client.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyz012345"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "does not answer"


@pytest.mark.parametrize(("alive", "words"), [(True, ""), (False, "none is running")])
def test_it_notices_that_no_worker_runs(db, monkeypatch, alive, words):
    state = dataclasses.replace(health.worker_state(), alive=alive)
    monkeypatch.setattr(health, "worker_state", lambda: state)
    assert health._worker() == words


def test_it_finds_no_worker_in_a_new_database(db):
    assert health._worker() == "none is running"


def test_it_notices_a_full_disk(db, monkeypatch):
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 1 << 62)
    assert health._disk() == "nearly full"


def test_it_is_neither_redirected_to_https_nor_bound_to_a_host_name(client, db, well, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


def test_it_only_reads(client, db):
    assert client.post("/healthz").status_code == 405
