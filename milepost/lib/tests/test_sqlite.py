"""Who waits for SQLite's only writer is let in soon after it is done."""

import sqlite3
import threading
from pathlib import Path

import pytest
from django.db import OperationalError, connections

from milepost.lib.sqlite.base import LOOK_SECONDS, DatabaseWrapper

pytestmark = pytest.mark.django_db
LOOKS = 30


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "waiting.sqlite3"
    with sqlite3.connect(path) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE written (at REAL)")
    return path


def connected(path: Path, timeout: float) -> DatabaseWrapper:
    options = {"transaction_mode": "IMMEDIATE", "timeout": timeout}
    return DatabaseWrapper({**connections["default"].settings_dict, "NAME": path, "OPTIONS": options}, "waiting")


def begin_and_end(person: DatabaseWrapper) -> None:
    person.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    person.rollback()
    person.set_autocommit(True)


def test_it_looks_in_short_even_steps_and_gets_in_at_the_next_one(path, monkeypatch):
    holder, person = sqlite3.connect(path, isolation_level=None), connected(path, 20)
    holder.execute("BEGIN IMMEDIATE")
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == LOOKS:
            holder.execute("COMMIT")

    monkeypatch.setattr("milepost.lib.sqlite.base.time.sleep", sleep)
    begin_and_end(person)
    assert slept == [LOOK_SECONDS] * LOOKS
    holder.close()
    person.close()


def test_it_gives_up_after_the_time_that_is_set(path):
    holder, person = sqlite3.connect(path, isolation_level=None), connected(path, 0.1)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        person.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    holder.execute("COMMIT")
    holder.close()
    person.close()


def test_a_single_statement_looks_as_often_as_who_begins_a_transaction(path, monkeypatch):
    """Whoever looked less often would starve beside the others."""
    holder, person = sqlite3.connect(path, isolation_level=None), connected(path, 20)
    holder.execute("BEGIN IMMEDIATE")
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == LOOKS:
            holder.execute("COMMIT")

    monkeypatch.setattr("milepost.lib.sqlite.base.time.sleep", sleep)
    with person.cursor() as cursor:
        cursor.execute("INSERT INTO written VALUES (%s)", [1.0])
        assert cursor.execute("SELECT count(*) FROM written").fetchone() == (1,)
    assert slept == [LOOK_SECONDS] * LOOKS
    holder.close()
    person.close()


def test_many_rows_outside_of_a_transaction_wait_too(path):
    holder, person = sqlite3.connect(path, isolation_level=None, check_same_thread=False), connected(path, 20)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.05, holder.execute, ["COMMIT"])
    release.start()
    with person.cursor() as cursor:
        cursor.executemany("INSERT INTO written VALUES (%s)", [(1.0,), (2.0,)])
        assert cursor.execute("SELECT count(*) FROM written").fetchone() == (2,)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (0,)
    release.join()
    holder.close()
    person.close()


def test_it_does_not_wait_where_it_is_told_not_to(path, monkeypatch):
    holder, person = sqlite3.connect(path, isolation_level=None), connected(path, 20)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("milepost.lib.sqlite.base.time.sleep", pytest.fail)
    with person.without_waiting(), person.cursor() as cursor, pytest.raises(OperationalError, match="locked"):
        cursor.execute("INSERT INTO written VALUES (1.0)")
    holder.execute("COMMIT")
    with person.cursor() as cursor:
        cursor.execute("INSERT INTO written VALUES (1.0)")
    holder.close()
    person.close()


def test_what_is_wrong_for_another_reason_is_not_tried_again(path, monkeypatch):
    person = connected(path, 20)
    monkeypatch.setattr("milepost.lib.sqlite.base.time.sleep", pytest.fail)
    with person.cursor() as cursor, pytest.raises(OperationalError, match="no such table"):
        cursor.execute("INSERT INTO unknown VALUES (1.0)")
    person.close()
