"""Rows of an XLSX file, one after another: its size is known before anything is unpacked, formulas are never run."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from milepost.integrations.csv.reading.limits import (
    MOST_BLANK_ROWS,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_SHARED_TEXT_BYTES,
    MOST_UNPACKED_BYTES,
    unreadable,
)
from milepost.lib.errors import Invalid

# A formula at the end of its cell has no result beside it.
_NO_RESULT = re.compile(rb"(</f>|<f[^>]*/>)\s*(<v\s*/>|<v>\s*</v>)?\s*</c>")
_CHUNK = 1024 * 1024
_OVERLAP = 256


class Spreadsheet:
    """One sheet of a workbook (the first visible one unless named), read from disk as it is asked for."""

    def __init__(self, file: IO[bytes], sheet: str = "") -> None:
        file.seek(0)
        self._refuse_bombs(file)
        self._book = self._opened(file)
        self.sheets = [one.title for one in self._book.worksheets if one.sheet_state == "visible"]
        if not self.sheets or (sheet and sheet not in self.sheets):
            words = _("There is no sheet “%(name)s” in this file.") if sheet else _("There is no sheet in this file.")
            raise unreadable("no-sheet", words % {"name": sheet})
        self.sheet = sheet or self.sheets[0]
        self._refuse_formulas_without_results(file)

    def rows(self) -> Iterator[list[Any]]:
        """Go through the rows, blank ones included; raises `Invalid` for what no real table has."""
        page = self._book[self.sheet]
        page.reset_dimensions()
        blanks = 0
        try:
            for row in page.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
                values = list(row)
                blanks = 0 if any(value is not None for value in values) else blanks + 1
                _refuse_emptiness(blanks)
                yield values
        except Invalid:
            raise
        except Exception as error:  # whatever a broken or hostile file does to its reader
            raise _broken() from error

    @staticmethod
    def _refuse_bombs(file: IO[bytes]) -> None:
        try:
            with zipfile.ZipFile(file) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise _broken() from error
        shared = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
        if len(parts) > MOST_PARTS or shared > MOST_SHARED_TEXT_BYTES or _unpacked(parts) > MOST_UNPACKED_BYTES:
            words = _("This spreadsheet would unpack to more than %(most)s MB, so it was not opened. Save it as CSV.")
            raise unreadable("too-large-unpacked", words % {"most": MOST_UNPACKED_BYTES // 1024 // 1024})

    @staticmethod
    def _opened(file: IO[bytes]) -> Any:
        from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and only for spreadsheets

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles that it does not know are none of our business
                return load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # the library raises whatever a broken file makes it stumble over
            raise _broken() from error

    def _refuse_formulas_without_results(self, file: IO[bytes]) -> None:
        path = getattr(self._book[self.sheet], "_worksheet_path", "")
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive, archive.open(path) as part:
                tail = b""
                while chunk := part.read(_CHUNK):
                    if _NO_RESULT.search(tail + chunk):
                        words = _(
                            "Formulas of this sheet have no results saved with them. Open it in a spreadsheet program, "
                            "save it, and try again."
                        )
                        raise unreadable("formulas-without-results", words)
                    tail = chunk[-_OVERLAP:]
        except (KeyError, zipfile.BadZipFile, OSError) as error:
            raise _broken() from error


def _unpacked(parts: list[zipfile.ZipInfo]) -> int:
    # Pictures and the like are never unpacked; what is read is XML. A lie about the size is cut off while reading.
    return sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))


def _refuse_emptiness(blanks: int) -> None:
    if blanks > MOST_BLANK_ROWS:
        raise unreadable("too-many-blank-rows", _("More than 20,000 blank rows follow one another."))


def _broken() -> Invalid:
    return unreadable(
        "broken-spreadsheet", _("This is no spreadsheet that can be read (XLSX). Save it anew, or as CSV.")
    )
