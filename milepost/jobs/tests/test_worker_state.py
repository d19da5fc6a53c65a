import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milepost.jobs import leases
from milepost.jobs.models import WorkerRow
from milepost.jobs.public import worker_state
from milepost.jobs.testing import run_all_jobs
from milepost.jobs.tests import tasks

pytestmark = pytest.mark.django_db


def worker(seconds_ago):
    now = timezone.now()
    seen_at = now - dt.timedelta(seconds=seconds_ago)
    return WorkerRow.objects.create(
        id=f"w{seconds_ago}", host="h", process=1, threads=2, started_at=now, seen_at=seen_at
    )


def test_it_is_alive_while_a_worker_gives_signs_of_life():
    assert not worker_state().alive
    worker(60)
    assert not worker_state().alive
    worker(3)
    assert (worker_state().alive, worker_state().workers) == (True, 1)


def test_it_counts_what_waits_and_says_since_when():
    empty = worker_state()
    assert (empty.queue_length, empty.oldest_waiting_seconds) == (0, 0)
    tasks.note.enqueue("a")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(seconds=90))
    tasks.note.enqueue("b")
    state = worker_state()
    assert state.queue_length == 2
    assert 89 < state.oldest_waiting_seconds < 100


def test_it_does_not_count_what_waits_for_a_later_hour():
    tasks.note.using(run_after=timezone.now() + dt.timedelta(hours=1)).enqueue("later")
    assert (worker_state().queue_length, worker_state().oldest_waiting_seconds) == (0, 0)


def test_it_counts_what_runs_and_what_failed():
    tasks.note.enqueue("a")
    leases.claim_next("one", 60)
    assert worker_state().running == 1
    tasks.break_down.enqueue(kind="invalid")
    run_all_jobs(raise_errors=False)
    assert worker_state().failures == 1


def test_it_asks_a_constant_number_of_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        worker_state()
