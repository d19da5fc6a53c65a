"""The clock: enqueues the task of each schedule when it is due, each occurrence once however many workers look."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from milepost.jobs import faults
from milepost.jobs.models import Occurrence
from milepost.jobs.records import Schedule, latest_due, schedules


def enqueue_due(now: dt.datetime | None = None) -> int:
    """Enqueue what is due and not yet enqueued; return how many tasks.

    Of the occurrences that passed while no worker ran, only the last is made up for. A schedule that is seen for the
    first time begins with its next occurrence. One query when nothing is due.
    """
    moment = now or timezone.now()
    last_of = dict(Occurrence.objects.values_list("key").annotate(Max("at")))
    return sum(_enqueue(schedule, last_of.get(schedule.key), moment) for schedule in schedules)


def _enqueue(schedule: Schedule, last: dt.datetime | None, now: dt.datetime) -> bool:
    due = latest_due(schedule, now)
    if last is not None and due <= last:
        return False
    try:
        with transaction.atomic():
            occurrence = Occurrence.objects.create(key=schedule.key, at=due)
            if last is None:
                return False
            occurrence.job_id = uuid.UUID(schedule.task.enqueue().id)
            occurrence.save(update_fields=["job_id"])
            faults.reached("in-cron")
    except IntegrityError:
        return False  # another worker was quicker
    return True
