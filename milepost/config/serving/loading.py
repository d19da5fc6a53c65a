"""Loading the program: much is made and next to nothing thrown away."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Spare the block the search for garbage, which takes a seventh of the time when modules are imported.

    What is left after the block counts as there for good: processes forked later share it untouched.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
