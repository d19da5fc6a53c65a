"""Death at named points, for the fault test alone.

`MILEPOST_FAULTS="after-claim@3,in-heartbeat@1"` kills the process with SIGKILL when it passes `after-claim` for the
third time or `in-heartbeat` for the first. Without the variable every point is inert. It is read here and nowhere else.
"""

import itertools
import os
import signal
from collections.abc import Iterator

POINTS = (
    "after-claim",  # the claim is committed, the task has not begun
    "in-effect",  # inside `once`: effect and receipt are written, not committed
    "after-effect",  # the task has returned, its end is not written
    "before-completion",  # the end is written, not committed
    "in-heartbeat",  # some leases are renewed, the worker's sign of life is not
    "in-delivery",  # a subscriber has handled its event, nothing is committed
    "in-cron",  # an occurrence is written, its task is enqueued, nothing is committed
)


def _parsed(text: str) -> dict[str, int]:
    pairs = (part.split("@") for part in text.split(",") if part)
    return {point: int(passes) for point, passes in pairs}


_deadly = _parsed(os.environ.get("MILEPOST_FAULTS", ""))
_passes: dict[str, Iterator[int]] = {point: itertools.count(1) for point in _deadly}


def reached(point: str) -> None:
    """Die here if the environment says so."""
    if point in _deadly and next(_passes[point]) == _deadly[point]:
        os.kill(os.getpid(), signal.SIGKILL)
