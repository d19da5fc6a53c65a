"""Kills background workers, counts what became of their work, and writes the figures to docs/faults.md.

    .venv/bin/python bench/faults.py --kills 108

SQLite always; PostgreSQL too when DATABASE_URL names a server on which a database may be made.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "faults.md"

INTRODUCTION = """# What a killed worker costs

Real worker processes are killed with `kill -9` while they work, at named points of `milepost/jobs/faults.py` and
anywhere; the next ones take over. Each task writes an effect, emits an event with two subscribers and enqueues a
follow-up, so each owes four rows in a table that would show every duplicate; a schedule ticks every second meanwhile.
Then the rows are counted.

The lease is {lease_seconds} s here (30 s in production): the time after which a dead worker's job is taken over. A
"stalled" worker is stopped until its leases have run out, then goes on beside the one that took over, then is killed.

| database | workers | kills | tasks | jobs | effects | rescues | **doubled** | **lost** | failed | ticks | off | s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
ROW = (
    "| {database} | {workers} | {kills} | {tasks} | {jobs} | {effects} | {rescues} | **{duplicates}** | **{lost}** "
    "| {failed_jobs} | {occurrences} | {occurrences_lost_or_doubled} | {seconds:.0f} |\n"
)
CLOSING = """
Kills by point, over all runs: {points}.

Rescues are attempts taken over from dead workers; off are ticks lost or enqueued twice.
Written on {day} by `bench/faults.py`. The same run with fewer kills is part of `bin/test`; `bin/test --soak` kills
hundreds. An effect outside of the database (a mail, a request) is not covered: it happens at least once.
"""


def run(kills: int, workers: int, database_url: str) -> dict:
    """Run once and return the findings."""
    command = [sys.executable, "-m", "milepost.jobs.tests.faultrun.run", f"--kills={kills}", f"--workers={workers}"]
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if database_url:
        environ["DATABASE_URL"] = database_url
    print(f"{'PostgreSQL' if database_url else 'SQLite'}, {workers} worker(s), {kills} kills …", flush=True)
    result = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(result.stdout.splitlines()[-1])
    print(f"  duplicates {found['duplicates']}, lost {found['lost']}, {found['seconds']} s", flush=True)
    return found


def main() -> int:
    """Run on each database with one and with two workers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=108, help="in each of the runs")
    kills = parser.parse_args().kills
    databases = list(dict.fromkeys(["", os.environ.get("DATABASE_URL", "")]))
    found = [run(kills, workers, url) for url in databases for workers in (1, 2)]
    points: dict[str, int] = {}
    for one in found:
        for point, count in one["kills_by_point"].items():
            points[point] = points.get(point, 0) + count
    words = ", ".join(f"{point} {count}" for point, count in sorted(points.items()))
    closing = CLOSING.format(points=words, day=dt.datetime.now(dt.UTC).date().isoformat())
    rows = "".join(ROW.format(**one) for one in found)
    TARGET.write_text(INTRODUCTION.format(**found[0]) + rows + closing)
    wrong = ("duplicates", "lost", "unfinished", "failed_jobs")
    return int(any(one[name] for one in found for name in wrong))


if __name__ == "__main__":
    sys.exit(main())
