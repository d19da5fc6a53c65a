"""Values on their way between a row, the log and whoever asks for a change."""

import datetime as dt
import enum
import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.duration import duration_string
from django.utils.translation import gettext as _

from milepost.audit.folded import FoldedField, folded_fields
from milepost.audit.models import Record
from milepost.lib.errors import Invalid

HIDDEN = "•••"
BOOKKEEPING = frozenset({"id", "created_at", "updated_at", "version"})
_AS_IT_IS = frozenset({str, int, bool})
_EMPTY: tuple[Any, ...] = (None, "", [], {})

type Changes = dict[str, list[Any]]


def plain(value: Any) -> Any:
    """Return `value` as the log and the API keep it: JSON's own types, dates in ISO form, decimals as text."""
    if value is None or type(value) in _AS_IT_IS:
        return value
    match value:
        case enum.Enum():
            result = plain(value.value)
        case float() if not math.isfinite(value):
            result = str(value)
        case bool() | int() | float() | str():
            result = value
        case models.Model():
            result = plain(value.pk)
        case dict():
            result = {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            result = [plain(item) for item in value]
        case set() | frozenset():
            result = sorted((plain(item) for item in value), key=str)
        case _:
            result = _as_text(value)
    return result


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return duration_string(value) if isinstance(value, dt.timedelta) else str(value)


def column(model: type[Record], name: str) -> models.Field[Any, Any]:
    """Return the column `name` of `model`; a TypeError for what no change may name."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field) or field.many_to_many or not field.concrete:
        raise TypeError(f"{model.__name__}.{name} is no column: write it through its own record")
    if field.name in BOOKKEEPING:
        raise TypeError(f"{model.__name__}.{name} is kept by the audit room")
    return field


def wanted_values(model: type[Record], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `changes` by field name, with values as the columns hold them (related rows as keys), and what follows."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in changes.items():
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{model.__name__}.{name}: the log needs a value, not an expression")
        field = column(model, name)
        try:
            values[field.name] = field.to_python(value.pk if isinstance(value, models.Model) else value)
        except ValidationError as error:
            wrong[field.name] = " ".join(error.messages)
    if wrong:
        raise Invalid("invalid", _("Some values do not fit their fields."), wrong)
    followed = {field.name: field.folded(values[field.of]) for field in folded_fields(model) if field.of in values}
    return values | followed


def stored_value(record: Record, name: str) -> Any:
    """Return the value of the column `name` as `record` holds it."""
    return column(type(record), name).value_from_object(record)


def differing(record: Record, wanted: Mapping[str, Any]) -> Changes:
    """Return `[from, to]` of each wanted value that is not the record's already."""
    found: Changes = {}
    for name, new in wanted.items():
        old = stored_value(record, name)
        pair = [plain(old), plain(new)]
        if old != new and pair[0] != pair[1]:
            found[name] = pair
    return found


def first_values(record: Record) -> Changes:
    """Return what a new record's entry says: every value that is not empty."""
    return {name: [None, value] for name, value in _values(record).items() if value not in _EMPTY}


def last_values(record: Record) -> Changes:
    """Return what a deleted record's entry says: every value, so that it can be put back."""
    return {name: [value, None] for name, value in _values(record).items() if value is not None}


def _values(record: Record) -> dict[str, Any]:
    return {name: plain(getattr(record, attribute)) for name, attribute in _logged_columns(type(record))}


@cache
def _logged_columns(model: type[Record]) -> list[tuple[str, str]]:
    fields = (field for field in model._meta.concrete_fields if field.name not in BOOKKEEPING)
    return [(field.name, field.attname) for field in fields if not isinstance(field, FoldedField)]


@cache
def _left_out(model: type[Record]) -> frozenset[str]:
    return model.AUDIT_IGNORED | {field.name for field in folded_fields(model)}


def loggable(model: type[Record], changes: Changes) -> Changes:
    """Return `changes` without ignored and folded fields, and with the values of secret ones hidden."""
    left_out = _left_out(model)
    return {
        name: [HIDDEN if value is not None else None for value in pair] if name in model.AUDIT_SECRET else pair
        for name, pair in changes.items()
        if name not in left_out
    }
