"""Writing one record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from milepost.audit.actions.conflicts import stale
from milepost.audit.actions.entries import make_entry, save_entries, tell_observers
from milepost.audit.actions.parts import raise_wholes
from milepost.audit.actions.values import Changes, column, differing, first_values, loggable, wanted_values
from milepost.audit.folded import folded_fields
from milepost.audit.models import Action, Record
from milepost.lib.actor import Actor


def create_record[R: Record](record: R, *, actor: Actor) -> R:
    """Insert `record` and log its values."""
    with transaction.atomic():
        record.save(force_insert=True)
        save_entries([make_entry(record, Action.CREATE, actor, first_values(record))])
        tell_observers([record], Action.CREATE)
        raise_wholes([record], actor)
    return record


def update_record[R: Record](
    record: R, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> R:
    """Write `changes` (field name → new value) to `record`, if nobody else wrote it since it was read.

    What is compared and logged is the stored row, read and locked here, never what the caller holds in memory (a form
    may have touched that). Values that are stored already are left out; when nothing is left, nothing is written or
    logged. Fields that the log ignores are written without an entry and leave the version as it is.

    `expected_version` is the version that the writer saw (default: the one of `record`). Raises `Conflict` with code
    `stale` and the stored values of the same fields in `details["current"]`, or `deleted`; `Invalid` for a value that
    does not fit its field. Three queries.
    """
    wanted = wanted_values(type(record), changes)
    seen = record.version if expected_version is None else expected_version
    with transaction.atomic():
        stored = locked_rows(type(record), [record.pk]).get(record.pk)
        if stored is None:
            raise stale(record, None)
        differences = differing(stored, wanted)
        if differences and stored.version != seen:
            raise stale(record, stored, wanted)
        if differences:
            _write(stored, {name: wanted[name] for name in differences}, differences, actor, record)
    if differences:
        take_over(record, stored, changes)
    return record


def _write(stored: Record, values: Mapping[str, Any], differences: Changes, actor: Actor, given: Record) -> None:
    is_logged = bool(loggable(type(stored), differences))
    if is_logged:
        stored.version, stored.updated_at = stored.version + 1, timezone.now()
    set_values(stored, values)
    bookkeeping = {"version": stored.version, "updated_at": stored.updated_at} if is_logged else {}
    # The row is locked (on SQLite, the database is), so its version is still the one that was compared.
    type(stored)._base_manager.filter(pk=stored.pk).update(**values, **bookkeeping)
    if is_logged:
        save_entries([make_entry(stored, Action.UPDATE, actor, differences)])
        tell_observers([stored], Action.UPDATE, [differences])
        raise_wholes([stored], actor, [differences], given=[given])


def locked_rows[R: Record](model: type[R], keys: Iterable[Any]) -> dict[Any, R]:
    """Return the stored rows by key, locked until the transaction ends, always in the same order (no deadlocks)."""
    rows = model._base_manager.select_for_update().filter(pk__in=list(keys)).order_by("pk")
    return {row.pk: row for row in rows}


def set_values(record: Record, values: Mapping[str, Any]) -> None:
    """Set the values of columns (keys for related rows) on a record in memory."""
    for name, value in values.items():
        setattr(record, column(type(record), name).attname, value)


def take_over(record: Record, stored: Record, changes: Mapping[str, Any]) -> None:
    """Give the caller's object what was written to the stored row."""
    for name, given in changes.items():
        field = column(type(record), name)
        setattr(record, field.attname, getattr(stored, field.attname))
        if field.is_relation and hasattr(given, "_meta"):
            setattr(record, field.name, given)
    for folded in folded_fields(type(record)):
        setattr(record, folded.attname, getattr(stored, folded.attname))
    record.version, record.updated_at = stored.version, stored.updated_at
