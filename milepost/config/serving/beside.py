"""Work in a process of its own while this one does something else; what it loads goes with it."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from django.db import connections

from milepost.config.serving.orphans import end_with_parent


@contextmanager
def beside[**P](work: Callable[P, object], /, *arguments: P.args, **named: P.kwargs) -> Iterator[None]:
    """Run `work` while the block runs; leave the block when both are done, with the exception of either.

    The block must not use the database. Where the system does not fork well, `work` runs before the block.
    """
    connections.close_all()
    if sys.platform != "linux":
        work(*arguments, **named)
        yield
        return
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, fork, initializer=end_with_parent, initargs=(os.getpid(),)) as pool:
        done = pool.submit(_run, work, *arguments, **named)
        yield
        done.result()


def _run[**P](work: Callable[P, object], /, *arguments: P.args, **named: P.kwargs) -> None:
    try:
        work(*arguments, **named)
    finally:
        connections.close_all()
