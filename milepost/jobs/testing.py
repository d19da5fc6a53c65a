"""Background work inside tests: runs what waits, in the calling thread and its transaction."""

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from milepost.jobs import leases, runner
from milepost.jobs.housekeeping import tidy_jobs
from milepost.jobs.models import FailedJob, Lease

_WORKER = "test"
_LEASE_SECONDS = 60


def run_all_jobs(*, raise_errors: bool = True, most: int = 10_000) -> int:
    """Run all jobs that are due, and those that they enqueue, until none is left; return how many attempts ran.

    The first error of a task is raised, so that no test passes over a broken job; with `raise_errors=False` the job
    fails or waits for its retry as it would in the worker.
    """
    for count in range(most):
        claim = leases.claim_next(_WORKER, _LEASE_SECONDS)
        if claim is None:
            return count
        error = runner.run(claim)
        if error is not None and raise_errors:
            raise error
    raise AssertionError(f"more than {most} jobs ran: do they enqueue one another for ever?")


def make_failed_job(words: str = "The mail server does not answer.") -> FailedJob:
    """Return a job that has failed for good."""
    tidy_jobs.using(priority=100).enqueue()
    claim = leases.claim_next(_WORKER, _LEASE_SECONDS)
    if claim is None:
        raise AssertionError("the job is gone")
    try:
        _break(words)
    except RuntimeError as error:
        leases.give_up(claim, error)
    return FailedJob.objects.get(job_id=claim.job_id)


def _break(words: str) -> None:
    raise RuntimeError(words)


def hurry_retries() -> int:
    """Make the pause of every job that waits for its next attempt end now; return how many there are."""
    waiting = Lease.objects.filter(expires_at=None).values_list("job_id", flat=True)
    hurried: int = DBTaskResult.objects.filter(pk__in=list(waiting)).update(run_after=timezone.now())
    return hurried
