import pytest
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from milepost.audit.public import AuditEntry
from milepost.jobs.models import FailedJob
from milepost.jobs.public import discard_job, failures, retry_job
from milepost.jobs.testing import run_all_jobs
from milepost.jobs.tests import tasks
from milepost.lib.errors import Conflict, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def failure():
    tasks.break_down.enqueue(kind="invalid")
    run_all_jobs(raise_errors=False)
    return failures().get()


def test_it_puts_a_failed_job_back_with_all_its_tries(failure, actor, seen):
    retry_job(failure.job_id, actor=actor)
    assert not failures().exists()
    run_all_jobs(raise_errors=False)
    again = failures().get()
    assert (again.pk, again.attempts) == (failure.pk, 1)
    assert seen == ["invalid"]


def test_it_discards_a_failed_job_for_good(failure, actor):
    discard_job(failure.job_id, actor=actor)
    assert not failures().exists()
    assert run_all_jobs() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_it_leaves_who_did_it(failure, actor):
    retry_job(failure.job_id, actor=actor)
    entry = AuditEntry.objects.of(failure).first()
    assert (entry.actor_label, entry.changes) == (actor.label, {"state": ["open", "retried"]})


def test_it_refuses_what_is_dealt_with(failure, actor):
    discard_job(failure.job_id, actor=actor)
    with pytest.raises(Conflict):
        retry_job(failure.job_id, actor=actor)


def test_it_knows_no_other_jobs(actor):
    tasks.note.enqueue("fine")
    with pytest.raises(NotFound):
        retry_job(DBTaskResult.objects.get().pk, actor=actor)
    assert not FailedJob.objects.exists()
