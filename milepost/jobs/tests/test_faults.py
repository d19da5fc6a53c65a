"""Workers are killed with SIGKILL at named points; every effect must be there exactly once (docs/faults.md)."""

import json
import os
import subprocess
import sys

import pytest

from milepost.jobs import faults

pytestmark = pytest.mark.own_processes


def fault_run(kills: int, workers: int) -> dict:
    command = [sys.executable, "-m", "milepost.jobs.tests.faultrun.run", f"--kills={kills}", f"--workers={workers}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ), timeout=900)
    assert result.returncode == 0, result.stderr[-3000:] + result.stdout[-1000:]
    return json.loads(result.stdout.splitlines()[-1])


def check(found: dict, kills: int) -> None:
    assert found["kills"] == kills
    assert found["rescues"] > 0
    assert found["occurrences"] > 0
    wrong = (
        "duplicates",
        "lost",
        "unexpected",
        "unfinished",
        "failed_jobs",
        "undelivered",
        "occurrences_lost_or_doubled",
    )
    assert {name: found[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert found["effects"] == 4 * found["tasks"]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_it_loses_and_doubles_nothing_when_workers_are_killed(workers):
    found = fault_run(27, workers)
    check(found, 27)
    assert set(faults.POINTS) <= set(found["kills_by_point"])


@pytest.mark.soak
@pytest.mark.parametrize("workers", [1, 2])
def test_it_loses_and_doubles_nothing_over_hundreds_of_kills(workers):
    check(fault_run(216, workers), 216)


def test_it_never_dies_without_being_told_to():
    for point in faults.POINTS:
        faults.reached(point)


def test_it_reads_when_to_die():
    assert faults._parsed("after-claim@3,in-cron@1") == {"after-claim": 3, "in-cron": 1}
    assert faults._parsed("") == {}
