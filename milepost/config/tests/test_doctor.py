import dataclasses
import json
from contextlib import closing

import pytest
from click.testing import CliRunner
from django.db import OperationalError

from milepost.config import doctor
from milepost.config.cli import main
from milepost.config.doctor import Level
from milepost.config.env import Environment
from milepost.jobs.public import worker_state


@pytest.fixture
def environment(monkeypatch):
    def become(**values: object) -> None:
        env = Environment(**{"url": "http://localhost:8000", **values})
        monkeypatch.setattr(doctor, "environment", lambda: env)

    become()
    return become


def levels(topic: str) -> dict[str, Level]:
    return {finding.topic: finding.level for finding in doctor._guarded(topic, doctor.CHECKS[topic])}


def test_it_finds_a_secret_that_others_can_read(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o700)
    (tmp_path / "secret").touch(mode=0o600)
    assert levels("data folder") == {"data folder": Level.OK, "secret": Level.OK}
    (tmp_path / "secret").chmod(0o644)
    assert levels("data folder")["secret"] is Level.WRONG


def test_it_finds_migrations_that_are_pending_or_from_a_newer_version(db, monkeypatch):
    assert levels("database")["migrations"] is Level.OK
    monkeypatch.setattr(doctor.database, "pending_migrations", lambda: ["identity.0009_more"])
    assert levels("database")["migrations"] is Level.WRONG
    monkeypatch.setattr(doctor.database, "unknown_migrations", lambda: ["identity.0099_later"])
    assert levels("database")["migrations"] is Level.WRONG


def test_it_says_that_the_database_does_not_answer(monkeypatch):
    def down() -> None:
        raise OperationalError("no route to host\nmore")

    monkeypatch.setattr(doctor.connection, "cursor", down)
    [finding] = doctor._guarded("database", doctor.CHECKS["database"])
    assert (finding.level, finding.text) == (Level.WRONG, "cannot be examined: no route to host")


@pytest.mark.parametrize(("alive", "level"), [(True, Level.OK), (False, Level.WRONG)])
def test_it_says_whether_a_worker_runs(db, monkeypatch, alive, level):
    state = dataclasses.replace(worker_state(), alive=alive)
    monkeypatch.setattr(doctor, "worker_state", lambda: state)
    assert levels("worker")["worker"] is level


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({}, Level.OK),
        ({"bind": "0.0.0.0"}, Level.WRONG),
        ({"bind": "0.0.0.0", "url": "http://cs.example.com"}, Level.WRONG),
        ({"bind": "0.0.0.0", "url": "https://cs.example.com", "trusted_proxies": 1}, Level.OK),
    ],
)
def test_it_compares_the_address_with_where_the_server_listens(environment, values, level):
    environment(**values)
    assert levels("address") == {"address": level}


def test_it_finds_a_mail_server_that_does_not_answer(environment, settings):
    import socket

    assert levels("mail") == {"mail": Level.NOTE}
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment(mail_url=f"smtp://127.0.0.1:{port}", mail_from="Milepost <cs@example.com>")
    settings.MAILERS = {"default": {"BACKEND": "", "OPTIONS": {"host": "127.0.0.1", "port": port}}}
    assert levels("mail") == {"mail": Level.WRONG}


def test_it_finds_a_disk_that_fills_up(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(doctor, "_GIB", 1 << 62)
    assert levels("disk") == {"disk": Level.WRONG}


def test_it_lists_every_registry_and_ends_with_1_when_something_is_wrong(db, environment):
    result = CliRunner().invoke(main, ["doctor", "--json"])
    answer = json.loads(result.stdout)
    assert result.exit_code == 1  # no worker runs in tests
    assert not answer["well"]
    assert {"topic": "worker"}.items() <= next(f for f in answer["findings"] if f["topic"] == "worker").items()
    assert "demo.parts" in answer["registries"]
    assert "1 thing" in (text := CliRunner().invoke(main, ["doctor"]).output) or "things are wrong" in text
    assert "demo.parts: team" in text


def test_it_ends_with_0_when_nothing_is_wrong(db, environment, monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", {"python": doctor.CHECKS["python"]})
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0
    assert "All is well." in result.output
