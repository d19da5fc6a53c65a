"""The only ways to write an audited record: the row and its entry in the log, in one transaction."""

import datetime as dt
import decimal
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.models import Action, AuditEntry, Record
from milepost.audit.records import write_observers
from milepost.lib.actor import Actor, current_entrance
from milepost.lib.errors import Conflict

HIDDEN = "•••"
_BATCH_ROWS = 500
_BOOKKEEPING = {"id", "created_at", "updated_at", "version"}


def create_record[R: Record](record: R, *, actor: Actor) -> R:
    """Insert `record` and log its values."""
    with transaction.atomic():
        record.save(force_insert=True)
        _entry(record, Action.CREATE, actor, _initial_values(record)).save(force_insert=True)
        _tell_observers([record], Action.CREATE)
    return record


def create_records[R: Record](records: Sequence[R], *, actor: Actor) -> list[R]:
    """Insert many records of one model and log each; two queries for every 500."""
    if not records:
        return []
    model = type(records[0])
    with transaction.atomic():
        created = model._default_manager.bulk_create(records, batch_size=_BATCH_ROWS)
        entries = [_entry(record, Action.CREATE, actor, _initial_values(record)) for record in created]
        AuditEntry.objects.bulk_create(entries, batch_size=_BATCH_ROWS)
        _tell_observers(created, Action.CREATE)
    return created


def update_record[R: Record](
    record: R, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> R:
    """Write `changes` (field name → new value) to `record`, if nobody else wrote it since it was read.

    Values that are equal to the present ones are left out; when nothing is left, nothing is written or logged.
    `expected_version` is the version that the writer saw (default: the one of `record`). Raises `Conflict` with code
    `stale` and the stored values of the same fields in `details["current"]`.
    """
    version = record.version if expected_version is None else expected_version
    if version != record.version:
        raise _stale(record, changes)
    differences = _differences(record, changes)
    if not differences:
        return record
    new_values = {name: changes[name] for name in differences}
    with transaction.atomic():
        now = timezone.now()
        rows = type(record)._default_manager.filter(pk=record.pk, version=version)
        if not rows.update(**new_values, version=F("version") + 1, updated_at=now):
            raise _stale(record, changes)
        for name, value in new_values.items():
            setattr(record, name, value)
        record.version, record.updated_at = version + 1, now
        logged = _loggable(record, differences)
        if logged:
            _entry(record, Action.UPDATE, actor, logged).save(force_insert=True)
        _tell_observers([record], Action.UPDATE)
    return record


def update_records[R: Record](
    pairs: Iterable[tuple[R, Mapping[str, Any]]], *, actor: Actor
) -> tuple[list[R], list[tuple[R, Conflict]]]:
    """Write each pair as `update_record` does; return the records written, and those refused with their conflict."""
    written: list[R] = []
    refused: list[tuple[R, Conflict]] = []
    with transaction.atomic():
        for record, changes in pairs:
            try:
                written.append(update_record(record, changes, actor=actor))
            except Conflict as conflict:
                refused.append((record, conflict))
    return written, refused


def delete_record(record: Record, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete `record` if nobody else wrote it since it was read, and log the values that are gone."""
    version = record.version if expected_version is None else expected_version
    with transaction.atomic():
        values = {name: [value, None] for name, [_nothing, value] in _initial_values(record).items()}
        entry = _entry(record, Action.DELETE, actor, values)
        if not type(record)._default_manager.filter(pk=record.pk, version=version).delete()[0]:
            raise _stale(record, {})
        entry.save(force_insert=True)
        _tell_observers([record], Action.DELETE)


def record_event(
    record: Record, event: str, *, actor: Actor, changes: Mapping[str, list[Any]] | None = None
) -> AuditEntry:
    """Log something that happened to `record` without a write of its row (`signed-in`, `exported`)."""
    entry = _entry(record, Action.EVENT, actor, dict(changes or {}))
    entry.event = event
    entry.save(force_insert=True)
    return entry


def _tell_observers(records: Sequence[Record], action: Action) -> None:
    for observer in write_observers:
        observer.observe(records, action.value)


def _entry(record: Record, action: Action, actor: Actor, changes: dict[str, list[Any]]) -> AuditEntry:
    entrance = current_entrance()
    return AuditEntry(
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        door=entrance.door.value,
        address=entrance.address,
        batch=entrance.batch,
        action=action,
        kind=record.audit_kind(),
        key=str(record.pk),
        label=record.audit_label()[:200],
        changes=changes,
    )


def _differences(record: Record, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    found = {}
    for name, new in changes.items():
        old_value, new_value = _stored_value(record, name), new.pk if isinstance(new, models.Model) else new
        if old_value != new_value:
            found[name] = [plain(old_value), plain(new_value)]
    return found


def _stored_value(record: Record, name: str) -> Any:
    field = record._meta.get_field(name)
    return field.value_from_object(record) if isinstance(field, models.Field) else getattr(record, name)


def _initial_values(record: Record) -> dict[str, list[Any]]:
    values = {
        field.name: [None, plain(field.value_from_object(record))]
        for field in record._meta.concrete_fields
        if field.name not in _BOOKKEEPING
    }
    return _loggable(record, {name: pair for name, pair in values.items() if pair[1] not in (None, "", [], {})})


def _loggable(record: Record, changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: [HIDDEN if value is not None else None for value in pair] if name in record.AUDIT_SECRET else pair
        for name, pair in changes.items()
        if name not in record.AUDIT_IGNORED
    }


def _stale(record: Record, changes: Mapping[str, Any]) -> Conflict:
    stored = type(record)._default_manager.filter(pk=record.pk).first()
    if stored is None:
        return Conflict("deleted", _("“%(label)s” was deleted meanwhile.") % {"label": record.audit_label()})
    current = {name: plain(_stored_value(stored, name)) for name in changes}
    message = _("Somebody else changed “%(label)s” meanwhile. Look at their values, then save again.")
    return Conflict("stale", message % {"label": record.audit_label()}, current=current, version=stored.version)


def plain(value: Any) -> Any:
    """Return `value` as the log and the API keep it: JSON's own types, dates in ISO form, decimals as text."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID | dt.timedelta):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value
