"""Runs workers, kills them, lets the last ones finish, and prints what was found as JSON.

    python -m milepost.jobs.tests.faultrun.run --kills 50 --workers 2

On SQLite in a folder of its own, or, when DATABASE_URL names PostgreSQL, in a database of its own there.
"""

import argparse
import importlib
import itertools
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Collection
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from milepost.jobs.faults import POINTS

LEASE_SECONDS = 1.5
KILL_PATIENCE_SECONDS = 8.0
STALL_SECONDS = 1.7 * LEASE_SECONDS
DRAIN_SECONDS = 90.0
PASSES = (1, 2, 3, 5)


@dataclass
class Run:
    """What happened so far."""

    kills: dict[str, int]
    tasks: int = 0
    late: int = 0  # workers that did not pass their deadly point in time and were killed wherever they were

    @property
    def killed(self) -> int:
        return sum(self.kills.values())


def plan(kills: int):
    """Yield deadly points: each in turn, at the first, second, third and fifth pass.

    `anywhere` is killed from outside; `stalled` first stands still until its leases have run out, then goes on a while.
    """
    points = [*POINTS, "anywhere", "stalled"]
    rounds = itertools.cycle(PASSES)
    return itertools.islice(((point, passes) for passes in rounds for point in points), kills)


def start_worker(faults_text: str, options=None) -> int:
    """Fork a worker process whose faults are armed; its own connections, its own threads."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.environ["MILEPOST_FAULTS"] = faults_text
        from milepost.jobs import faults
        from milepost.jobs.public import WorkerOptions, run_worker

        importlib.reload(faults)
        code = run_worker(options or WorkerOptions(threads=2, lease_seconds=LEASE_SECONDS, poll_seconds=0.05))
    finally:
        os._exit(code)


def ended(pid: int) -> int | None:
    """Return the negative signal or the exit code of a worker, None while it runs."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


@contextmanager
def none_left_behind(pids: Collection[int]):
    """Kill those of the workers that are still there where the run itself fails: they would hold its output open."""
    try:
        yield
    except BaseException:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        raise


def add_tasks(run: Run, count: int) -> None:
    from milepost.jobs.tests.faultrun import tasks

    for number in range(run.tasks, run.tasks + count):
        tasks.work.enqueue(str(number))
    run.tasks += count


def kill_workers(run: Run, kills: int, workers: int) -> None:
    """Keep `workers` workers busy, each on its way to a deadly point, until all of the plan has happened."""
    alive: dict = {}
    with none_left_behind(alive):
        keep_busy(run, plan(kills), workers, alive)


def keep_busy(run: Run, deaths, workers: int, alive: dict) -> None:
    while True:
        while len(alive) < workers and (death := next(deaths, None)):
            add_tasks(run, 5)
            faults_text = f"{death[0]}@{death[1]}" if death[0] in POINTS else ""
            alive[start_worker(faults_text)] = (death, time.monotonic())
        if not alive:
            return
        for pid, (death, since) in list(alive.items()):
            if reap(run, pid, death, since):
                del alive[pid]
        time.sleep(0.01)


def reap(run: Run, pid: int, death: tuple[str, int], since: float) -> bool:
    """Count a worker that died as planned; kill one whose death comes from outside, or that never came to its point."""
    point, passes = death
    age = time.monotonic() - since
    code = ended(pid)
    if code is None:
        if age < lifetime(point, passes):
            if point == "stalled":
                os.kill(pid, signal.SIGSTOP if 0.4 < age < 0.4 + STALL_SECONDS else signal.SIGCONT)
            return False
        os.kill(pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        run.late += point in POINTS
    if code != -signal.SIGKILL:
        sys.exit(f"a worker ended with {code} where it should have been killed")
    run.kills[point] = run.kills.get(point, 0) + 1
    return True


def lifetime(point: str, passes: int) -> float:
    """Return after how many seconds a worker is killed from outside."""
    return {"anywhere": 0.3 * passes, "stalled": 0.8 + STALL_SECONDS}.get(point, KILL_PATIENCE_SECONDS)


def finish(workers: int) -> None:
    """Let healthy workers do what is left, then end them politely."""
    pids = [start_worker("") for _number in range(workers)]
    with none_left_behind(pids):
        drain(pids)
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    if any(codes):
        sys.exit(f"workers ended with {codes} after SIGTERM")


def drain(pids: list[int]) -> None:
    fewest, deadline = unfinished(), time.monotonic() + DRAIN_SECONDS
    while ((left := unfinished()) or not signed_in(pids)) and time.monotonic() < deadline:
        if left < fewest:  # slow is not stuck
            fewest, deadline = left, time.monotonic() + DRAIN_SECONDS
        time.sleep(0.1)


def signed_in(pids: list[int]) -> bool:
    """Say whether all these workers are up, and thus listen to signals."""
    from milepost.jobs.models import WorkerRow

    return WorkerRow.objects.filter(process__in=pids).count() == len(pids)


def unfinished() -> int:
    from django_tasks_db.models import DBTaskResult

    # The clock goes on for as long as a worker runs.
    jobs = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"])
    return jobs.exclude(task_path__endswith=".tick").count()


def findings(run: Run) -> dict:
    from django.db import connection
    from django_tasks_db.models import DBTaskResult

    from milepost.jobs.models import Delivery, FailedJob, Occurrence
    from milepost.jobs.tests.faultrun import tasks

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, key, count(*) FROM {tasks.TABLE} GROUP BY kind, key")
        counts = {(kind, key): count for kind, key, count in cursor.fetchall()}
    expected = {(kind, str(number)) for kind in tasks.EFFECTS_OF_A_TASK for number in range(run.tasks)}
    jobs = DBTaskResult.objects.all()
    ticks = set(jobs.filter(task_path__endswith=".tick").values_list("pk", flat=True))
    occurrences = list(
        Occurrence.objects.filter(key="fault.clock").exclude(job_id=None).values_list("job_id", flat=True)
    )
    return {
        "kills": run.killed,
        "kills_by_point": dict(sorted(run.kills.items())),
        "late_kills": run.late,
        "tasks": run.tasks,
        "jobs": jobs.count(),
        "effects": sum(counts.values()),
        "duplicates": sum(counts.values()) - len(counts),
        "lost": len(expected - set(counts)),
        "unfinished": unfinished(),
        "unexpected": len(set(counts) - expected),
        "rescues": sum(len(ids) - 1 for ids in jobs.values_list("worker_ids", flat=True) if ids),
        "failed_jobs": FailedJob.objects.count() + jobs.filter(status="FAILED").count(),
        "undelivered": Delivery.objects.filter(delivered_at=None).count(),
        "occurrences": len(occurrences),
        "occurrences_lost_or_doubled": len(ticks.symmetric_difference(occurrences))
        + len(occurrences)
        - len(set(occurrences)),
    }


@contextmanager
def own_database():
    """Point the environment at a database that nobody else uses; PostgreSQL's is dropped at the end."""
    url = os.environ.get("DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="milepost-faults-") as folder:
        os.environ["MILEPOST_DATA_DIR"] = folder
        if not url:
            yield
            return
        import psycopg

        name = f"milepost_faults_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            try:
                yield
            finally:
                from django.db import connections

                connections.close_all()
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepare() -> str:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.config.settings")
    os.environ.setdefault("MILEPOST_LOG_LEVEL", "ERROR")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from milepost.jobs import outbox, records
    from milepost.jobs.tests.faultrun import tasks

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {tasks.TABLE} (kind varchar(20) NOT NULL, key varchar(20) NOT NULL)")
    tasks.register()
    # With the usual pauses of deliveries the run would take minutes.
    records._policies[outbox.deliver.module_path] = records.policy_of(tasks.work.module_path)
    return str(connection.vendor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with own_database():
        vendor = prepare()
        began = time.monotonic()
        run = Run({})
        kill_workers(run, options.kills, options.workers)
        finish(options.workers)
        seconds = round(time.monotonic() - began, 1)
        facts = {"database": vendor, "workers": options.workers, "lease_seconds": LEASE_SECONDS, "seconds": seconds}
        print(json.dumps(facts | findings(run)), flush=True)


if __name__ == "__main__":
    main()
