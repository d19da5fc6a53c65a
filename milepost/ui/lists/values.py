"""From what a person typed into a cell to the value of its field."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.ui.filters.fields import Field, FieldType

_MAX_TEXT = 10_000


def read_value(field: Field, viewer: User, text: str) -> Any:
    """Return the value that `text` stands for; empty is unknown (for texts the empty text). Raises `Invalid`."""
    text = text.strip()
    if len(text) > _MAX_TEXT or "\x00" in text:
        raise _wrong(field, _("This text cannot be kept."))
    if field.options is not None:
        return _chosen(field, viewer, text)
    return _READERS[field.type](field, text)


def written_value(field: Field, record: Any) -> str:
    """Return the stored value as its input holds it; `read_value` gives the value back."""
    value = field.stored(record) if field.stored else _at_path(record, field.lookup)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return str(getattr(value, "pk", value))


def _at_path(record: Any, path: str) -> Any:
    value = record
    for name in path.split("__"):
        value = getattr(value, name) if value is not None else None
    return value


def _chosen(field: Field, viewer: User, text: str) -> str | None:
    if not text:
        return None if field.type is FieldType.PERSON else ""
    if field.options is None or text not in field.options.labels(viewer, [text]):
        raise _wrong(field, _("This choice does not exist."))
    return text


def _number(field: Field, text: str) -> Decimal | int | None:
    if not text:
        return None
    try:
        number = Decimal(text.replace(" ", "").replace("\u2009", ""))
    except InvalidOperation as error:
        raise _wrong(field, _("A number belongs here.")) from error
    if not number.is_finite() or (not field.decimals and number != number.to_integral_value()):
        raise _wrong(field, _("A number belongs here."))
    return number if field.decimals else int(number)


def _date(field: Field, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        if not field.has_time:
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise _wrong(field, _("A day belongs here, like 2026-03-31.")) from error
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _yes_no(field: Field, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise _wrong(field, _("Choose yes or no."))
    return text == "yes"


def _wrong(field: Field, words: str) -> Invalid:
    return Invalid("wrong-value", words, {field.key: words})


_READERS: dict[FieldType, Callable[[Field, str], Any]] = {
    FieldType.TEXT: lambda _field, text: text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.YES_NO: _yes_no,
}
