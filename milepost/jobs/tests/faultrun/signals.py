"""Tells real workers to stop, in each of the ways there are, and prints what became of them and their job as JSON."""

import json
import os
import signal
import time

from milepost.jobs.tests.faultrun.run import own_database, prepare, start_worker


def until(condition, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def story(nap_seconds: float, *signals_after: float, stop_seconds: float = 10.0) -> dict:
    """Start a worker and a job that naps, send SIGTERM after each of the given pauses, and wait for the end."""
    from django_tasks_db.models import DBTaskResult

    from milepost.jobs.models import Lease, WorkerRow
    from milepost.jobs.public import WorkerOptions
    from milepost.jobs.tests.faultrun.tasks import nap

    job = DBTaskResult.objects.get(pk=nap.enqueue(nap_seconds).id)
    pid = start_worker("", WorkerOptions(poll_seconds=0.05, stop_seconds=stop_seconds))
    until(lambda: Lease.objects.filter(job=job, expires_at__isnull=False).exists())
    began = time.monotonic()
    for pause in signals_after:
        time.sleep(pause)
        os.kill(pid, signal.SIGTERM)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    job.refresh_from_db()
    lease = Lease.objects.filter(job=job).first()
    facts = {
        "code": code,
        "seconds": round(time.monotonic() - began, 2),
        "job": job.status,
        "attempts": lease.attempts if lease else None,
        "workers_left": WorkerRow.objects.filter(process=pid).count(),
    }
    DBTaskResult.objects.all().delete()
    return facts


def main() -> None:
    with own_database():
        prepare()
        found = {
            "finishes": story(1.0, 0.1),
            "both_at_once": story(1.0, 0.1, 0.05),
            "hands_back": story(30.0, 0.1, stop_seconds=0.5),
            "at_once": story(30.0, 0.1, 0.7),
        }
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
