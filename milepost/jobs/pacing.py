"""Background writes that leave room for people: short batches, with a pause after each."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice

LONGEST_BATCH_SECONDS = 0.05
PAUSE_SECONDS = 0.02


def paced_batches[T](items: Iterable[T], size: int = 200) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`, and pause 20 ms after each is dealt with.

    SQLite has one writer: one that never pauses starves all others. Commit each batch by itself, inside the loop. A
    batch that took longer than 50 ms makes the next ones shorter; quick ones grow again up to `size`.
    """
    iterator, length = iter(items), max(size, 1)
    while batch := list(islice(iterator, length)):
        began = time.monotonic()
        yield batch
        length = _next_length(length, size, time.monotonic() - began)
        time.sleep(PAUSE_SECONDS)


def _next_length(length: int, size: int, seconds: float) -> int:
    if seconds > LONGEST_BATCH_SECONDS:
        return max(length // 2, 1)
    if seconds < LONGEST_BATCH_SECONDS / 3:
        return min(length * 2, max(size, 1))
    return length
