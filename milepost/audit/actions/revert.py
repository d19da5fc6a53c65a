"""Taking writes back: the before-images of the log, written as new writes with entries of their own.

Nothing is undone that somebody else built on: a row is put back only while it is still in the version that the writes
made. Taking back is a write like any other, so taking back a batch that took back does it again ("redo").
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from milepost.audit.actions.bulk import update_records
from milepost.audit.actions.conflicts import refused_by_database
from milepost.audit.actions.entries import (
    BATCH_ROWS,
    batched_as_one,
    make_entry,
    new_batch,
    save_entries,
    tell_observers,
)
from milepost.audit.actions.parts import raise_wholes
from milepost.audit.actions.removal import delete_record
from milepost.audit.actions.values import column, first_values, plain, stored_value
from milepost.audit.models import Action, AuditEntry, Record
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.errors import Conflict

# Related rows that were looked up already: thousands of rows often point to the same one.
type _Known = dict[tuple[Any, Any], bool]
type Left = list[tuple[AuditEntry, Conflict]]


def revert_entry(entry: AuditEntry, *, actor: Actor) -> None:
    """Take one write back; raises `Conflict` when that cannot be done any more (`stale`, `deleted`, `hidden`, …).

    Who may do this is the caller's to decide: whoever may write the record now.
    """
    with batched_as_one():
        reverted, left = _revert([_History([entry])], actor)
    if left:
        raise left[0][1]
    if not reverted:
        raise Conflict("nothing-to-revert", _("There is nothing to take back."))


def revert_batch(
    batch: str,
    *,
    actor: Actor,
    on_progress: Callable[[int, int], None] | None = None,
    field_by_field: bool = False,
    staying: Collection[str] = (),
    into: str = "",
) -> tuple[list[AuditEntry], Left]:
    """Take back all writes of a batch; return `(reverted, left)`.

    Both lists name a record by the last entry that the batch left on it; `left` says with a `Conflict` why each was
    left alone (`stale`: written since; `deleted`; `hidden`: a secret's old value is not kept; `final`: done for good;
    `gone`: what it pointed to is no more; `constraint`; `in-use`). Of several writes to one record the first
    before-image counts. Records are put back newest first, 500 to a transaction; `on_progress(done, total)` is called
    after each. With `field_by_field`, rows that were written since are put back in those fields that still hold what
    the batch wrote; a row with other fields is in `left`. Records of the kinds in `staying` are kept as they are. The
    new writes share a batch: `into`, else one of their own. An empty or unknown batch gives two empty lists.
    """
    histories = [history for history in _histories(batch) if history.last.kind not in staying]
    reverted: list[AuditEntry] = []
    left: Left = []
    with entering(batch=into or new_batch()):
        for start in range(0, len(histories), BATCH_ROWS):
            done, refused = _revert(histories[start : start + BATCH_ROWS], actor, field_by_field=field_by_field)
            reverted += done
            left += refused
            if on_progress:
                on_progress(min(start + BATCH_ROWS, len(histories)), len(histories))
    return reverted, left


@dataclass(slots=True)
class _History:
    """What one batch did to one record, in the order of writing."""

    entries: list[AuditEntry]

    @property
    def last(self) -> AuditEntry:
        return self.entries[-1]

    @property
    def was_created(self) -> bool:
        return self.entries[0].action == Action.CREATE

    @property
    def was_deleted(self) -> bool:
        return self.last.action == Action.DELETE

    def was_written_by_others(self, version_now: int) -> bool:
        """Say whether somebody else wrote the record since the first of the batch's writes.

        Writes of its parts let its version rise, too, and stand in nobody's way; so does what taking back the rest of
        the batch has just written. No query where the version tells.
        """
        versions = [*(entry.record_version for entry in self.entries), version_now + 1]
        if all(later == earlier + 1 for earlier, later in pairwise(versions)):
            return False
        first = self.entries[0]
        later_writes = AuditEntry.objects.filter(kind=first.kind, key=first.key, pk__gt=first.pk)
        own = [entry.pk for entry in self.entries]
        others = later_writes.exclude(action=Action.EVENT).exclude(pk__in=own)
        return others.exclude(batch=current_entrance().batch).exists()

    def before(self) -> dict[str, Any]:
        """Return the value of each written field before the first write."""
        values: dict[str, Any] = {}
        for entry in self.entries:
            for name, (old, _new) in entry.changes.items():
                values.setdefault(name, old)
        return values

    def after(self) -> dict[str, Any]:
        """Return the value of each written field after the last write."""
        return {name: new for entry in self.entries for name, (_old, new) in entry.changes.items()}


def _histories(batch: str) -> list[_History]:
    """Return what the batch did, by record; those written last come first."""
    if not batch:
        return []
    found: dict[tuple[str, str], list[AuditEntry]] = defaultdict(list)
    for entry in AuditEntry.objects.of_batch(batch).exclude(action=Action.EVENT):
        found[entry.kind, entry.key].append(entry)
    return sorted((_History(entries) for entries in found.values()), key=lambda history: -history.last.pk)


def _revert(histories: list[_History], actor: Actor, *, field_by_field: bool = False) -> tuple[list[AuditEntry], Left]:
    reverted: list[AuditEntry] = []
    left: Left = []
    updates: list[_History] = []
    with transaction.atomic():
        for history in histories:
            if history.last.action == Action.UPDATE and not history.was_created:
                updates.append(history)
            elif not (history.was_created and history.was_deleted):
                try:
                    with transaction.atomic():
                        _revert_existence(history, actor)
                    reverted.append(history.last)
                except Conflict as conflict:
                    left.append((history.last, conflict))
        _revert_updates(updates, actor, reverted, left, field_by_field=field_by_field)
    return reverted, left


def _revert_updates(
    histories: list[_History], actor: Actor, reverted: list[AuditEntry], left: Left, *, field_by_field: bool
) -> None:
    entry_of: dict[tuple[type[Record], Any], AuditEntry] = {}
    pairs: list[tuple[Record, dict[str, Any]]] = []
    known: _Known = {}
    for history, record in _with_records(histories):
        try:
            before = _before_image(history, known)
            if field_by_field and record is not None:
                pairs.append((record, _still_written(history, record, before, left)))
            else:
                pairs.append((_unchanged_since(history, record), before))
        except Conflict as conflict:
            left.append((history.last, conflict))
        else:
            entry_of[type(pairs[-1][0]), pairs[-1][0].pk] = history.last
    # Wholes before their parts, whose writes let them rise.
    pairs.sort(key=lambda pair: bool(type(pair[0]).AUDIT_PART_OF))
    written, refused = update_records(pairs, actor=actor)
    reverted += [entry_of[type(record), record.pk] for record in written]
    left += [(entry_of[type(record), record.pk], conflict) for record, conflict in refused]


def _with_records(histories: list[_History]) -> Iterator[tuple[_History, Record | None]]:
    """Pair each history with its row as stored now, one query for each kind."""
    by_kind: dict[str, list[_History]] = defaultdict(list)
    for history in histories:
        by_kind[history.last.kind].append(history)
    for kind, same in by_kind.items():
        model = _model(kind)
        rows = model._base_manager.in_bulk([_key(model, history.last) for history in same]) if model else {}
        for history in same:
            yield history, rows.get(_key(model, history.last)) if model else None


def _still_written(history: _History, record: Record, before: dict[str, Any], left: Left) -> dict[str, Any]:
    """Return those values that may be put back, as the row still holds what the batch wrote there."""
    after = history.after()
    values = {name: old for name, old in before.items() if plain(stored_value(record, name)) == after[name]}
    if len(values) < len(before):
        left.append((history.last, _stale(history)))
    return values


def _unchanged_since(history: _History, record: Record | None) -> Record:
    if record is None:
        raise Conflict("deleted", _("“%(label)s” was deleted meanwhile.") % {"label": history.last.label})
    if history.was_written_by_others(record.version):
        raise _stale(history)
    return record


def _stale(history: _History) -> Conflict:
    message = _("“%(label)s” was changed since, so it was left as it is.")
    return Conflict("stale", message % {"label": history.last.label})


def _revert_existence(history: _History, actor: Actor) -> None:
    """Delete what was created, or create what was deleted."""
    [(_history, record)] = _with_records([history])
    if history.was_created:
        delete_record(_unchanged_since(history, record), actor=actor)
    elif record is not None or history.was_written_by_others(history.last.record_version):
        raise Conflict("stale", _("“%(label)s” exists again.") % {"label": history.last.label})
    else:
        _create_again(history, actor)


def _create_again(history: _History, actor: Actor) -> None:
    """Insert a deleted row under its old key; its version goes on from where it ended."""
    model = _model(history.last.kind)
    if model is None:
        raise _gone(history)
    record = model()
    record.pk, record.version = _key(model, history.last), history.last.record_version + 1
    before = _before_image(history, {})
    if not before:  # the values were erased from the log
        raise _gone(history)
    for field in model._meta.concrete_fields:
        if field.name in before:
            setattr(record, field.attname, before[field.name])
        elif field.null:
            setattr(record, field.attname, None)
    try:
        record.save(force_insert=True)
    except IntegrityError as error:
        raise refused_by_database(record, error) from error
    save_entries([make_entry(record, Action.CREATE, actor, first_values(record))])
    tell_observers([record], Action.CREATE)
    raise_wholes([record], actor)


def _before_image(history: _History, known: _Known) -> dict[str, Any]:
    model = _model(history.last.kind)
    if model is None:
        raise _gone(history)
    values: dict[str, Any] = {}
    for name, value in history.before().items():
        if name in model.AUDIT_SECRET and value is not None:
            message = _("“%(label)s” was left: the log does not keep secrets, so the old one cannot be put back.")
            raise Conflict("hidden", message % {"label": history.last.label})
        if name in model.AUDIT_FINAL:
            message = _("“%(label)s” was left: this is done for good.")
            raise Conflict("final", message % {"label": history.last.label})
        try:
            field = column(model, name)
        except FieldDoesNotExist as error:
            raise _gone(history) from error
        values[name] = field.to_python(value)
        # Checked here because SQLite checks keys only at the end of the transaction.
        if isinstance(field, models.ForeignKey) and not _exists(field, values[name], known):
            raise _gone(history)
    return values


def _exists(field: "models.ForeignKey[Any, Any]", key: Any, known: _Known) -> bool:
    target = field.remote_field.model
    if key is not None and (target, key) not in known:
        known[target, key] = target._base_manager.filter(**{field.target_field.name: key}).exists()
    return key is None or known[target, key]


def _gone(history: _History) -> Conflict:
    message = _("“%(label)s” was left: what it named before is no longer there.")
    return Conflict("gone", message % {"label": history.last.label})


def _model(kind: str) -> type[Record] | None:
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return None
    return model if issubclass(model, Record) else None


def _key(model: type[Record], entry: AuditEntry) -> Any:
    return model._meta.pk.to_python(entry.key)
