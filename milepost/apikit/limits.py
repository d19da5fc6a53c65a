"""How often somebody may call.

Counted in this process alone, so that a request costs no write; each of `WEB_PROCESSES` gets its share of the limit.
That is an approximation: a client whose connections all end in one process meets the limit early, by at most that
factor. A window slides by weighing the minute before with the part of it that is still inside.
"""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

_MOST_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left: `remaining` calls now, the whole `limit` again in `reset_seconds`."""

    limit: int
    remaining: int
    reset_seconds: int
    is_exceeded: bool


class SlidingWindow:
    """Counts by key over the last `seconds`."""

    def __init__(self, seconds: int = 60) -> None:
        self.seconds = seconds
        self._lock = Lock()
        # key → (number of the window, count in it, count in the one before)
        self._counts: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    def spend(self, key: str, limit: int) -> Allowance:
        """Count one call of `key`, unless it is over `limit` already."""
        return self._count(key, limit, 1)

    def look(self, key: str, limit: int) -> Allowance:
        """Say what is left without counting."""
        return self._count(key, limit, 0)

    def forget(self) -> None:
        """Begin anew, for tests."""
        with self._lock:
            self._counts.clear()

    def _count(self, key: str, limit: int, cost: int) -> Allowance:
        now = time.monotonic()
        number, elapsed = divmod(now, self.seconds)
        with self._lock:
            window, count, before = self._counts.get(key, (int(number), 0, 0))
            if window != number:
                window, count, before = int(number), 0, count if window == number - 1 else 0
            used = count + before * (1 - elapsed / self.seconds)
            is_exceeded = used >= limit
            if cost and not is_exceeded:
                self._counts[key] = (window, count + cost, before)
                self._counts.move_to_end(key)
                used += cost
                if len(self._counts) > _MOST_KEYS:
                    self._counts.popitem(last=False)
        remaining = max(0, math.floor(limit - used))
        return Allowance(limit, remaining, max(1, math.ceil(self.seconds - elapsed)), is_exceeded)


calls = SlidingWindow()
wrong_tokens = SlidingWindow()


def share_of(limit: int) -> int:
    """Return this process's part of `limit`."""
    return max(1, limit // settings.WEB_PROCESSES)
