"""The life of a job: claimed under a lease, renewed, rescued when its worker died, ended by whoever holds the lease.

Every ending is guarded by the lease (worker and attempt): a worker that was given up for dead and comes back changes
nothing.
"""

import datetime as dt
import logging
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult, get_date_max

from milepost.audit.public import create_record, update_record
from milepost.jobs import faults
from milepost.jobs.models import FailedJob, FailureState, Lease, Work
from milepost.jobs.records import WorkerDied, WorkState, policy_of
from milepost.lib.actor import SYSTEM

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker may run, and which attempt it is. `job` is the row of `django_tasks_db`."""

    job: Any
    worker_id: str
    attempt: int
    deaths: int

    @property
    def job_id(self) -> UUID:
        identifier: UUID = self.job.pk
        return identifier

    @property
    def work_id(self) -> int | None:
        found = self.job.args_kwargs["kwargs"].get("work_id")
        return found if isinstance(found, int) else None


def claim_next(worker_id: str, lease_seconds: float, *, is_busy: bool = False) -> Claim | None:
    """Claim the job whose turn it is; None when none waits.

    Looking at an empty queue takes no write lock, unless the caller `is_busy` and so expects that there is more.
    """
    if not is_busy and not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        job = DBTaskResult.objects.ready().select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.claim(worker_id)
        lease = _take_lease(job, worker_id, lease_seconds)
    faults.reached("after-claim")
    return Claim(job, worker_id, lease.attempts, lease.deaths)


def _take_lease(job: Any, worker_id: str, lease_seconds: float) -> Lease:
    expires_at = timezone.now() + dt.timedelta(seconds=lease_seconds)
    is_first_claim = len(job.worker_ids) == 1
    lease = None if is_first_claim else Lease.objects.filter(job=job).first()
    if lease is None:
        return Lease.objects.create(job=job, worker_id=worker_id, expires_at=expires_at, attempts=1)
    lease.worker_id, lease.expires_at, lease.attempts = worker_id, expires_at, lease.attempts + 1
    lease.save(update_fields=["worker_id", "expires_at", "attempts"])
    return lease


def renew(worker_id: str, job_ids: Collection[UUID], lease_seconds: float) -> None:
    """Prolong the leases of the jobs that this worker runs now."""
    expires_at = timezone.now() + dt.timedelta(seconds=lease_seconds)
    Lease.objects.filter(worker_id=worker_id, job_id__in=job_ids).update(expires_at=expires_at)


def release(worker_id: str, job_ids: Collection[UUID]) -> None:
    """Give jobs back that this worker has no time to finish; the attempt does not count."""
    for job_id in job_ids:
        with transaction.atomic():
            mine = Lease.objects.filter(worker_id=worker_id, job_id=job_id)
            if mine.update(worker_id="", expires_at=None, attempts=F("attempts") - 1):
                _requeue(job_id, get_date_max())


def complete(claim: Claim, return_value: Any) -> bool:
    """Write that the job is done; False when the lease was lost meanwhile."""
    with transaction.atomic():
        if not _end_lease(claim):
            return False
        _write_end(claim, TaskResultStatus.SUCCESSFUL, return_value=return_value)
        _end_work(claim, WorkState.DONE)
        faults.reached("before-completion")
    return True


def cancel(claim: Claim) -> bool:
    """Write that the job ended because its person wished so."""
    with transaction.atomic():
        if not _end_lease(claim):
            return False
        _write_end(claim, TaskResultStatus.SUCCESSFUL)
        _end_work(claim, WorkState.CANCELLED)
    return True


def fail(claim: Claim, error: BaseException) -> bool:
    """Write that an attempt failed: back into the queue after a pause, or failed for good as the policy says."""
    policy = policy_of(claim.job.task_path)
    tries = claim.attempt - claim.deaths
    if tries >= policy.max_attempts or isinstance(error, policy.give_up_on):
        return give_up(claim, error)
    pause = dt.timedelta(seconds=policy.pause_seconds(tries))
    with transaction.atomic():
        held = Lease.objects.held(claim.job_id, claim.worker_id, claim.attempt)
        if not held.update(worker_id="", expires_at=None):
            return False
        _requeue(claim.job_id, timezone.now() + pause, error)
    return True


def rescue_expired() -> int:
    """Take back the jobs of workers that died; return how many there were."""
    job_ids = list(Lease.objects.expired().values_list("job_id", flat=True))
    return sum(_rescue(job_id) for job_id in job_ids)


def _rescue(job_id: UUID) -> bool:
    with transaction.atomic():
        lease = Lease.objects.expired().select_for_update(skip_locked=True).filter(job_id=job_id).first()
        if lease is None:
            return False
        job, lease.deaths = lease.job, lease.deaths + 1
        policy = policy_of(job.task_path)
        logger.warning("worker %s died while it ran job %s (%s)", lease.worker_id, job_id, job.task_path)
        if lease.deaths >= policy.max_attempts:
            words = _("its worker died %(count)s times") % {"count": lease.deaths}
            give_up(Claim(job, lease.worker_id, lease.attempts, lease.deaths), WorkerDied(words))
            return True
        lease.worker_id, lease.expires_at = "", None
        lease.save(update_fields=["worker_id", "expires_at", "deaths"])
        # A task that kills its workers must not do so without a pause; the first death may be chance.
        pause = dt.timedelta(seconds=policy.pause_seconds(lease.deaths - 1))
        _requeue(job_id, get_date_max() if lease.deaths == 1 else timezone.now() + pause)
    return True


def give_up(claim: Claim, error: BaseException) -> bool:
    """Write that the job failed for good: an operator finds it among the failures."""
    with transaction.atomic():
        if not _end_lease(claim):
            return False
        _write_end(claim, TaskResultStatus.FAILED, error=error)
        _record_failure(claim, error)
        _end_work(claim, WorkState.FAILED, summary=_words(error)[:500])
    return True


def _record_failure(claim: Claim, error: BaseException) -> None:
    facts = {
        "error": f"{type(error).__name__}: {_words(error)}"[:500],
        "attempts": claim.attempt,
        "failed_at": timezone.now(),
        "state": FailureState.OPEN,
    }
    failure = FailedJob.objects.filter(job_id=claim.job_id).first()
    if failure is not None:
        update_record(failure, facts, actor=SYSTEM)
    else:
        create_record(FailedJob(job_id=claim.job_id, task_path=claim.job.task_path[:200], **facts), actor=SYSTEM)


def _end_lease(claim: Claim) -> bool:
    held = Lease.objects.held(claim.job_id, claim.worker_id, claim.attempt).delete()[0] > 0
    if not held:
        logger.warning("worker %s lost the lease of job %s; its result does not count", claim.worker_id, claim.job_id)
    return held


def _write_end(claim: Claim, status: str, *, return_value: Any = None, error: BaseException | None = None) -> None:
    job = claim.job
    job.status, job.finished_at, job.return_value = status, timezone.now(), return_value
    job.exception_class_path, job.traceback = _described(error)
    job.save(update_fields=["status", "finished_at", "return_value", "exception_class_path", "traceback"])


def _requeue(job_id: UUID, run_after: dt.datetime, error: BaseException | None = None) -> None:
    fields: dict[str, Any] = {"status": TaskResultStatus.READY, "run_after": run_after}
    if error is not None:
        fields["exception_class_path"], fields["traceback"] = _described(error)
    DBTaskResult.objects.filter(pk=job_id).update(**fields)


def _described(error: BaseException | None) -> tuple[str, str]:
    if error is None:
        return "", ""
    return f"{type(error).__module__}.{type(error).__qualname__}", _storable("".join(traceback.format_exception(error)))


def _words(error: BaseException) -> str:
    try:
        return _storable(str(error))
    except Exception:  # noqa: BLE001 - an error that cannot even say itself is still written down
        return "?"


def _storable(text: str) -> str:
    """Return `text` without what a database refuses: half a surrogate pair, and on PostgreSQL U+0000."""
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()


def _end_work(claim: Claim, state: WorkState, summary: str = "") -> None:
    if claim.work_id is None:
        return
    fields: dict[str, Any] = {"state": state, "finished_at": timezone.now(), "note": ""}
    if summary:
        fields["summary"] = summary
    Work.objects.unfinished().filter(pk=claim.work_id, job_id=claim.job_id).update(**fields)
