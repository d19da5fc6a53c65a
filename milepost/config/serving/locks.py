"""Who uses a data folder: servers and workers share it, a restore wants it alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RUN_DIR = "run"


class InUse(Exception):
    """The data folder is in use by another process."""


def hold_shared(data_dir: Path) -> int:
    """Mark `data_dir` as in use until this process ends, also across `exec`; raise `InUse` during a restore.

    The kernel releases the lock with the process, so nothing stale is left behind by a crash.
    """
    handle = _open(data_dir, "in-use")
    _lock(handle, fcntl.LOCK_SH, "A restore of this data folder is under way.")
    os.set_inheritable(handle, True)
    return handle


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Hold `data_dir` alone; raise `InUse` while a server or worker runs on it."""
    handle = _open(data_dir, "in-use")
    _lock(handle, fcntl.LOCK_EX, f"A server or worker is running on {data_dir}. Stop it first.")
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def one_at_a_time(data_dir: Path, name: str) -> Iterator[None]:
    """Wait until no other process is inside the block of this `name`."""
    handle = _open(data_dir, name)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_in_use(data_dir: Path) -> bool:
    """Say whether a server or worker runs on `data_dir`."""
    try:
        with alone(data_dir):
            return False
    except InUse:
        return True


def _open(data_dir: Path, name: str) -> int:
    folder = data_dir / RUN_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _lock(handle: int, kind: int, words: str) -> None:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise InUse(words) from None
