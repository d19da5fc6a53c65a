"""Writes of the jobs room: receipts, long work, and what an operator does about failures."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.tasks import Task, TaskResultStatus
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult, get_date_max

from milepost.audit.public import update_record
from milepost.jobs import faults
from milepost.jobs.models import FailedJob, FailureState, Receipt, Work
from milepost.jobs.records import WorkCancelled, WorkState
from milepost.lib.actor import Actor, current_entrance
from milepost.lib.errors import Conflict, NotFound


@contextmanager
def once(key: str) -> Iterator[bool]:
    """Open a transaction for an effect that must happen once; yield whether this is the first time.

    The receipt `key` commits with the effect, so a task that runs again finds it and leaves the effect out:

        with once(f"welcome:{user_id}") as is_first:
            if is_first:
                ...

    Two at the same time: the second waits for the first to commit, then finds the receipt. An exception in the block
    takes the receipt back. It covers the database alone: a mail that was sent is sent.
    """
    with transaction.atomic():
        yield _leave_receipt(key)
        faults.reached("in-effect")


def is_done(key: str) -> bool:
    """Say whether the effect with this receipt has happened, before what it takes is computed for nothing."""
    return Receipt.objects.filter(key=key).exists()


def _leave_receipt(key: str) -> bool:
    try:
        with transaction.atomic():
            Receipt.objects.create(key=key)
    except IntegrityError:
        return False
    return True


def start_work(task: Task[..., Any], *, title: str, actor: Actor, **kwargs: Any) -> Work:
    """Enqueue `task` with `work_id=` and `kwargs` (of JSON's types), and return the row by which `actor` follows it.

    The task calls `report_progress`, `check_cancelled` and `finish_work` with its `work_id`; it runs in the actor's
    language and time zone, and its writes carry the address and batch of this request.
    """
    entrance = current_entrance()
    with transaction.atomic():
        work = Work.objects.create(
            title=title[:200],
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:200],
            address=entrance.address,
            batch=entrance.batch,
            language=translation.get_language() or "",
            timezone=timezone.get_current_timezone_name(),
        )
        work.job_id = uuid.UUID(task.enqueue(work_id=work.pk, **kwargs).id)
        work.save(update_fields=["job_id"])
    return work


def report_progress(work_id: int, done: int, total: int | None = None, note: str = "") -> None:
    """Say how far the work is; one small write, so call it once a batch and outside of the batch's transaction."""
    fields: dict[str, Any] = {"done": done, "note": note[:300]}
    if total is not None:
        fields["total"] = total
    Work.objects.unfinished().filter(pk=work_id).update(**fields)


def finish_work(work_id: int, summary: str = "", result_url: str = "") -> None:
    """Say what came of the work. A task that returns without this is done all the same, with no words."""
    Work.objects.unfinished().filter(pk=work_id).update(
        state=WorkState.DONE, summary=summary[:500], result_url=result_url, note="", finished_at=timezone.now()
    )


def cancel_work(work_id: int, *, actor: Actor) -> Work:
    """Ask the actor's own work to stop. What waits is cancelled at once, what runs at its next `check_cancelled`."""
    with transaction.atomic():
        work = Work.objects.of(actor).select_for_update().filter(pk=work_id).first()
        if work is None:
            raise NotFound("no-such-work", _("There is no such work."))
        work.cancel_requested = True
        if work.state == WorkState.QUEUED:
            work.state, work.finished_at = WorkState.CANCELLED, timezone.now()
        work.save(update_fields=["cancel_requested", "state", "finished_at"])
    return work


def check_cancelled(work_id: int) -> None:
    """Raise `WorkCancelled` when the person asked the work to stop; call it between batches."""
    if Work.objects.filter(pk=work_id, cancel_requested=True).exists():
        raise WorkCancelled


def retry_job(job_id: uuid.UUID | str, *, actor: Actor) -> None:
    """Put a failed job back in the queue, its attempts counted anew. Raises NotFound; Conflict if it is not failed."""
    with transaction.atomic():
        failure = _open_failure(job_id)
        update_record(failure, {"state": FailureState.RETRIED}, actor=actor)
        Work.objects.filter(job_id=failure.job_id).update(
            state=WorkState.QUEUED, summary="", finished_at=None, cancel_requested=False
        )
        DBTaskResult.objects.filter(pk=failure.job_id).update(
            status=TaskResultStatus.READY, run_after=get_date_max(), finished_at=None
        )


def discard_job(job_id: uuid.UUID | str, *, actor: Actor) -> None:
    """Take a failed job off the list of failures; it never runs again."""
    update_record(_open_failure(job_id), {"state": FailureState.DISCARDED}, actor=actor)


def _open_failure(job_id: uuid.UUID | str) -> FailedJob:
    failure = FailedJob.objects.filter(job_id=job_id).first()
    if failure is None:
        raise NotFound("no-such-job", _("There is no such failed job."))
    if failure.state != FailureState.OPEN:
        raise Conflict("not-failed", _("Somebody has dealt with this job already."))
    return failure
