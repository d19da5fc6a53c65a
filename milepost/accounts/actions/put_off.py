"""What an act makes necessary to tell anew, gathered until its end."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Waiting:
    """The contacts whose last talk is told anew, and the accounts of each figure; some may be deleted by then."""

    contacts: set[int] = field(default_factory=set)
    figures: dict[Callable[..., Any], set[int]] = field(default_factory=lambda: defaultdict(set))
    has_deleted: bool = False


_waiting: ContextVar[Waiting | None] = ContextVar("figures_waiting", default=None)


def waiting() -> Waiting | None:
    """Return where to note what is to be told anew; None when it is told at once."""
    return _waiting.get()


@contextmanager
def gathering() -> Iterator[Waiting]:
    """Gather what the block makes necessary; an error in the block drops it, with the block's writes."""
    gathered = Waiting()
    token = _waiting.set(gathered)
    try:
        yield gathered
    finally:
        _waiting.reset(token)
