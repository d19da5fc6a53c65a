"""Deleting a record, with all that falls with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.db import router, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone

from milepost.audit.actions.conflicts import in_use, stale
from milepost.audit.actions.entries import batched_as_one, make_entry, save_entries, tell_observers
from milepost.audit.actions.parts import raise_wholes
from milepost.audit.actions.values import differing, last_values
from milepost.audit.actions.writes import locked_rows, set_values
from milepost.audit.models import Action, Record
from milepost.lib.actor import Actor


def delete_record(record: Record, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete `record` if nobody else wrote it since it was read, and log the values that are gone.

    Audited rows that fall with it (CASCADE) or lose their link to it (SET_NULL) get an entry each, in the same batch.
    Raises `Conflict`: `stale`, `deleted`, or `in-use` when something that is protected hangs on it.
    """
    seen = record.version if expected_version is None else expected_version
    with transaction.atomic(), batched_as_one():
        stored = locked_rows(type(record), [record.pk]).get(record.pk)
        if stored is None or stored.version != seen:
            raise stale(record, stored)
        collector = _collected(stored)
        removed = _removed(collector, stored)
        _loosen(collector, removed, actor)
        # Entries are made before the rows go (their labels may read them), the root's last.
        entries = [make_entry(row, Action.DELETE, actor, last_values(row), row.version + 1) for row in removed]
        key = stored.pk
        collector.delete()
        stored.pk = key  # Django empties it; observers need it
        save_entries(entries)
        tell_observers(removed, Action.DELETE)
        raise_wholes(removed, actor, given=[record])


def _collected(stored: Record) -> Collector:
    collector = Collector(using=router.db_for_write(type(stored), instance=stored), origin=stored)
    try:
        collector.collect([stored])
    except ProtectedError as error:
        raise in_use(stored, error.protected_objects) from error
    except RestrictedError as error:
        raise in_use(stored, error.restricted_objects) from error
    return collector


def _removed(collector: Collector, root: Record) -> list[Record]:
    """Return the audited rows that go, read whole and locked: dependents by model, then the root."""
    keys: dict[type[Record], set[Any]] = defaultdict(set)
    for model, instances in collector.data.items():
        if issubclass(model, Record):
            keys[model] |= {instance.pk for instance in instances}
    for rows in collector.fast_deletes:
        if issubclass(rows.model, Record):
            keys[rows.model] |= set(rows.values_list("pk", flat=True))
    keys[type(root)].discard(root.pk)
    return [row for model in keys for row in locked_rows(model, keys[model]).values()] + [root]


def _rows(groups: Iterable[Any]) -> Iterator[Record]:
    """Go through Django's mixture of lists and querysets."""
    return chain.from_iterable(groups)


def _loosen(collector: Collector, removed: list[Record], actor: Actor) -> None:
    """Write and log what SET_NULL and its kin do to audited rows that stay; Django would do it without a trace."""
    gone = {(type(row), row.pk) for row in removed}
    staying: dict[tuple[type[Record], Any], tuple[Record, dict[str, Any]]] = {}
    for (field, value), groups in collector.field_updates.items():
        if not issubclass(field.model, Record):
            continue
        for row in _rows(groups):
            key = (type(row), row.pk)
            if key not in gone:
                staying.setdefault(key, (row, {}))[1][field.name] = value
    for row, values in staying.values():
        differences = differing(row, values)
        set_values(row, values)
        row.version, row.updated_at = row.version + 1, timezone.now()
        bookkeeping = {"version": row.version, "updated_at": row.updated_at}
        type(row)._base_manager.filter(pk=row.pk).update(**values, **bookkeeping)
        save_entries([make_entry(row, Action.UPDATE, actor, differences)])
        tell_observers([row], Action.UPDATE)
        raise_wholes([row], actor, [differences])
