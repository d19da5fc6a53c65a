"""Reads of the jobs room."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from milepost.jobs.models import FailedJob, Lease, Occurrence, Work, WorkerRow
from milepost.jobs.records import Schedule, ScheduleState, WorkerState, next_due, schedules

ALIVE_SECONDS = 20


def arguments_of(work: Work) -> dict[str, Any]:
    """Return what `start_work` was given for the task of `work`; nothing when its job is tidied away. One query."""
    stored = DBTaskResult.objects.filter(pk=work.job_id).values_list("args_kwargs", flat=True).first()
    return dict(stored["kwargs"]) if stored else {}


def worker_state() -> WorkerState:
    """Return how background work fares. Four queries; what waits for a later hour is not counted as waiting."""
    now = timezone.now()
    count = workers().count()
    queue_length, oldest_seconds = _waiting(now)
    return WorkerState(
        alive=count > 0,
        workers=count,
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


def workers() -> QuerySet[WorkerRow]:
    """Return the workers that give signs of life, the oldest first."""
    alive_since = timezone.now() - dt.timedelta(seconds=ALIVE_SECONDS)
    return WorkerRow.objects.filter(seen_at__gte=alive_since).order_by("started_at")


def schedule_states() -> list[ScheduleState]:
    """Return every schedule with its last and next run, in the order of registration. Two queries."""
    now = timezone.now()
    runs = Occurrence.objects.exclude(job_id=None)
    newest = runs.values("key").annotate(newest=Max("pk")).values("newest")
    last_of = {occurrence.key: occurrence for occurrence in Occurrence.objects.filter(pk__in=newest)}
    job_ids = [occurrence.job_id for occurrence in last_of.values()]
    status_of = dict(DBTaskResult.objects.filter(pk__in=job_ids).values_list("pk", "status"))
    return [_state_of(schedule, last_of.get(schedule.key), status_of, now) for schedule in schedules]


def _state_of(
    schedule: Schedule, last: Occurrence | None, status_of: Mapping[UUID | None, str], now: dt.datetime
) -> ScheduleState:
    return ScheduleState(
        schedule=schedule,
        last_at=last.at if last else None,
        last_status=status_of.get(last.job_id, "") if last else "",
        next_at=next_due(schedule, now),
    )


def failures() -> QuerySet[FailedJob]:
    """Return the failed jobs that nobody has dealt with, newest first."""
    return FailedJob.objects.open().order_by("-failed_at", "-id")
