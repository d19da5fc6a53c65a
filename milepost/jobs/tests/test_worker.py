import json
import subprocess
import sys

import pytest
from django.db import OperationalError

from milepost.jobs import worker
from milepost.jobs.models import WorkerRow
from milepost.jobs.tests import tasks
from milepost.jobs.worker import Worker, WorkerOptions


@pytest.fixture(scope="module")
def stories():
    command = [sys.executable, "-m", "milepost.jobs.tests.faultrun.signals"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.own_processes
@pytest.mark.parametrize("name", ["finishes", "both_at_once"])
def test_it_finishes_what_runs_when_told_to_stop(stories, name):
    story = stories[name]
    assert (story["code"], story["job"], story["workers_left"]) == (0, "SUCCESSFUL", 0)


@pytest.mark.slow
@pytest.mark.own_processes
def test_it_hands_back_what_does_not_end_in_time(stories):
    story = stories["hands_back"]
    assert (story["code"], story["job"], story["attempts"], story["workers_left"]) == (1, "READY", 0, 0)
    assert story["seconds"] < 5


@pytest.mark.slow
@pytest.mark.own_processes
def test_it_ends_at_once_at_the_second_signal(stories):
    story = stories["at_once"]
    assert (story["code"], story["job"]) == (143, "RUNNING")
    assert story["seconds"] < 3


@pytest.mark.django_db
def test_it_runs_one_job_at_a_time_and_says_whether_there_was_one(seen):
    tasks.note.enqueue("a")
    one = Worker()
    assert one._run_next()
    assert not one._run_next()
    assert (seen, one._running) == (["a"], set())


@pytest.mark.django_db
def test_it_gives_a_sign_of_life_even_when_its_row_is_gone():
    one = Worker()
    one._take_care()
    assert WorkerRow.objects.get().id == one.id
    one._take_care()
    assert WorkerRow.objects.count() == 1


@pytest.mark.django_db
def test_it_goes_on_when_the_database_was_away(monkeypatch):
    monkeypatch.setattr(worker, "_TROUBLE_PAUSE_SECONDS", 0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    one, calls = Worker(WorkerOptions(poll_seconds=0)), []

    def step(is_busy):
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        one.stop()
        return False

    one._guarded(step, 0)
    assert len(calls) == 2
