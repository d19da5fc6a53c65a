"""Cells become values of the fields that their columns go into."""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from milepost.integrations.csv.columns.dates import ISO, read_moment
from milepost.integrations.csv.columns.numbers import POINT, read_flag, read_number
from milepost.integrations.csv.columns.profiles import TableProfile, cell_text
from milepost.integrations.csv.reading.tables import Cell
from milepost.integrations.csv.records import ImportField, Settings, ValueType

_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_UNKNOWN = frozenset({"null", "none", "n/a", "na", "nan", "\\n"})
_WHOLE_MOST = 2**53

type Reader = Callable[[Cell], Any]


def reader_of(column: str, field: ImportField, settings: Settings, profile: TableProfile) -> Reader:
    """Return the function that reads the cells of a column; it raises `ValueError` with words for a wrong one."""
    match field.type:
        case ValueType.DATE | ValueType.MOMENT:
            zone = zoneinfo.ZoneInfo(settings.timezone)
            return _date_reader(date_format_of(column, settings, profile), zone, field.type)
        case ValueType.NUMBER | ValueType.WHOLE:
            return _number_reader(decimal_style_of(column, settings, profile), field.type)
        case ValueType.YES_NO:
            return _read_flag
        case ValueType.LIST:
            return _read_list
    return _read_text


def date_format_of(column: str, settings: Settings, profile: TableProfile) -> str:
    """Return the format of a column of dates: stated for it, told by all its values, or stated for all columns."""
    if stated := settings.dates.get(column):
        return stated
    found = profile.column(column)
    formats = found.date_formats if found else []
    stated = settings.dates.get("", "")
    if formats == [ISO] or (len(formats) == 1 and not stated):
        return formats[0]
    return stated or (formats[0] if formats else ISO)


def decimal_style_of(column: str, settings: Settings, profile: TableProfile) -> str:
    """Return how a column writes its decimals: stated for it or for all columns, or told by all its values."""
    stated = settings.decimals.get(column) or settings.decimals.get("", "")
    found = profile.column(column)
    return stated or (found.decimal_styles[0] if found and found.decimal_styles else POINT)


def _date_reader(format_: str, zone: dt.tzinfo, type_: ValueType) -> Reader:
    def read(cell: Cell) -> Any:
        if isinstance(cell, dt.datetime):
            moment = cell
        elif isinstance(cell, dt.date):
            moment = dt.datetime.combine(cell, dt.time())
        else:
            day, time, offset = read_moment(_read_text(cell), format_)
            moment = dt.datetime.combine(day, time or dt.time(), offset)
        if type_ == ValueType.DATE:
            return moment.date()
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)

    return read


def _number_reader(style: str, type_: ValueType) -> Reader:
    def read(cell: Cell) -> Any:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            number: float = cell
        else:
            number = read_number(_read_text(cell), style)
        if type_ == ValueType.WHOLE:
            if number != int(number) or abs(number) > _WHOLE_MOST:
                raise ValueError(_("A whole number belongs here."))
            return int(number)
        return number

    return read


def _read_flag(cell: Cell) -> bool:
    return cell if isinstance(cell, bool) else read_flag(_read_text(cell))


def _read_text(cell: Cell) -> str:
    text = cell_text(cell)
    if text in _ERRORS:
        raise ValueError(_("This is the error of a formula."))
    if "\0" in text:
        raise ValueError(_("This text holds a NUL character."))
    return text


def _read_list(cell: Cell) -> list[str]:
    text = _read_text(cell)
    for sign in (";", "|", "\n"):
        text = text.replace(sign, ",")
    return [part for part in (one.strip() for one in text.split(",")) if part]


def is_blank(cell: Cell) -> bool:
    """Say whether a cell holds nothing. What only says that it is unknown (NULL, n/a) holds nothing either."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or cell.strip().lower() in _UNKNOWN))
