"""Housekeeping of the jobs room: what has served its time goes, in short batches."""

import datetime as dt
from typing import Any

from django.db.models import Max, QuerySet
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milepost.audit.public import delete_record
from milepost.jobs.models import Delivery, FailedJob, FailureState, Occurrence, Receipt, Work
from milepost.jobs.pacing import paced_batches
from milepost.jobs.records import retrying
from milepost.lib.actor import SYSTEM

JOB_DAYS = 14
OPEN_FAILURE_DAYS = 90
# A receipt must outlive every job that could run again and look for it.
RECEIPT_DAYS = 120


@task
@retrying(max_attempts=3, backoff_seconds=60)
def tidy_jobs() -> None:
    """Delete finished jobs, delivered events and finished work after 14 days, receipts after 120."""
    old, very_old, receipts_until = (
        timezone.now() - dt.timedelta(days=days) for days in (JOB_DAYS, OPEN_FAILURE_DAYS, RECEIPT_DAYS)
    )
    _tidy_failures(FailedJob.objects.exclude(state=FailureState.OPEN).filter(failed_at__lt=old))
    _tidy_failures(FailedJob.objects.open().filter(failed_at__lt=very_old))
    finished = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    failed_jobs = FailedJob.objects.values("job_id")
    _tidy(DBTaskResult.objects.filter(status__in=finished, finished_at__lt=old).exclude(pk__in=failed_jobs))
    _tidy(Delivery.objects.filter(delivered_at__lt=old))
    _tidy(Work.objects.filter(finished_at__lt=old))
    _tidy(Receipt.objects.filter(at__lt=receipts_until))
    latest = Occurrence.objects.values("key").annotate(latest=Max("pk")).values("latest")
    _tidy(Occurrence.objects.filter(at__lt=old).exclude(pk__in=latest))


def _tidy(rows: QuerySet[Any]) -> None:
    keys = list(rows.values_list("pk", flat=True))
    for batch in paced_batches(keys):
        rows.model._default_manager.filter(pk__in=batch).delete()


def _tidy_failures(failed_jobs: QuerySet[FailedJob]) -> None:
    for batch in paced_batches(failed_jobs, size=20):
        for failed_job in batch:
            delete_record(failed_job, actor=SYSTEM)
