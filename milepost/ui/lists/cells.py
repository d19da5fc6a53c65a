"""What the cells of a list say: values as people read them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.ui.filters.fields import Field, FieldType, FixedOptions

type Writer = Callable[[Any], str]


def cell_text(field: Field, value: Any) -> str:
    """Return a value as people read it; unknown is empty."""
    return "" if value is None or value == "" else writer_of(field)(value)


def writer_of(field: Field) -> Writer:
    """Return what writes the field's known values in the language that holds now: made once a page, not once a cell."""
    match field.type:
        case FieldType.YES_NO:
            yes, no = _("Yes"), _("No")
            return lambda value: yes if value else no
        case FieldType.NUMBER:
            # A whole number stays one in a column that may hold fractions.
            return lambda value: number_words(value, 0 if isinstance(value, int) else field.decimals)
        case FieldType.DATE:
            return date_words
        case FieldType.MANY:
            return lambda value: ", ".join(str(one) for one in value)
        case FieldType.CHOICE if isinstance(field.options, FixedOptions):
            labels = {str(key): str(label) for key, label in field.options.choices}
            return lambda value: labels.get(str(value), str(value))
    return str


def number_words(value: Decimal | float, decimals: int) -> str:
    """Return a number with its places and thousands apart."""
    return _number_words(value, decimals, get_language())


@lru_cache(maxsize=4096, typed=True)
def _number_words(value: Decimal | float, decimals: int, _language: str | None) -> str:
    return str(number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True))


def date_words(value: dt.date) -> str:
    """Return a day, or a moment in the current time zone: "Thu 4 Dec", with its year when it is not this one."""
    moment = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    is_this_year = moment.year == timezone.localdate().year
    if not isinstance(moment, dt.datetime):
        return _day_words(moment, is_this_year, get_language())
    return f"{_day_words(moment.date(), is_this_year, get_language())}, {moment.hour:02}:{moment.minute:02}"


@lru_cache(maxsize=4096)
def _day_words(day: dt.date, is_this_year: bool, _language: str | None) -> str:
    return str(date_format(day, "D j M" if is_this_year else "j M Y"))
