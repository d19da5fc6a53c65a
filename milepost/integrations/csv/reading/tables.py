"""A table in a file, whatever kind of file it is: headers and rows, read as they are asked for."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from milepost.integrations.csv.reading.detecting import check_encoding, detect_delimiter, detect_encoding, text_of
from milepost.integrations.csv.reading.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, unreadable
from milepost.integrations.csv.reading.spreadsheets import Spreadsheet

type Cell = str | float | bool | dt.date | dt.datetime | None

_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
)
_MARKUP = re.compile(rb"^\s*(<[!?a-z]|\{|\[\s*[\{\[\"])", re.IGNORECASE)
_BLANK = (None, "")


@dataclass(slots=True)
class Table:
    """An open table. `format` is csv or xlsx; encoding and delimiter are of CSV, `sheet` and `sheets` of XLSX."""

    format: str
    headers: list[str]
    header_row: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    _file: IO[bytes] = field(default_factory=io.BytesIO, repr=False)  # given by open_table
    _own_headers: list[str] = field(default_factory=list, repr=False)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Go through the rows that are not blank: their number as a spreadsheet counts, and their cells.

        A row with more cells than the header keeps them all, so that whoever reads on can refuse it.
        """
        width = len(self.headers)
        for number, cells in enumerate(self._records(), start=1):
            if number <= self.header_row or all(cell in _BLANK for cell in cells):
                continue
            if number > MOST_ROWS:
                raise unreadable("too-many-rows", _("A table may have at most 2,000,000 rows. Divide the file."))
            while len(cells) > width and cells[-1] in _BLANK:
                cells.pop()
            yield number, cells + [None] * (width - len(cells))

    def is_header(self, cells: Sequence[Cell]) -> bool:
        """Say whether a row repeats the header, as in files that were joined."""
        return [_clean(cell) for cell in cells] == self._own_headers

    def _records(self) -> Iterator[list[Any]]:
        if self.format == "xlsx":
            return Spreadsheet(self._file, self.sheet).rows()
        return _lines(self._file, self.encoding, self.delimiter)


def open_table(file: IO[bytes], *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Table:
    """Return the table in `file`, its kind told by its content; what is not given is detected.

    Raises `Invalid` with a code and words that help for anything that is no table: another kind of file, an empty one,
    NUL bytes, mixed encodings, a spreadsheet that would unpack to too much, more columns than a table has.
    """
    file.seek(0)
    head = file.read(4096)
    if not head.strip():
        raise unreadable("file-empty", _("The file is empty."))
    if head.startswith(b"PK"):
        book = Spreadsheet(file, sheet)
        table = Table("xlsx", [], 0, sheet=book.sheet, sheets=book.sheets)
    else:
        _refuse_other_kinds(head)
        if encoding:
            check_encoding(file, encoding)
        encoding = encoding or detect_encoding(file)
        delimiter = delimiter or detect_delimiter(file, encoding)
        table = Table("csv", [], 0, encoding=encoding, delimiter=delimiter)
    table._file = file  # noqa: SLF001 - made here
    _find_header(table)
    return table


def _find_header(table: Table) -> None:
    for number, cells in enumerate(table._records(), start=1):  # noqa: SLF001 - made here
        texts = [_clean(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > MOST_COLUMNS:
            words = _("The table has more than %(most)s columns. Take out those that are not needed.")
            raise unreadable("too-many-columns", words % {"most": MOST_COLUMNS})
        if texts:
            table.header_row, table._own_headers = number, texts  # noqa: SLF001 - made here
            table.headers = _unique(texts)
            return
    raise unreadable("file-empty", _("The file has no row with names of columns."))


def _unique(texts: Sequence[str]) -> list[str]:
    """Return names that are all different: those without one are called after their place, a second “a” is “a (2)”."""
    names: list[str] = []
    for place, text in enumerate(texts, start=1):
        base = text or _("Column %(place)s") % {"place": place}
        name, number = base, 2
        while name in names:
            name, number = f"{base} ({number})", number + 1
        names.append(name)
    return names


def _clean(cell: Any) -> str:
    return " ".join(str("" if cell is None else cell).replace("\ufeff", "").split())[:200]


def _lines(file: IO[bytes], encoding: str, delimiter: str) -> Iterator[list[Any]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text_of(file, encoding), delimiter=delimiter)
    number = 0
    try:
        for cells in reader:
            number += 1
            if len(cells) > MOST_COLUMNS + 1:
                cells = cells[: MOST_COLUMNS + 1]  # noqa: PLW2901 - the rest is not even looked at
            yield cells
    except csv.Error as error:
        words = _(
            "Row %(row)s cannot be read: a cell is longer than 100,000 characters, or a quotation mark is missing."
        )
        raise unreadable("broken-row", words % {"row": number + 1}, row=number + 1) from error
    except UnicodeError as error:
        raise unreadable("unknown-encoding", _("Row %(row)s cannot be read.") % {"row": number + 1}) from error


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable(
            "old-spreadsheet", _("This is an old Excel file (XLS). Save it as XLSX or CSV, then try again.")
        )
    kind = next((name for mark, name in _OTHER_KINDS if head.startswith(mark)), "")
    if not kind and _MARKUP.match(head):
        kind = "XML, HTML, JSON"
    if kind:
        words = _("This is no table but a file of another kind (%(kind)s). Save it as CSV or XLSX.")
        raise unreadable("not-a-table", words % {"kind": kind})
