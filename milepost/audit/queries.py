"""Reads of the log."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from milepost.audit.models import PART_CHANGED, Action, AuditEntry, Record
from milepost.audit.records import histories

HISTORY_ROWS = 20


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some entries of one record, newest first; `older` is what `before` must be for those after them."""

    entries: list[AuditEntry]
    older: int | None


def history_page(kind: str, key: str, before: int | None = None, limit: int = HISTORY_ROWS) -> HistoryPage:
    """Return the newest entries of a record, or those older than the entry `before`. One query."""
    entries = AuditEntry.objects.filter(kind=kind, key=key).order_by("-id")
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: limit + 1])
    shown = found[:limit]
    return HistoryPage(shown, shown[-1].pk if len(found) > limit else None)


def may_see_history(viewer: Any, kind: str, key: str) -> bool:
    """Say whether `viewer` may see the history of this record; nobody may when its kind registered no `History`."""
    history = histories.get(kind)
    model = model_of(kind)
    if history is None or model is None:
        return False
    try:
        return history.rows(viewer).filter(pk=model._meta.pk.to_python(key)).exists()
    except ValidationError:
        return False


def fields_written_since(record: Record, version: int) -> set[str]:
    """Return the fields and parts of `record` that were written after `version`, as the log says. One query."""
    entries = AuditEntry.objects.of(record).filter(record_version__gt=version)
    found: set[str] = set()
    for action, event, changes in entries.values_list("action", "event", "changes"):
        if action != Action.EVENT:
            found |= changes.keys()
        elif event.startswith(PART_CHANGED):
            found.add(event.removeprefix(PART_CHANGED))
    return found


def model_of(kind: str) -> type[Model] | None:
    """Return the model of a kind of record; None for what is no table (any more)."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def as_json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Return each entry as one line of JSON, for keeping the log elsewhere; give it `queryset.iterator()`."""
    fields = [field.name for field in AuditEntry._meta.concrete_fields]
    for entry in entries:
        values = {name: getattr(entry, name) for name in fields}
        yield json.dumps({**values, "at": entry.at.isoformat()}, ensure_ascii=False) + "\n"
