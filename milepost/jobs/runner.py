"""Runs one claimed job: enters by the door of jobs, in the name of whoever waits for it, and writes how it ended."""

import logging
import zoneinfo
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.tasks import TaskContext
from django.tasks.signals import task_finished, task_started
from django.utils import timezone, translation
from django.utils.json import normalize_json

from milepost.jobs import faults, leases
from milepost.jobs.leases import Claim
from milepost.jobs.models import Work
from milepost.jobs.records import WorkCancelled, WorkState
from milepost.lib.actor import Door, entering

logger = logging.getLogger(__name__)


def run(claim: Claim) -> BaseException | None:
    """Run the job to one of its ends; return the error of the attempt, if it had one."""
    try:
        with _entrance(claim):
            return_value = _call(claim)
        faults.reached("after-effect")
        leases.complete(claim, return_value)
        _tell(task_finished, claim)
    except WorkCancelled:
        leases.cancel(claim)
    except (Exception, SystemExit) as error:  # a task that calls sys.exit() must not end the thread that runs it
        logger.warning(
            "attempt %s of job %s (%s) failed", claim.attempt, claim.job_id, claim.job.task_path, exc_info=True
        )
        leases.fail(claim, error)
        return error
    return None


def _call(claim: Claim) -> Any:
    task, result = claim.job.task, claim.job.task_result
    _tell(task_started, claim)
    context: list[Any] = [TaskContext(task_result=result)] if task.takes_context else []
    return normalize_json(task.call(*context, *result.args, **result.kwargs))


def _tell(signal: Any, claim: Claim) -> None:
    signal.send(sender=type(claim.job.task.get_backend()), task_result=claim.job.task_result)


@contextmanager
def _entrance(claim: Claim) -> Iterator[None]:
    work = _begin_work(claim)
    with ExitStack() as stack:
        if work is None:
            stack.enter_context(entering(Door.JOB, address="", batch=""))
        else:
            stack.enter_context(entering(Door.JOB, address=work.address, batch=work.batch))
            if work.language:
                stack.enter_context(translation.override(work.language))
            if work.timezone:
                stack.enter_context(timezone.override(zoneinfo.ZoneInfo(work.timezone)))
        yield


def _begin_work(claim: Claim) -> Work | None:
    if claim.work_id is None:
        return None
    work = Work.objects.filter(pk=claim.work_id, job_id=claim.job_id).first()
    if work is None:
        return None
    if work.cancel_requested:
        raise WorkCancelled
    if work.state == WorkState.QUEUED:
        work.state = WorkState.RUNNING
        work.save(update_fields=["state"])
    return work
