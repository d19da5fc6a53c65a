"""Measures background work and writes its section of docs/bench.md.

    .venv/bin/python bench/jobs.py

Trivial tasks a second with one and with two workers of two threads each, and the time from enqueueing a task to its
start on an idle worker. SQLite always; PostgreSQL too when DATABASE_URL names a server on which a database may be made.
"""

import datetime as dt
import json
import os
import platform
import re
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "bench.md"
TASKS, PROBES = 500, 100
HEADING = "## Background jobs"
TEXT = """{heading}

Trivial tasks (nothing but claim, run, end), {tasks} of them, and {probes} single ones enqueued 40–160 ms apart while
the worker is idle; it looks for work every 250 ms. CPU is the worker's own, its start included: it holds on a busy
machine too. Enqueueing: one at a time, in one transaction. Two commits a task; PostgreSQL syncs each to the disk.

| database | enqueued /s | done /s, one worker | two workers | CPU a task | to start, median | 95 % | longest |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}
Written on {day} by `bench/jobs.py`; {machine}, {cores} cores, load {load} before it began.
"""
ROW = (
    "| {vendor} | {enqueued_a_second:.0f} | {one:.0f} | {two:.0f} | {cpu_ms:.1f} ms "
    "| {median_ms:.0f} ms | {p95_ms:.0f} ms | {longest_ms:.0f} ms |\n"
)


def measure() -> dict:
    """Measure on a database of its own; runs in a process of its own."""
    sys.path.insert(0, str(ROOT))
    from milepost.jobs.tests.faultrun.run import own_database, prepare  # noqa: PLC0415 # reads the environment

    with own_database():
        facts = {"vendor": prepare()}
        facts["one"], facts["enqueued_a_second"], facts["cpu_ms"] = throughput(1)
        facts["two"], *_others = throughput(2)
        return facts | latency()


def throughput(workers: int) -> tuple[float, float, float]:
    """Return tasks done a second (first start to last end), tasks enqueued a second, and CPU milliseconds a task."""
    from django.db import transaction  # noqa: PLC0415 - once Django is set up
    from django.db.models import Max, Min  # noqa: PLC0415 - once Django is set up
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - once Django is set up

    from milepost.jobs.tests.faultrun.tasks import nothing  # noqa: PLC0415 - once Django is set up

    DBTaskResult.objects.all().delete()
    began = time.monotonic()
    with transaction.atomic():
        for _number in range(TASKS):
            nothing.enqueue()
    enqueued_a_second = TASKS / (time.monotonic() - began)
    pids = start(workers)
    jobs = DBTaskResult.objects.filter(task_path=nothing.module_path)
    while jobs.exclude(status="SUCCESSFUL").exists():
        time.sleep(0.25)
    cpu_seconds = stop(pids)
    span = jobs.aggregate(first=Min("started_at"), last=Max("finished_at"))
    seconds = (span["last"] - span["first"]).total_seconds()
    return TASKS / seconds, enqueued_a_second, cpu_seconds * 1000 / TASKS


def latency() -> dict:
    """Return the milliseconds from enqueueing to the start, with one idle worker."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - once Django is set up

    from milepost.jobs.tests.faultrun.tasks import nothing  # noqa: PLC0415 - once Django is set up

    DBTaskResult.objects.all().delete()
    pids = start(1)
    time.sleep(1)
    for number in range(PROBES):
        nothing.enqueue()
        time.sleep(0.04 + 0.12 * (number * 0.618 % 1))
    time.sleep(1)
    stop(pids)
    moments = DBTaskResult.objects.filter(task_path=nothing.module_path).values_list("enqueued_at", "started_at")
    waits_ms = sorted((started - enqueued).total_seconds() * 1000 for enqueued, started in moments)
    p95_ms = statistics.quantiles(waits_ms, n=20)[-1]
    return {"median_ms": statistics.median(waits_ms), "p95_ms": p95_ms, "longest_ms": waits_ms[-1]}


def start(workers: int) -> list[int]:
    """Start workers with the usual options."""
    from milepost.jobs.public import WorkerOptions  # noqa: PLC0415 - once Django is set up
    from milepost.jobs.tests.faultrun.run import start_worker  # noqa: PLC0415 - once Django is set up

    return [start_worker("", WorkerOptions()) for _number in range(workers)]


def stop(pids: list[int]) -> float:
    """End workers politely; return the CPU seconds that they took."""
    cpu_seconds = 0.0
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
        _pid, _status, usage = os.wait4(pid, 0)
        cpu_seconds += usage.ru_utime + usage.ru_stime
    return cpu_seconds


def write(found: list[dict], load: float) -> None:
    """Replace this section of the document, or add it."""
    text = TEXT.format(
        heading=HEADING,
        tasks=TASKS,
        probes=PROBES,
        rows="".join(ROW.format(**one) for one in found),
        day=dt.datetime.now(dt.UTC).date().isoformat(),
        machine=f"Python {platform.python_version()} on {platform.system()}",
        cores=os.cpu_count(),
        load=f"{load:.1f}",
    )
    document = TARGET.read_text() if TARGET.exists() else "# Measurements\n\n"
    before = re.sub(rf"{HEADING}\n.*?(?=\n## |\Z)", "", document, flags=re.DOTALL).rstrip()
    TARGET.write_text(f"{before}\n\n{text}")


def main() -> int:
    """Measure on each database, in a process of its own, and write what was found."""
    if sys.argv[1:] == ["--one"]:
        print(json.dumps(measure()), flush=True)
        return 0
    load, found = os.getloadavg()[0], []
    for url in dict.fromkeys(["", os.environ.get("DATABASE_URL", "")]):
        environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environ |= {"DATABASE_URL": url} if url else {}
        command = [sys.executable, __file__, "--one"]
        result = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
        found.append(json.loads(result.stdout.splitlines()[-1]))
        print(found[-1], flush=True)
    write(found, load)
    return 0


if __name__ == "__main__":
    sys.exit(main())
