"""Processes that live and die together; each test runs them as a process of its own."""

import os
import signal
import subprocess
import sys
import time

import pytest

PROGRAM = """
import os, sys, time
from milepost.config.serving.together import Part, run_together

def stay(name):
    os.write(1, f"{name} {os.getpid()}\\n".encode())  # at once, whatever Python was told of buffers
    time.sleep(60)

def leave():
    time.sleep(0.3)
    sys.exit(3)

if __name__ == "__main__":
    last = Part("worker", stay, ("worker",)) if sys.argv[1] == "stay" else Part("worker", leave)
    sys.exit(run_together([Part("web server", stay, ("web",)), last]))
"""


@pytest.fixture
def start(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    started = []

    def run(mode: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, str(script), mode], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def pids_of(process: subprocess.Popen, count: int) -> list[int]:
    return [int(process.stdout.readline().split()[1]) for _ in range(count)]


def is_gone(pid: int) -> bool:
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_all_on_a_signal(start, number):
    process = start("stay")
    children = pids_of(process, 2)
    process.send_signal(number)
    assert process.wait(15) == 0
    assert all(is_gone(pid) for pid in children)


def test_it_ends_the_others_when_one_ends(start):
    process = start("leave")
    [web] = pids_of(process, 1)
    assert process.wait(15) == 1
    assert "The worker ended by itself (code 3)" in process.stderr.read()
    assert is_gone(web)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own signal is Linux's")
def test_it_leaves_no_orphans_when_it_is_killed_outright(start):
    process = start("stay")
    children = pids_of(process, 2)
    os.kill(process.pid, signal.SIGKILL)
    assert all(is_gone(pid) for pid in children)
