"""Rows that are part of another record: with each of their writes the version of the whole rises.

Whoever reads the whole reads its parts with it, so a guard by its version must know of them: two people who change the
tags of one account write one thing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import F
from django.utils import timezone

from milepost.audit.actions.conflicts import stale
from milepost.audit.actions.entries import make_entry, save_entries
from milepost.audit.actions.values import Changes
from milepost.audit.models import PART_CHANGED, Action, Record
from milepost.lib.actor import Actor

# By model and key of the whole: the names of its parts that were written.
type _Wholes = dict[type[Record], dict[Any, set[str]]]
_being_made: ContextVar[frozenset[tuple[type[Record], Any]]] = ContextVar("being_made", default=frozenset())


@contextmanager
def with_first_parts(*wholes: Record) -> Iterator[None]:
    """Leave the versions of `wholes` as they are inside the block, which makes their first parts.

    Only in the transaction that makes the wholes: nobody has seen them yet.
    """
    token = _being_made.set(_being_made.get() | {(type(whole), whole.pk) for whole in wholes})
    try:
        yield
    finally:
        _being_made.reset(token)


def is_being_made(model: type[Record], key: Any) -> bool:
    """Say whether the block that we are in makes the first parts of this whole (`with_first_parts`)."""
    return (model, key) in _being_made.get()


def demand_version(record: Record, expected_version: int | None = None, names: Iterable[str] = ()) -> None:
    """Lock the stored row, and raise `Conflict` when somebody wrote it or its parts since it was read.

    For writes of parts alone; call it inside their transaction. `expected_version` is what the writer saw (default: the
    one of `record`); `names` are the columns whose stored values the conflict tells.
    """
    stored = type(record)._base_manager.select_for_update().filter(pk=record.pk).first()
    if stored is None or stored.version != (record.version if expected_version is None else expected_version):
        raise stale(record, stored, names)


def raise_wholes(
    written: Sequence[Record], actor: Actor, changes: Sequence[Changes] = (), *, given: Iterable[Record] = ()
) -> None:
    """Let the version of every whole rise once, with an event in its log for each kind of part.

    `changes` are those of each written row, so that of a part that moved both wholes rise. `given` are the callers' own
    objects of the rows: a whole that hangs on one of them rises in memory as well. Nothing is asked of rows that are no
    parts; else three queries for each kind of whole.
    """
    if not written or not any(type(row).AUDIT_PART_OF for row in written):
        return
    now = timezone.now()
    for model, names in _wholes(written, changes).items():
        # Without the lock on its key, which those hold who insert another part of it.
        rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=list(names)).order_by("pk")
        wholes = list(rows)
        model._base_manager.filter(pk__in=[whole.pk for whole in wholes]).update(
            version=F("version") + 1, updated_at=now
        )
        for whole in wholes:
            whole.version += 1
        save_entries(
            [
                make_entry(whole, Action.EVENT, actor, {}, event=PART_CHANGED + name)
                for whole in wholes
                for name in sorted(names[whole.pk])
            ]
        )
        _rise_in_memory([*written, *given], {(model, whole.pk) for whole in wholes}, now)


def _wholes(written: Sequence[Record], changes: Sequence[Changes]) -> _Wholes:
    found: _Wholes = defaultdict(lambda: defaultdict(set))
    new = _being_made.get()
    for number, row in enumerate(written):
        for link, name in type(row).AUDIT_PART_OF.items():
            field: Any = row._meta.get_field(link)
            keys = {field.value_from_object(row), *(changes[number].get(link, ()) if changes else ())}
            for key in keys - {None}:
                if (field.related_model, key) not in new:
                    found[field.related_model][key].add(name)
    return found


def _rise_in_memory(rows: Iterable[Record], risen: set[tuple[type[Record], Any]], now: Any) -> None:
    """Let the objects rise that callers hold; one that was stale before stays as far behind."""
    seen: set[int] = set()
    for row in rows:
        for link in type(row).AUDIT_PART_OF:
            field: Any = row._meta.get_field(link)
            whole = field.get_cached_value(row, default=None)
            if whole is not None and id(whole) not in seen and (type(whole), whole.pk) in risen:
                seen.add(id(whole))
                whole.version, whole.updated_at = whole.version + 1, now
