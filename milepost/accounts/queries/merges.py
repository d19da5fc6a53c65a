"""What a merge would do, and which merges a record has behind it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from milepost.accounts.models import Account, Contact, CustomField, Merge
from milepost.accounts.queries.custom_fields import custom_fields
from milepost.accounts.records import RecordHandler, RecordKind, Words, record_handlers
from milepost.identity.public import User

UNDO_DAYS = 30
# Columns that the winner takes from the loser where it has nothing.
FILLED: dict[str, tuple[str, ...]] = {
    RecordKind.ACCOUNT: (
        "segment",
        "tier",
        "industry",
        "region",
        "currency",
        "employees",
        "contract_start",
        "renewal_date",
        "description",
    ),
    RecordKind.CONTACT: ("title", "phone", "timezone", "unsubscribed_at"),
}
_EMPTY: tuple[Any, ...] = (None, "")


@dataclass(frozen=True, slots=True)
class Moving:
    """How many rows of one table hang on the loser, whether they move, and what becomes of them besides."""

    label: Words
    count: int
    stays: bool
    note: Words


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of both; `is_filled` when the winner has nothing and takes the loser's."""

    label: Words
    loser: str
    winner: str
    is_filled: bool


@dataclass(frozen=True, slots=True)
class MergePreview:
    moving: list[Moving]
    differences: list[Difference]


def handlers_of(kind: str) -> Iterator[RecordHandler]:
    """Return what is registered of one kind of record, in the order in which it is to be called."""
    return (handler for handler in record_handlers if handler.of == kind)


def filled_values(kind: str, loser: Any, winner: Any) -> dict[str, Any]:
    """Return the values that the winner takes over: those that it lacks, custom fields included."""
    values = {
        name: _stored(loser, name) for name in FILLED[kind] if _is_filled(_stored(loser, name), _stored(winner, name))
    }
    custom = {key: value for key, value in loser.custom.items() if _is_filled(value, winner.custom.get(key))}
    return values | ({"custom": {**winner.custom, **custom}} if custom else {})


def merge_preview(kind: str, loser: Any, winner: Any, viewer: User) -> MergePreview:
    """Return what a merge would move and fill. A query for each table."""
    counted = ((handler, handler.rows(loser).count()) for handler in handlers_of(kind))
    moving = [Moving(one.label, count, one.stays, one.note) for one, count in counted if count]
    return MergePreview(moving, _differences(kind, loser, winner, viewer))


def merges_of(kind: str, record: Account | Contact) -> QuerySet[Merge]:
    """Return the merges of a record that can still be taken back, the newest first."""
    since = timezone.now() - dt.timedelta(days=UNDO_DAYS)
    either = Q(winner_key=record.pk) | Q(loser_key=record.pk)
    return Merge.objects.filter(either, record_kind=kind, undone_at=None, created_at__gte=since).order_by("-pk")


def _differences(kind: str, loser: Any, winner: Any, viewer: User) -> list[Difference]:
    names = ["name", *(["stage"] if kind == RecordKind.ACCOUNT else []), *FILLED[kind]]
    found = [
        _difference(winner._meta.get_field(name).verbose_name, getattr(loser, name), getattr(winner, name))
        for name in names
    ]
    found += [
        _difference(field.label, _custom_words(field, loser), _custom_words(field, winner))
        for field in custom_fields(kind, viewer)
    ]
    return [one for one in found if one.loser and one.loser != one.winner]


def _difference(label: Words, loser: Any, winner: Any) -> Difference:
    return Difference(label, _words(loser), _words(winner), _is_filled(loser, winner))


def _custom_words(field: CustomField, record: Any) -> Any:
    return record.custom.get(field.key)


def _is_filled(loser: Any, winner: Any) -> bool:
    return winner in _EMPTY and loser not in _EMPTY


def _stored(record: Any, name: str) -> Any:
    return getattr(record, record._meta.get_field(name).attname)


def _words(value: Any) -> str:
    return "" if value in _EMPTY else str(value)[:200]
