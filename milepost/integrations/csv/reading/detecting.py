"""What a file of text is: its encoding and the sign between its columns."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _

from milepost.integrations.csv.reading.limits import LONGEST_CELL, MOST_COLUMNS, unreadable

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 64 * 1024
_SAMPLE_ROWS = 200
_LONGEST_LINE = 4 * 1024 * 1024
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Those that exports really come in; the library chooses among them by what the letters say.
_POSSIBLE = [
    "cp1252", "iso8859_15", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "shift_jis", "gb18030", "big5", "euc_kr", "mac_roman",
]  # fmt: skip


@dataclass(slots=True)
class _Seen:
    """What the lines of a file hold: how many are UTF-8 beyond ASCII, and the first that is not."""

    utf8_lines: int = 0
    other_line: int = 0
    other_bytes: bytes = b""


def detect_encoding(file: IO[bytes]) -> str:
    """Return the encoding of a whole file of text.

    Raises `Invalid`: "nul-bytes", "mixed-encodings", "unknown-encoding", "line-too-long". The file is read to its end.
    """
    file.seek(0)
    head = file.read(4)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return _checked(file, name)
    seen = _look_at_lines(file)
    if not seen.other_line:
        return "utf-8"
    if seen.utf8_lines:
        words = _(
            "The file mixes encodings: most of it is UTF-8, but row %(row)s is not. Save it anew as UTF-8, or say "
            "which encoding to read it in."
        )
        raise unreadable("mixed-encodings", words % {"row": seen.other_line}, row=seen.other_line)
    return _best_guess(file, seen.other_bytes)


def _look_at_lines(file: IO[bytes]) -> _Seen:
    file.seek(0)
    seen = _Seen()
    for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE + 1), b""), start=1):
        if len(line) > _LONGEST_LINE:
            raise unreadable("line-too-long", _("Row %(row)s is longer than any row of a table.") % {"row": number})
        if b"\0" in line:
            words = _("Row %(row)s holds a NUL byte, so this is no table of text. Save it anew as CSV in UTF-8.")
            raise unreadable("nul-bytes", words % {"row": number}, row=number)
        if line.isascii():
            continue
        try:
            line.decode()
            seen.utf8_lines += 1
        except UnicodeDecodeError:
            seen.other_line = seen.other_line or number
            seen.other_bytes += line[:2000] if len(seen.other_bytes) < _SAMPLE_BYTES else b""
    return seen


def _best_guess(file: IO[bytes], sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for files that are not UTF-8

    best = from_bytes(sample, cp_isolation=_POSSIBLE).best()
    possible = best.could_be_from_charset if best else []
    # Where the same bytes say the same in several, the one that Western exports are written in is meant.
    name = "cp1252" if best is None or "cp1252" in possible or best.encoding == "mac_roman" else best.encoding
    return _checked(file, name)


def _checked(file: IO[bytes], encoding: str) -> str:
    """Return the encoding if all of the file can be read in it."""
    check_encoding(file, encoding)
    return encoding


def check_encoding(file: IO[bytes], encoding: str) -> None:
    """Raise `Invalid` when the file cannot be read in this encoding, or holds NUL."""
    file.seek(0)
    try:
        text = io.TextIOWrapper(io.BufferedReader(_Unclosed(file)), encoding=encoding, newline="")
        for number, chunk in enumerate(iter(lambda: text.read(1024 * 1024), ""), start=1):
            if "\0" in chunk:
                words = _("The file holds NUL characters, so this is no table of text. Save it anew as CSV in UTF-8.")
                raise unreadable("nul-bytes", words, chunk=number)
    except (UnicodeError, LookupError) as error:
        words = _("The file cannot be read as %(encoding)s. Save it anew as UTF-8, or name another encoding.")
        raise unreadable("unknown-encoding", words % {"encoding": encoding}) from error


class _Unclosed(io.RawIOBase):
    """A view of a file that leaves it open when the text reader above it goes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override] # any buffer will do
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def text_of(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """Return the file's text from its beginning; closing it leaves the file open."""
    file.seek(0)
    return io.TextIOWrapper(io.BufferedReader(_Unclosed(file), 1024 * 1024), encoding=encoding, newline="")


def detect_delimiter(file: IO[bytes], encoding: str) -> str:
    """Return the sign that divides most rows into the same number of columns; a comma for a single column."""
    sample = text_of(file, encoding).read(_SAMPLE_BYTES)
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        if sample.split("\n", 1)[0].count(delimiter) > MOST_COLUMNS:
            return delimiter
        widths = Counter(_widths(sample, delimiter))
        if not widths:
            continue
        width, rows = widths.most_common(1)[0]
        score = (rows / widths.total(), width) if width > 1 else (0.0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(rows, _SAMPLE_ROWS) if row]
    except csv.Error:
        return []
    return widths[:-1] if len(widths) > 2 and len(sample) >= _SAMPLE_BYTES else widths  # noqa: PLR2004 - the last may be cut
