"""The rows of a list as a file: exactly those that are filtered, in their order, with the columns shown."""

import csv
import datetime as dt
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

from milepost.identity.public import User
from milepost.lib.keyset import in_order
from milepost.ui.filters.fields import Field, FieldType
from milepost.ui.lists.cells import cell_text
from milepost.ui.lists.queries import list_order, matching_rows
from milepost.ui.lists.spec import ListSpec
from milepost.ui.lists.state import ListState

_READ_ROWS = 1000
_CSV_ROWS_A_CHUNK = 200
_WIDEST, _NARROWEST = 60, 10
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RUNS = "=+-@"  # what a spreadsheet takes for a formula when a text begins with it


def export_rows(
    spec: ListSpec, viewer: User, state: ListState, columns: Sequence[Field], zone: ZoneInfo
) -> Iterator[list[Any]]:
    """Yield the values of each row: numbers, days and moments (in `zone`) as such, all else as harmless text."""
    matching = spec.shown(matching_rows(spec, viewer, state.tree, state.search), viewer, columns)
    for record in in_order(matching, list_order(spec, viewer, state.sort)).iterator(chunk_size=_READ_ROWS):
        yield [export_value(field, field.value_of(record), zone) for field in columns]


def export_value(field: Field, value: Any, zone: ZoneInfo) -> Any:
    """Return one value as a spreadsheet should hold it."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        # Spreadsheets know no time zones: the exporter's own is meant.
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    if isinstance(value, dt.date) or field.type is FieldType.NUMBER:
        return value
    return harmless(cell_text(field, value))


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: an apostrophe goes before what would be one.

    >>> harmless("=1+1"), harmless("-"), harmless("a=b")
    ("'=1+1", "'-", 'a=b')
    """
    text = _NOT_IN_XML.sub("", text)
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return f"'{text}" if text[:1] in {"\t", "\r", "\n"} or (first and first in _RUNS) else text


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(labels: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180), some rows at a time; its mark tells Excel that it is UTF-8."""
    writer = csv.writer(_Line())
    lines = ["\ufeff" + str(writer.writerow([harmless(label) for label in labels]))]
    for row in rows:
        lines.append(str(writer.writerow([_csv_value(value) for value in row])))
        if len(lines) >= _CSV_ROWS_A_CHUNK:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def _csv_value(value: Any) -> Any:
    return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, dt.datetime) else value


def xlsx_file(labels: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return a workbook of one sheet: dates are dates, the head stays in sight, columns are about wide enough."""
    from openpyxl import Workbook  # noqa: PLC0415 - 0.2 s that no other page needs
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for number, label in enumerate(labels, start=1):
        width = min(max(len(label) + 4, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = max(width, 18)
    sheet.append([harmless(label) for label in labels])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"  # never a formula, whatever it looks like
        return cell
    if isinstance(value, dt.date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, dt.datetime) else "yyyy-mm-dd"
        return cell
    return float(value) if isinstance(value, Decimal) else value


def written_file(kind: str, labels: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return a temporary file of that kind, to be closed by the caller."""
    if kind == "xlsx":
        return xlsx_file(labels, rows)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - as above
    for lines in csv_lines(labels, rows):
        file.write(lines.encode())
    file.seek(0)
    return file
