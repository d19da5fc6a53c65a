"""Entries of the log, and those who are told of writes."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.utils import timezone

from milepost.audit.actions.values import Changes, loggable, plain
from milepost.audit.models import Action, AuditEntry, Record
from milepost.audit.records import write_observers
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.bulk_rows import insert_values

BATCH_ROWS = 500
_COLUMNS = (
    *("actor_kind", "actor_id", "actor_label", "door", "address", "batch", "action", "event"),
    *("kind", "key", "label", "record_version", "changes"),
)

# The values of an entry in the order of its columns: thousands of them are made where nobody needs the object.
type Entry = tuple[Any, ...]


def new_batch() -> str:
    """Return a name for the writes of one bulk act, to be given to `entering(batch=…)`."""
    return uuid.uuid4().hex


@contextmanager
def batched_as_one() -> Iterator[str]:
    """Join the writes inside the block as one batch, unless they are part of one already."""
    with entering(batch=current_entrance().batch or new_batch()) as entrance:
        yield entrance.batch


def record_event(
    record: Record, event: str, *, actor: Actor, changes: Mapping[str, list[Any]] | None = None
) -> AuditEntry:
    """Log something that happened to `record` without a write of its row (`signed-in`, `exported`)."""
    logged = {name: [plain(value) for value in pair] for name, pair in (changes or {}).items()}
    values = make_entry(record, Action.EVENT, actor, logged, event=event)
    entry = AuditEntry(**dict(zip(_COLUMNS, values, strict=True)))
    entry.save(force_insert=True)
    return entry


def make_entry(
    record: Record, action: Action, actor: Actor, changes: Changes, version: int | None = None, *, event: str = ""
) -> Entry:
    """Return the values of the entry of one write; `version` is the one that the write made."""
    entrance = current_entrance()
    return (
        actor.kind,
        actor.id,
        actor.label[:200],
        entrance.door.value,
        entrance.address,
        entrance.batch,
        action.value,
        event,
        record.audit_kind(),
        str(record.pk),
        record.audit_label()[:200],
        record.version if version is None else version,
        loggable(type(record), changes),
    )


def save_entries(entries: Sequence[Entry]) -> None:
    """Insert the entries of one act."""
    now = timezone.now()
    insert_values(AuditEntry, ("at", *_COLUMNS), [(now, *entry) for entry in entries])


def tell_observers(records: Sequence[Record], action: Action, changes: Sequence[Changes] = ()) -> None:
    """Tell every observer of written records, those of one model at a time; `changes` are those of each update."""
    pairs = zip(records, changes, strict=True) if changes else ((record, None) for record in records)
    for model, same in groupby(pairs, key=lambda pair: type(pair[0])):
        group = list(same)
        for observer in write_observers:
            read = observer.reads(model.audit_kind()) if observer.reads else None
            told = [record for record, found in group if read is None or found is None or not read.isdisjoint(found)]
            if told:
                observer.observe(told, action.value)
