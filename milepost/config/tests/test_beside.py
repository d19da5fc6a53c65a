"""Work in a process beside this one, and the first start that makes use of it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db.utils import OperationalError

from milepost.config.serving.beside import beside

FIRST_START = """
import sys
from pathlib import Path
from milepost.config.cli.options import set_up_django, tell
set_up_django(Path(sys.argv[1]))
from milepost.config.serving import start
start.ready(migrate_existing=False, tell=tell)
start.require_current_database()
print(*(path.name for path in Path(sys.argv[1]).iterdir()))
"""
KILLED = """
import os, time
from milepost.config.serving.beside import beside

def work():
    print(os.getpid(), flush=True)
    time.sleep(60)

with beside(work):
    time.sleep(60)
"""


def write_number(path):
    path.write_text(str(os.getpid()))


def fail():
    raise OperationalError("disk I/O error")


def test_it_does_the_work_in_a_process_of_its_own(tmp_path):
    with beside(write_number, tmp_path / "number"):
        pass
    written = int((tmp_path / "number").read_text())
    assert (written != os.getpid()) == (sys.platform == "linux")


def test_it_raises_what_the_work_raised():
    with pytest.raises(OperationalError, match="disk I/O error"), beside(fail):
        pass


def test_it_finishes_the_work_when_the_block_fails(tmp_path):
    with pytest.raises(PermissionError), beside(write_number, tmp_path / "number"):
        raise PermissionError
    assert (tmp_path / "number").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own signal is Linux's")
def test_it_leaves_no_work_behind_when_it_is_killed_outright():
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True) as process:
        worker = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
    assert _ends(worker)


def _ends(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0]  # noqa: SIM115, PTH123 # a line of /proc
        except OSError:
            return True
        if state == "Z":  # nobody reaps orphans in a container without an init
            return True
        time.sleep(0.05)
    return False


def first_start(folder) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("MILEPOST_", "DATABASE_"))}
    command = [sys.executable, "-c", FIRST_START, str(folder)]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=180)


def test_it_prepares_an_empty_folder_and_says_so_once(tmp_path):
    first, second = first_start(tmp_path), first_start(tmp_path)
    assert {"milepost.sqlite3", "secret", "static"} <= set(first.stdout.split()), first.stderr
    said = sorted(first.stderr.splitlines())
    assert [line.split(" (")[0] for line in said] == ["Collecting the static files …", "Preparing the database"]
    assert (second.returncode, second.stderr) == (0, "")
