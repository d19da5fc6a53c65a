import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milepost.audit.public import AuditEntry
from milepost.jobs.housekeeping import tidy_jobs
from milepost.jobs.models import Delivery, FailedJob, Occurrence, Receipt, Work
from milepost.jobs.public import discard_job, failures, once, start_work
from milepost.jobs.testing import run_all_jobs
from milepost.jobs.tests import tasks

pytestmark = pytest.mark.django_db


def days_later(days):
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True)


def test_it_deletes_finished_jobs_and_work_after_14_days(actor):
    start_work(tasks.only_count, title="Count", actor=actor)
    run_all_jobs()
    with days_later(13):
        tidy_jobs.call()
        assert DBTaskResult.objects.count() == 1
    with days_later(15):
        tidy_jobs.call()
    assert not DBTaskResult.objects.exists()
    assert not Work.objects.exists()


def test_it_keeps_what_waits():
    tasks.note.enqueue("a")
    with days_later(400):
        tidy_jobs.call()
    assert DBTaskResult.objects.count() == 1


def test_it_keeps_failures_until_somebody_deals_with_them_or_90_days(actor):
    for _job in range(2):
        tasks.break_down.enqueue(kind="invalid")
    run_all_jobs(raise_errors=False)
    discard_job(failures().first().job_id, actor=actor)
    with days_later(15):
        tidy_jobs.call()
        assert FailedJob.objects.count() == DBTaskResult.objects.count() == 1
    with days_later(91):
        tidy_jobs.call()
    assert not FailedJob.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert AuditEntry.objects.filter(kind="jobs.failedjob", action="delete").count() == 2


def test_it_keeps_receipts_for_120_days():
    with once("a"):
        pass
    with days_later(119):
        tidy_jobs.call()
        assert Receipt.objects.exists()
    with days_later(121):
        tidy_jobs.call()
    assert not Receipt.objects.exists()


def test_it_keeps_the_last_occurrence_of_each_schedule():
    moments = [timezone.now() + dt.timedelta(hours=hour) for hour in range(3)]
    Occurrence.objects.bulk_create(Occurrence(key=key, at=at) for key in ("a", "b") for at in moments)
    with days_later(40):
        tidy_jobs.call()
    assert list(Occurrence.objects.order_by("key").values_list("key", "at")) == [("a", moments[2]), ("b", moments[2])]


def test_it_deletes_delivered_events_only():
    import uuid

    for delivered_at in (timezone.now(), None):
        Delivery.objects.create(event_id=uuid.uuid4(), subscriber="s", event="e", payload={}, delivered_at=delivered_at)
    with days_later(15):
        tidy_jobs.call()
    assert Delivery.objects.get().delivered_at is None
