"""All that is kept of an account or of a person, as plain data."""

from typing import Any

from django.db.models import ForeignKey, Model
from django.utils import timezone

from milepost.accounts.models import Account, Contact, CustomField, Fact, FactChange, Segment, SegmentMember
from milepost.accounts.queries.custom_fields import custom_fields
from milepost.accounts.queries.facts import visible_facts
from milepost.accounts.queries.merges import handlers_of
from milepost.accounts.queries.segments import is_hidden
from milepost.accounts.records import RecordKind
from milepost.audit.public import plain
from milepost.identity.public import User

_LEFT_OUT = frozenset({"name_folded", "token", "message_key", "origin_key"})


def exported(kind: str, record: Account | Contact, viewer: User) -> dict[str, Any]:
    """Return the record and, by table, the rows that hang on it, as far as the viewer may see them.

    Rows come through each table's handler; related records are given as `{"id", "name"}`. A query for each table, and
    one for each kind of related record that the rows name.
    """
    tables = {}
    for handler in handlers_of(kind):
        if not handler.is_exported:
            continue
        rows = handler.rows(record)
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(viewer)
        if rows.model is SegmentMember:
            rows = rows.filter(segment__in=_readable_segments(viewer))
        if rows.model in {Fact, FactChange}:
            rows = rows.filter(key__in=[spec.key for spec in visible_facts(viewer)])
        tables[handler.key] = {"label": str(handler.label), "rows": _plain_rows(rows.order_by("pk"))}
    return {
        "kind": kind,
        "exported_at": timezone.now().isoformat(),
        "record": _without_hidden(kind, _plain_row(record), viewer),
        "tables": tables,
    }


def _readable_segments(viewer: User) -> list[int]:
    """Return the segments of which the viewer may know what they ask: who is in one tells the field's value."""
    return [segment.pk for segment in Segment.objects.visible_to(viewer) if not is_hidden(segment, viewer)]


def _plain_rows(rows: Any) -> list[dict[str, Any]]:
    links = [one.name for one in rows.model._meta.concrete_fields if isinstance(one, ForeignKey)]
    return [_plain_row(row) for row in rows.select_related(*links)]


def _plain_row(row: Model) -> dict[str, Any]:
    return {column.name: _value(row, column) for column in row._meta.concrete_fields if column.name not in _LEFT_OUT}


def _value(row: Model, column: Any) -> Any:
    if isinstance(column, ForeignKey):
        target = getattr(row, column.name)
        return None if target is None else {"id": target.pk, "name": str(target)}
    return plain(column.value_from_object(row))


def _without_hidden(kind: str, row: dict[str, Any], viewer: User) -> dict[str, Any]:
    """Leave out custom fields that the viewer may not see."""
    seen = {field.key for field in custom_fields(RecordKind(kind), viewer)}
    known = set(CustomField.objects.filter(record_kind=kind).values_list("key", flat=True))
    row["custom"] = {key: value for key, value in row["custom"].items() if key in seen or key not in known}
    return row
