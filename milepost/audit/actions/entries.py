"""Entries of the log, and those who are told of writes."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from milepost.audit.actions.values import Changes, loggable, plain
from milepost.audit.models import Action, AuditEntry, Record
from milepost.audit.records import write_observers
from milepost.lib.actor import Actor, current_entrance, entering

BATCH_ROWS = 500


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
    entry = make_entry(record, Action.EVENT, actor, logged)
    entry.event = event
    entry.save(force_insert=True)
    return entry


def make_entry(
    record: Record, action: Action, actor: Actor, changes: Changes, version: int | None = None
) -> AuditEntry:
    """Return the unsaved entry of one write; `version` is the one that the write made."""
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
        record_version=record.version if version is None else version,
        changes=loggable(type(record), changes),
    )


def save_entries(entries: Sequence[AuditEntry]) -> None:
    """Insert the entries of one act."""
    if len(entries) == 1:
        entries[0].save(force_insert=True)
    else:
        AuditEntry.objects.bulk_create(entries, batch_size=BATCH_ROWS)


def tell_observers(records: Sequence[Record], action: Action) -> None:
    """Tell every observer of written records, those of one model at a time."""
    for _model, same in groupby(records, key=type):
        group = list(same)
        for observer in write_observers:
            observer.observe(group, action.value)
