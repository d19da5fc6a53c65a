"""What crosses the audit room's door besides its models."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from milepost.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class WriteObserver:
    """Somebody who must know of every audited write, inside its transaction (the search index does).

    `observe(records, action)` gets records of one model and `create`, `update` or `delete`; it must be quick and may
    not write audited records itself.
    """

    key: str
    observe: Callable[[Sequence[Any], str], None]


write_observers: Registry[WriteObserver] = Registry(
    "audit.write_observers", "who is told of every audited write, in its transaction", key=lambda observer: observer.key
)
