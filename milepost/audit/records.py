"""What crosses the audit room's door besides its models."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from milepost.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class WriteObserver:
    """Somebody who must know of every audited write, inside its transaction (the search index does).

    `observe(records, action)` gets records of one model and `create`, `update` or `delete`; it must be quick and may
    not write audited records itself. `reads(kind)` names the columns that matter to it: it is not told of records of
    which an update changed others alone. None, as without it: every column does.
    """

    key: str
    observe: Callable[[Sequence[Any], str], None]
    reads: Callable[[str], frozenset[str] | None] | None = None


write_observers: Registry[WriteObserver] = Registry(
    "audit.write_observers", "who is told of every audited write, in its transaction", key=lambda observer: observer.key
)


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One thing within a column, before and after; None is no value."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class History:
    """Who may read the history of one kind of record.

    `rows(viewer)` returns the records whose history `viewer` may see (those who may read the whole log see all of them,
    and deleted ones). `names(viewer)` returns those that other records' histories may call by name, when that is more
    (default: the same); the others appear as their number. `parts(viewer, field, before, after)` takes the change of a
    column that holds many things apart: what the viewer may see of it, by name; None for every other column.
    """

    kind: str
    rows: Callable[[Any], QuerySet[Any]]
    names: Callable[[Any], QuerySet[Any]] | None = None
    parts: "Callable[[Any, str, Any, Any], list[ChangedPart] | None] | None" = None


histories: Registry[History] = Registry(
    "audit.histories", "who may read the history of a kind of record", key=lambda history: history.kind
)
