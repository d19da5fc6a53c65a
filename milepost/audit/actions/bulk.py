"""Writing many records: a constant number of queries for every 500, guarded row by row."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from milepost.audit.actions.conflicts import refused_by_database, stale
from milepost.audit.actions.entries import BATCH_ROWS, batched_as_one, make_entry, save_entries, tell_observers
from milepost.audit.actions.parts import raise_wholes
from milepost.audit.actions.values import Changes, differing, first_values, loggable, plain, wanted_values
from milepost.audit.actions.writes import locked_rows, set_values, take_over
from milepost.audit.models import Action, Record
from milepost.lib.actor import Actor
from milepost.lib.bulk_rows import insert_rows, update_values
from milepost.lib.errors import Conflict

_SAME_VALUES_WORTH_AN_UPDATE = 50


class _WrittenMeanwhile(Exception):
    """A row has another version than the one that was read."""


type Refused[R: Record] = list[tuple[R, Conflict]]


@dataclass(slots=True)
class _Plan[R: Record]:
    """One row that will be written, of the version that it has until then."""

    record: R
    stored: R
    version: int
    changes: Mapping[str, Any]
    values: dict[str, Any]
    differences: Changes
    is_logged: bool


def create_records[R: Record](records: Sequence[R], *, actor: Actor) -> list[R]:
    """Insert many records of one model and log each; two queries for every 500, all or nothing."""
    if not records:
        return []
    model = type(records[0])
    if any(type(record) is not model for record in records):
        raise TypeError("create_records takes records of one model")
    with transaction.atomic(), batched_as_one():
        insert_rows(records)
        save_entries([make_entry(record, Action.CREATE, actor, first_values(record)) for record in records])
        tell_observers(records, Action.CREATE)
        raise_wholes(records, actor)
    return list(records)


def update_records[R: Record](
    pairs: Iterable[tuple[R, Mapping[str, Any]]], *, actor: Actor, are_read: bool = False
) -> tuple[list[R], Refused[R]]:
    """Write each pair as `update_record` does; return the records written, and those refused with their conflict.

    A refused row (stale, deleted, against a rule of the database) never stops the others. Records that hold the wanted
    values already count as written. Every 500 rows cost one read, one write for rows that get the same values (else
    one for all of them) and one insert into the log. All of it is one transaction, so a long run belongs in a job that
    calls this for a few hundred rows at a time under one `entering(batch=…)`; without one, the call is a batch itself.
    `are_read`: the records hold, column by column, what the caller read in this transaction. They are not read again
    then; a row that was written meanwhile is refused because its version is another when it is written.
    """
    written: list[R] = []
    refused: Refused[R] = []
    with transaction.atomic(), batched_as_one():
        for chunk in _chunks(pairs):
            plans, unchanged = _plan(chunk, refused, are_read=are_read)
            done = _write_or_split(plans, actor, refused)
            for plan in done:
                take_over(plan.record, plan.stored, plan.changes)
            written += unchanged + [plan.record for plan in done]
    return written, refused


@contextmanager
def versions_restored(records: Iterable[Record]) -> Iterator[None]:
    """Give the records in memory their versions back when the block fails, so that they can be written once more.

    For writes that are rolled back and tried again in another way.
    """
    seen = [(record, record.version, record.updated_at) for record in records]
    try:
        yield
    except Exception:
        for record, version, updated_at in seen:
            record.version, record.updated_at = version, updated_at
        raise


def _chunks[R: Record](
    pairs: Iterable[tuple[R, Mapping[str, Any]]],
) -> Iterator[list[tuple[R, Mapping[str, Any]]]]:
    """Cut the pairs so that a chunk holds rows of one model, and no row twice."""
    chunk: list[tuple[R, Mapping[str, Any]]] = []
    keys: set[Any] = set()
    for record, changes in pairs:
        if chunk and (len(chunk) == BATCH_ROWS or record.pk in keys or type(record) is not type(chunk[0][0])):
            yield chunk
            chunk, keys = [], set()
        chunk.append((record, changes))
        keys.add(record.pk)
    if chunk:
        yield chunk


def _plan[R: Record](
    chunk: list[tuple[R, Mapping[str, Any]]], refused: Refused[R], *, are_read: bool
) -> tuple[list[_Plan[R]], list[R]]:
    model = type(chunk[0][0])
    read = {record.pk: record for record, _changes in chunk}
    rows = read if are_read else locked_rows(model, read)
    plans: list[_Plan[R]] = []
    unchanged: list[R] = []
    for record, changes in chunk:
        wanted = wanted_values(model, changes)
        stored = rows.get(record.pk)
        differences = differing(stored, wanted) if stored else {}
        if stored is None or (differences and stored.version != record.version):
            refused.append((record, stale(record, stored, wanted)))
        elif not differences:
            unchanged.append(record)
        else:
            values = {name: wanted[name] for name in differences}
            is_logged = bool(loggable(model, differences))
            plans.append(_Plan(record, stored, stored.version, changes, values, differences, is_logged))
    return plans, unchanged


def _write_or_split[R: Record](plans: list[_Plan[R]], actor: Actor, refused: Refused[R]) -> list[_Plan[R]]:
    """Write the plans together; when the database refuses them, row by row, to find out which."""
    if not plans:
        return []
    before = [(plan.stored.version, plan.stored.updated_at) for plan in plans]
    try:
        with transaction.atomic():
            _write(plans, actor)
    except (IntegrityError, _WrittenMeanwhile) as error:
        for plan, (version, updated_at) in zip(plans, before, strict=True):
            plan.stored.version, plan.stored.updated_at = version, updated_at
        if len(plans) == 1:
            refused.append((plans[0].record, _refusal(plans[0], error)))
            return []
        return [done for plan in plans for done in _write_or_split([plan], actor, refused)]
    return plans


def _refusal[R: Record](plan: _Plan[R], error: IntegrityError | _WrittenMeanwhile) -> Conflict:
    if isinstance(error, _WrittenMeanwhile):
        return stale(plan.record, locked_rows(type(plan.record), [plan.record.pk]).get(plan.record.pk), plan.values)
    return refused_by_database(plan.record, error)


def _write[R: Record](plans: list[_Plan[R]], actor: Actor) -> None:
    now = timezone.now()
    groups: dict[tuple[bool, tuple[str, ...]], list[_Plan[R]]] = defaultdict(list)
    for plan in plans:
        set_values(plan.stored, plan.values)
        if plan.is_logged:
            plan.stored.version, plan.stored.updated_at = plan.stored.version + 1, now
        groups[plan.is_logged, tuple(sorted(plan.values))].append(plan)
    for (is_logged, names), group in groups.items():
        _write_group(group, names, {"version": F("version") + 1, "updated_at": now} if is_logged else {})
    logged = [plan for plan in plans if plan.is_logged]
    if logged:
        save_entries([make_entry(plan.stored, Action.UPDATE, actor, plan.differences) for plan in logged])
        stored = [plan.stored for plan in logged]
        differences, given = [plan.differences for plan in logged], [plan.record for plan in logged]
        tell_observers(stored, Action.UPDATE, differences)
        raise_wholes(stored, actor, differences, given=given)


def _write_group[R: Record](group: list[_Plan[R]], names: tuple[str, ...], bookkeeping: dict[str, Any]) -> None:
    """Write rows that change the same fields: one UPDATE where they get the same values, else one for each."""
    rows = type(group[0].stored)._base_manager
    by_values: dict[str, list[_Plan[R]]] = defaultdict(list)
    for plan in group:
        by_values[json.dumps(plain(plan.values), sort_keys=True)].append(plan)
    is_read = group[0].stored is group[0].record
    if is_read or len(by_values) > max(1, len(group) // _SAME_VALUES_WORTH_AN_UPDATE):
        model = type(group[0].stored)
        attributes = [model._meta.get_field(name).attname for name in (*names, *bookkeeping)]  # type: ignore[union-attr] # columns
        values = (
            [plan.stored.pk, *(getattr(plan.stored, name) for name in attributes), plan.version] for plan in group
        )
        if update_values(model, attributes, values, seen=["version"]) != len(group):
            raise _WrittenMeanwhile
        return
    for same in by_values.values():
        rows.filter(pk__in=[plan.stored.pk for plan in same]).update(**same[0].values, **bookkeeping)
