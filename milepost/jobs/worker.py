"""The worker process: threads that claim and run jobs, and a caretaker that renews, rescues and looks at the clock."""

import datetime as dt
import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn
from uuid import UUID

from django.db import close_old_connections, connection
from django.utils import timezone

from milepost.jobs import cron, faults, leases, runner
from milepost.jobs.models import WorkerRow

logger = logging.getLogger(__name__)

_SAME_SIGNAL_SECONDS = 0.5
_TROUBLE_PAUSE_SECONDS = 1.0
_BURIAL_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker works. A lease must outlast the longest wait for the database's write lock, by far."""

    threads: int = 2
    lease_seconds: float = 30.0
    poll_seconds: float = 0.25
    stop_seconds: float = 20.0


class Worker:
    """One process of background work; `run` returns once it was told to stop and what ran has ended."""

    def __init__(self, options: WorkerOptions | None = None) -> None:
        self.options = options or WorkerOptions()
        self.id = f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._stop = threading.Event()
        self._running: set[UUID] = set()
        self._first_signal_at: float | None = None

    def run(self) -> int:
        """Work until `stop` or a signal; return 0 when all that ran could finish, 1 when something was handed back."""
        self._listen_to_signals()
        self._sign_in()
        caretaker = threading.Thread(target=self._guarded, args=(self._take_care, self._beat_seconds), name="caretaker")
        runners = [
            threading.Thread(target=self._guarded, args=(self._run_next, self.options.poll_seconds), name=f"runner-{n}")
            for n in range(self.options.threads)
        ]
        for thread in (caretaker, *runners):
            thread.daemon = True  # a task that will not end must not keep the process alive
            thread.start()
        logger.info("worker %s runs %s threads", self.id, self.options.threads)
        while not self._stop.wait(1.0):
            pass
        return self._sign_out(runners)

    def stop(self) -> None:
        """Claim nothing more, and let `run` return."""
        self._stop.set()

    @property
    def _beat_seconds(self) -> float:
        return min(self.options.lease_seconds / 4, 5.0)

    def _guarded(self, step: Callable[[bool], bool], pause_seconds: float) -> None:
        """Repeat `step` until told to stop; neither a database that is away nor any other error ends it."""
        has_more = False
        while not self._stop.is_set():
            try:
                close_old_connections()
                has_more = step(has_more)
            except Exception:  # whatever it is: a thread that ended would be missing until the next start
                logger.exception("the worker could not go on, perhaps the database does not answer; trying again")
                connection.close()
                has_more = False
                self._stop.wait(_TROUBLE_PAUSE_SECONDS)
                continue
            if not has_more:
                self._stop.wait(pause_seconds)
        connection.close()

    def _run_next(self, is_busy: bool = False) -> bool:
        claim = leases.claim_next(self.id, self.options.lease_seconds, is_busy=is_busy)
        if claim is None:
            return False
        self._running.add(claim.job_id)
        try:
            runner.run(claim)
        finally:
            self._running.discard(claim.job_id)
        return True

    def _take_care(self, _is_busy: bool = False) -> bool:
        leases.renew(self.id, list(self._running), self.options.lease_seconds)
        faults.reached("in-heartbeat")
        if not WorkerRow.objects.filter(pk=self.id).update(seen_at=timezone.now()):
            self._sign_in()
        leases.rescue_expired()
        cron.enqueue_due()
        return False

    def _sign_in(self) -> None:
        now = timezone.now()
        WorkerRow.objects.filter(seen_at__lt=now - dt.timedelta(seconds=_BURIAL_SECONDS)).delete()
        WorkerRow.objects.create(
            id=self.id,
            host=socket.gethostname()[:120],
            process=os.getpid(),
            threads=self.options.threads,
            started_at=now,
            seen_at=now,
        )

    def _sign_out(self, runners: list[threading.Thread]) -> int:
        deadline = time.monotonic() + self.options.stop_seconds
        for thread in runners:
            thread.join(max(deadline - time.monotonic(), 0))
        unfinished = list(self._running)
        leases.release(self.id, unfinished)
        WorkerRow.objects.filter(pk=self.id).delete()
        logger.info("worker %s stopped, %s jobs handed back", self.id, len(unfinished))
        return 1 if unfinished else 0

    def _listen_to_signals(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Stop gracefully; a second signal ends at once, unless terminal and parent both sent the same wish."""
        now = time.monotonic()
        if self._first_signal_at is None:
            self._first_signal_at = now
            self._stop.set()
        elif now - self._first_signal_at > _SAME_SIGNAL_SECONDS:
            self._end_at_once(number)

    def _end_at_once(self, number: int) -> NoReturn:
        # The leases run out and other workers take over.
        os._exit(128 + number)


def run_worker(options: WorkerOptions | None = None) -> int:
    """Run a worker in this process until SIGTERM or SIGINT; return the exit code."""
    return Worker(options).run()
