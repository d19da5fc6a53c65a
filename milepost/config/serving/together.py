"""Several processes that live and die together.

When one ends by itself, or a signal comes, all are ended; when the process that watches them is killed outright, they
end too. Where the system allows it they are forked, so that they start at once and share the loaded program's memory.
"""

import multiprocessing
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from milepost.config.serving.orphans import end_with_parent

_LOOK_SECONDS = 0.1
_STOP_SECONDS = 25
_READY_SECONDS = 60
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the processes: `run(*arguments)`, a function of a module, in a process of its own."""

    name: str
    run: Callable[..., object]
    arguments: tuple[Any, ...] = ()


class _Stop(Exception):
    """A signal asked us to end."""


def run_together(parts: Sequence[Part], *, ready_url: str = "", when_ready: Callable[[], None] | None = None) -> int:
    """Run the parts until one ends or a signal comes; return the exit code.

    `when_ready` is called once `ready_url` answers 200, or after a minute.
    """
    # macOS does not like forks without exec.
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    processes = [context.Process(name=part.name, target=_run, args=(os.getpid(), part)) for part in parts]
    try:
        for number in _SIGNALS:
            signal.signal(number, _stop)
        for process in processes:
            process.start()
        return _watch(processes, ready_url, when_ready)
    except _Stop:
        return 0
    finally:
        _end([process for process in processes if process.pid])


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stop


def _run(parent: int, part: Part) -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    # A session of its own: Ctrl-C in the terminal reaches the watching process alone, which ends us in good order.
    os.setsid()
    end_with_parent(parent)
    part.run(*part.arguments)


def _watch(processes: Sequence[Any], ready_url: str, when_ready: Callable[[], None] | None) -> int:
    started = time.monotonic()
    while True:
        for process in processes:
            if not process.is_alive():
                sys.stderr.write(f"The {process.name} ended by itself (code {process.exitcode}); ending the rest.\n")
                return 1
        if when_ready and (_is_ready(ready_url) or time.monotonic() - started > _READY_SECONDS):
            when_ready()
            when_ready = None
        time.sleep(_LOOK_SECONDS)


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - an address of our own making
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's OK
    except (urllib.error.URLError, OSError):
        return False


def _end(processes: Sequence[Any]) -> None:
    # A second Ctrl-C must not leave anything behind.
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in processes:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
