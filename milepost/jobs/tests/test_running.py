import datetime as dt

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milepost.jobs import leases, runner
from milepost.jobs.models import FailedJob, Lease
from milepost.jobs.public import failures
from milepost.jobs.testing import hurry_retries, run_all_jobs
from milepost.jobs.tests import tasks
from milepost.lib.actor import Door

pytestmark = pytest.mark.django_db


def job():
    return DBTaskResult.objects.get()


def test_it_runs_what_waits_and_keeps_the_answer(seen):
    tasks.note.enqueue("a")
    assert run_all_jobs() == 1
    assert seen == ["a"]
    assert (job().status, job().return_value) == (TaskResultStatus.SUCCESSFUL, "a")
    assert not Lease.objects.exists()


def test_it_enters_by_the_door_of_jobs(seen):
    tasks.note_entrance.enqueue()
    run_all_jobs()
    assert seen[0].door == Door.JOB


def test_it_gives_the_context_to_tasks_that_take_it(seen):
    tasks.note_attempt.enqueue()
    run_all_jobs()
    assert seen == [1]


def test_it_raises_the_error_of_a_job_in_tests(seen):
    tasks.break_down.enqueue()
    with pytest.raises(RuntimeError, match="away"):
        run_all_jobs()


@pytest.mark.parametrize("kind", ["surrogate", "nul", "speechless", "exit"])
def test_it_ends_a_job_whose_error_cannot_be_written(seen, kind, monkeypatch):
    # Half a surrogate pair in a test's captured log would end the worker process of the test runner itself.
    monkeypatch.setattr(runner.logger, "disabled", True)
    tasks.break_down_badly.enqueue(kind)
    assert run_all_jobs(raise_errors=False) == 1
    assert job().status == TaskResultStatus.FAILED
    assert failures().get().attempts == 1
    assert "break_down_badly" in job().traceback


def test_it_tries_again_later_and_later_then_gives_up(seen):
    tasks.break_down.enqueue()
    pauses = []
    for _attempt in range(3):
        assert run_all_jobs(raise_errors=False) == 1
        pauses.append((job().run_after - timezone.now()).total_seconds())
        hurry_retries()
    assert 7 < pauses[0] < 13
    assert 14 < pauses[1] < 26
    assert job().status == TaskResultStatus.FAILED
    failure = failures().get()
    assert (failure.error, failure.attempts) == ("RuntimeError: the other side is away", 3)
    assert "break_down" in job().traceback
    assert run_all_jobs() == 0


def test_it_gives_up_at_once_on_errors_that_will_not_mend(seen):
    tasks.break_down.enqueue(kind="invalid")
    run_all_jobs(raise_errors=False)
    assert seen == ["invalid"]
    assert failures().count() == 1


def test_it_fails_a_job_whose_answer_cannot_be_kept():
    tasks.return_an_object.enqueue()
    with pytest.raises(TypeError):
        run_all_jobs()


def test_it_fails_a_job_whose_task_is_gone():
    tasks.note.enqueue("a")
    DBTaskResult.objects.update(task_path="milepost.jobs.tests.tasks.no_such_task")
    for _attempt in range(3):
        run_all_jobs(raise_errors=False)
        hurry_retries()
    assert "no_such_task" in failures().get().error


def test_it_leaves_later_jobs_alone(seen):
    tasks.note.using(run_after=timezone.now() + dt.timedelta(hours=1)).enqueue("later")
    assert run_all_jobs() == 0


def test_it_runs_the_more_urgent_first(seen):
    tasks.note.enqueue("usual")
    tasks.note.using(priority=50).enqueue("urgent")
    run_all_jobs()
    assert seen == ["urgent", "usual"]


def test_it_claims_a_job_once():
    tasks.note.enqueue("a")
    assert leases.claim_next("one", 60) is not None
    assert leases.claim_next("two", 60) is None


def expire():
    Lease.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))


def test_it_rescues_the_job_of_a_dead_worker(seen):
    tasks.note.enqueue("a")
    leases.claim_next("dead", 60)
    assert leases.rescue_expired() == 0
    expire()
    assert leases.rescue_expired() == 1
    run_all_jobs()
    assert seen == ["a"]
    assert len(job().worker_ids) == 2


def test_it_does_not_rescue_what_is_renewed():
    tasks.note.enqueue("a")
    claim = leases.claim_next("slow", 60)
    expire()
    leases.renew("slow", [claim.job_id], 60)
    assert leases.rescue_expired() == 0


def test_it_gives_up_on_a_job_under_which_workers_keep_dying():
    tasks.break_down.enqueue()
    for _death in range(3):
        assert leases.claim_next("dead", 60)
        expire()
        assert leases.rescue_expired() == 1
        hurry_retries()
    assert job().status == TaskResultStatus.FAILED
    assert failures().get().error == "WorkerDied: its worker died 3 times"


def test_it_does_not_count_a_death_as_a_failed_try(seen):
    tasks.break_down.enqueue()
    leases.claim_next("dead", 60)
    expire()
    leases.rescue_expired()
    for _attempt in range(3):
        assert run_all_jobs(raise_errors=False) == 1
        hurry_retries()
    assert len(seen) == 3
    assert failures().get().error.startswith("RuntimeError")


def test_it_ignores_a_worker_that_comes_back_from_the_dead(seen):
    tasks.note.enqueue("a")
    late = leases.claim_next("late", 60)
    expire()
    leases.rescue_expired()
    other = leases.claim_next("other", 60)
    assert not leases.complete(late, "late")
    assert not leases.fail(late, RuntimeError())
    assert job().status == TaskResultStatus.RUNNING
    assert leases.complete(other, "other")
    assert job().return_value == "other"
    assert not FailedJob.objects.exists()


def test_it_hands_back_what_it_has_no_time_for(seen):
    tasks.note.enqueue("a")
    claim = leases.claim_next("leaving", 60)
    leases.release("leaving", [claim.job_id])
    assert Lease.objects.get().attempts == 0
    again = leases.claim_next("next", 60)
    assert again.attempt == 1
    assert runner.run(again) is None
