"""The rows of a file as values of fields, always in the same order, so that a pass can go on where it was cut off."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.integrations.csv.columns.cells import Reader, is_blank, reader_of
from milepost.integrations.csv.columns.profiles import TableProfile, cell_text
from milepost.integrations.csv.reading.tables import Cell, Table
from milepost.integrations.csv.records import Fault, ImportField, ImportKind, Row, Settings

_LONGEST_KEY = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class _Column:
    """One column that goes into a field: where it stands, and how it is read."""

    place: int
    name: str
    field: ImportField
    read: Reader


class Rows:
    """Reads a table row by row. Each `Rows` is good for one pass: it remembers the keys that it has met."""

    def __init__(
        self,
        table: Table,
        kind: ImportKind,
        fields: Mapping[str, ImportField],
        settings: Settings,
        profile: TableProfile,
    ) -> None:
        self._table, self._kind, self._settings = table, kind, settings
        places = {name: place for place, name in enumerate(table.headers)}
        self._columns = [
            _Column(places[column], column, fields[key], reader_of(column, fields[key], settings, profile))
            for column, key in settings.columns.items()
            if column in places and key in fields
        ]
        self._key_place = places.get(settings.key_column)
        self._keys: dict[str, int] = {}

    def __iter__(self) -> Iterator[Row]:
        rows = (self._row(number, cells) for number, cells in self._table.rows())
        if self._kind.parent_field in self._settings.columns.values() and self._key_place is not None:
            return parents_first(rows, self._keys_of_file(self._key_place))
        return rows

    def _keys_of_file(self, place: int) -> set[str]:
        return {cell_text(cells[place]) for _number, cells in self._table.rows()}

    def _row(self, number: int, cells: list[Cell]) -> Row:
        row = Row(number, "", {})
        if len(cells) > len(self._table.headers):
            words = _("This row has %(count)s cells, and the header %(most)s. Is a quotation mark missing?")
            reason = words % {"count": len(cells), "most": len(self._table.headers)}
            row.faults.append(Fault("", cell_text(cells[-1])[:200], reason))
            return row
        if self._table.is_header(cells):
            row.faults.append(Fault("", "", _("This row repeats the header.")))
            return row
        self._read_key(row, cells)
        for column in self._columns:
            self._read_cell(row, column, cells[column.place])
        if self._kind.parent_field and not row.faults:
            row.parent_key = str(row.values.get(self._kind.parent_field) or "")
        return row

    def _read_key(self, row: Row, cells: list[Cell]) -> None:
        if self._key_place is None:
            return
        key = cell_text(cells[self._key_place])
        fault = ""
        if not key:
            fault = _("A row needs a key.")
        elif len(key) > _LONGEST_KEY or _CONTROL.search(key):
            fault = _("A key has at most 200 characters, and no control characters.")
        elif (first := self._keys.setdefault(key, row.number)) != row.number:
            fault = _("Row %(row)s has this key already.") % {"row": first}
        if fault:
            row.faults.append(Fault(self._settings.key_column, key[:200], fault))
        else:
            row.key = key

    def _read_cell(self, row: Row, column: _Column, cell: Cell) -> None:
        if is_blank(cell):
            if self._settings.blank == "clear" and column.field.can_clear:
                row.values[column.field.key] = None
            return
        try:
            row.values[column.field.key] = column.read(cell)
        except ValueError as error:
            row.faults.append(Fault(column.name, cell_text(cell)[:200], str(error)))


def parents_first(rows: Iterable[Row], keys: set[str]) -> Iterator[Row]:
    """Give each row after the row of its parent, if that is in the file; rows that make a circle come last, refused.

    Rows that wait for their parent are held in memory.
    """
    given: set[str] = set()
    waiting: dict[str, list[Row]] = {}
    for row in rows:
        if row.parent_key in keys and row.parent_key not in given and row.key:
            waiting.setdefault(row.parent_key, []).append(row)
            continue
        yield from _with_waiting(row, given, waiting)
    left = {row.key: row for some in waiting.values() for row in some}
    for row in left.values():
        words = _above_itself(row, left) and _("This account would be its own parent: the rows make a circle.")
        reason = words or _("Its parent account was refused, so this one was too.")
        row.faults.append(Fault("", row.parent_key, reason))
        yield row


def _with_waiting(row: Row, given: set[str], waiting: dict[str, list[Row]]) -> Iterator[Row]:
    ready = [row]
    while ready:
        one = ready.pop()
        yield one
        if one.key:
            given.add(one.key)
            ready += reversed(waiting.pop(one.key, []))


def _above_itself(row: Row, left: Mapping[str, Row]) -> bool:
    seen: set[str] = set()
    above: Any = left.get(row.parent_key)
    while above is not None and above.key not in seen:
        if above.key == row.key:
            return True
        seen.add(above.key)
        above = left.get(above.parent_key)
    return False
