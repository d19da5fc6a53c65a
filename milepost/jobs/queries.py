"""Reads of the jobs room."""

import datetime as dt

from django.db.models import Count, Min, Q, QuerySet
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from milepost.jobs.models import FailedJob, Lease, WorkerRow
from milepost.jobs.records import WorkerState

ALIVE_SECONDS = 20


def worker_state() -> WorkerState:
    """Return how background work fares. Three queries; what waits for a later hour is not counted as waiting."""
    now = timezone.now()
    alive_since = now - dt.timedelta(seconds=ALIVE_SECONDS)
    workers = WorkerRow.objects.filter(seen_at__gte=alive_since).count()
    queue_length, oldest_seconds = _waiting(now)
    return WorkerState(
        alive=workers > 0,
        workers=workers,
        queue_length=queue_length,
        running=Lease.objects.filter(expires_at__isnull=False).count(),
        oldest_waiting_seconds=oldest_seconds,
        failures=failures().count(),
    )


def _waiting(now: dt.datetime) -> tuple[int, float]:
    at_once, later = Q(run_after=get_date_max()), Q(run_after__lte=now)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).aggregate(
        count=Count("pk", filter=at_once | later),
        oldest=Min("enqueued_at", filter=at_once),
        latest_due=Min("run_after", filter=later),
    )
    since = [moment for moment in (waiting["oldest"], waiting["latest_due"]) if moment]
    return waiting["count"], (now - min(since)).total_seconds() if since else 0.0


def failures() -> QuerySet[FailedJob]:
    """Return the failed jobs that nobody has dealt with, newest first."""
    return FailedJob.objects.open().order_by("-failed_at", "-id")
