"""What all values of each column say of it: how many there are, and what they could be read as."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from milepost.integrations.csv.columns.dates import formats_of, says_the_same
from milepost.integrations.csv.columns.numbers import COMMA, POINT, is_flag, matters, number_styles
from milepost.integrations.csv.reading.tables import Cell, Table

_SAMPLES = 4
_DISTINCT = 40
_LONGEST_SAMPLE = 120
_OFTEN = 0.5
_DIGIT = re.compile(r"\d")  # without one there is neither a date nor a number


@dataclass(slots=True)
class ColumnProfile:
    """One column. `date_formats` are those that fit every value which looks like a date; several: it must be asked."""

    name: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    distinct: int = 0  # how many different values, as far as they were counted
    date_formats: list[str] = field(default_factory=list)
    date_like: int = 0
    date_mixed: list[str] = field(default_factory=list)  # formats that values are in when no single one fits
    decimal_styles: list[str] = field(default_factory=list)
    number_like: int = 0
    flag_like: int = 0
    mail_like: int = 0
    native_dates: int = 0
    native_numbers: int = 0

    @property
    def looks_like(self) -> str:
        """Return what most of the column is: date, number, yes-no, e-mail, or text."""
        most = self.filled * _OFTEN
        if not self.filled:
            return "empty"
        if self.native_dates + self.date_like > most:
            return "date"
        if self.mail_like > most:
            return "e-mail"
        if self.flag_like >= self.filled and self.distinct <= 2:  # noqa: PLR2004 - yes and no
            return "yes-no"
        return "number" if self.native_numbers + self.number_like > most else "text"


@dataclass(slots=True)
class TableProfile:
    """A file that was read once from its beginning to its end."""

    format: str
    headers: list[str]
    header_row: int
    rows: int
    columns: list[ColumnProfile]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    first_rows: list[list[str]] = field(default_factory=list)

    def column(self, name: str) -> ColumnProfile | None:
        return next((one for one in self.columns if one.name == name), None)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        columns = [ColumnProfile(**one) for one in stored["columns"]]
        return cls(**{**stored, "columns": columns})


class _Watched:
    """Narrows what a column can be, value by value."""

    def __init__(self, name: str) -> None:
        self.profile = ColumnProfile(name)
        self._seen: dict[str, None] = {}
        self._formats: set[str] | None = None
        self._mixed: Counter[str] = Counter()
        self._differs = False
        self._styles = {POINT, COMMA}
        self._matters = False

    def take(self, cell: Cell) -> None:
        profile = self.profile
        profile.filled += 1
        if isinstance(cell, dt.date):
            profile.native_dates += 1
        elif isinstance(cell, bool):
            profile.flag_like += 1
        elif isinstance(cell, int | float):
            profile.native_numbers += 1
        text = cell_text(cell)
        if len(self._seen) < _DISTINCT:
            self._seen[text[:_LONGEST_SAMPLE]] = None
        if isinstance(cell, str):
            self._take_text(text)

    def _take_text(self, text: str) -> None:
        if "@" in text:
            self.profile.mail_like += 1
            return
        if _DIGIT.search(text):
            self._take_figures(text)
        if is_flag(text):
            self.profile.flag_like += 1

    def _take_figures(self, text: str) -> None:
        profile = self.profile
        if formats := formats_of(text):
            profile.date_like += 1
            self._formats = set(formats) if self._formats is None else self._formats & formats
            self._mixed.update(formats)
            self._differs = self._differs or not says_the_same(text)
        elif styles := number_styles(text):
            profile.number_like += 1
            if matters(text):
                self._matters = True
                self._styles &= styles

    def done(self) -> ColumnProfile:
        profile = self.profile
        profile.samples = list(self._seen)[:_SAMPLES]
        profile.distinct = len(self._seen)
        formats = sorted(self._formats or ())
        if len(formats) > 1 and not self._differs:
            formats = formats[:1]
        profile.date_formats = formats
        if profile.date_like and not formats:
            profile.date_mixed = [name for name, _count in self._mixed.most_common(4)]
        profile.decimal_styles = sorted(self._styles, reverse=True) if self._matters else [POINT]
        return profile


def cell_text(cell: Cell) -> str:
    """Return a cell as people read it: 9 for 9.0, a day without its midnight."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell).strip()


def profile_table(table: Table, *, on_progress: Callable[[int], None] | None = None) -> TableProfile:
    """Read the whole table and return what its columns are. One pass; memory does not grow with the rows."""
    watched = [_Watched(name) for name in table.headers]
    rows, first = 0, []
    for _number, cells in table.rows():
        rows += 1
        for one, cell in zip(watched, cells, strict=False):
            if cell is not None and cell != "":
                one.take(cell)
        if rows <= 5:  # noqa: PLR2004 - as many as the preview shows
            first.append([cell_text(cell)[:_LONGEST_SAMPLE] for cell in cells[: len(table.headers)]])
        if on_progress and rows % 5000 == 0:
            on_progress(rows)
    return TableProfile(
        format=table.format,
        headers=table.headers,
        header_row=table.header_row,
        rows=rows,
        columns=[one.done() for one in watched],
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        sheets=table.sheets,
        first_rows=first,
    )
