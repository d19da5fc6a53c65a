"""Values of a plan's columns as they come from outside: as the column holds them, or refused with words."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid

# Plans lie between these days, so that nobody counts the working days of eight thousand years.
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
# Twenty years, day and night.
MINUTES_MOST = 20 * 366 * 24 * 60
PERCENT_MOST = 10_000


def clean_value(row: Model, name: str, value: Any) -> Any:
    """Return what the column holds of `value`. Raises `Invalid` (`wrong-value`) with the column's name."""
    column = row._meta.get_field(name)
    if not isinstance(column, Field):
        raise TypeError(f"{name} is no column of {row._meta.label}")
    try:
        clean = column.clean(value.strip() if isinstance(value, str) else value, row)
    except ValidationError as error:
        raise _wrong(name, error.messages[0]) from error
    except (TypeError, ValueError, OverflowError) as error:
        raise _wrong(name, _("This is no value for it.")) from error
    refuse_beyond_bounds(name, clean)
    return clean


def refuse_beyond_bounds(name: str, value: Any) -> None:
    """Raise `Invalid` for text that no database keeps, days that no plan reaches, lengths beyond twenty years."""
    if isinstance(value, str):
        refuse_unwritable(name, value)
    elif isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        if not EARLIEST <= day <= LATEST:
            raise _wrong(name, _("Give a day between 1900 and 2199."))
    elif isinstance(value, int) and name.endswith("_minutes") and abs(value) > MINUTES_MOST:
        raise _wrong(name, _("This is longer than twenty years."))
    elif isinstance(value, int) and name.endswith("_percent") and abs(value) > PERCENT_MOST:
        raise _wrong(name, _("This is no value for it."))


def refuse_unwritable(name: str, text: str) -> None:
    """Raise `Invalid` for text with U+0000 or half a surrogate pair."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _wrong(name, _("This holds characters that cannot be kept."))


def _wrong(name: str, message: str) -> Invalid:
    return Invalid("wrong-value", message, {name: message})
