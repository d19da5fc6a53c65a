"""Dates as people write them: which formats a text fits, and the day that it says in one of them."""

import datetime as dt
import re
from functools import lru_cache

from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = (
    r"(?:(?:\s*T|\s*,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2}|UTC)?)?$"
)
_NUMERIC = re.compile(r"^(?P<a>\d{1,4})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>\d{1,4})\.?" + _TIME)
_NAMED = re.compile(r"^(?P<a>\d{1,2})\.?[-/ ](?P<b>[A-Za-z]{3,9})\.?[-/ ,]\s?(?P<c>\d{2}|\d{4})" + _TIME)
_NAMED_FIRST = re.compile(r"^(?P<b>[A-Za-z]{3,9})\.? (?P<a>\d{1,2})(?:st|nd|rd|th)?,? (?P<c>\d{4})" + _TIME)
_COMPACT = re.compile(r"^(?P<c>(?:19|20)\d{2})(?P<b>\d{2})(?P<a>\d{2})" + _TIME)
_LONGEST = 40
_LAST_OF_THIS_CENTURY = 69
_MOST_DAYS, _MOST_MONTHS, _YEAR_DIGITS = 31, 12, 4
ISO = "yyyy-mm-dd"
OFFERED = (ISO, "dd-mm-yyyy", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy", "mm-dd-yyyy", "yyyy/mm/dd", "dd mmm yyyy")


def formats_of(text: str) -> frozenset[str]:
    """Return the formats that a text fits by its look, like {"dd/mm/yyyy", "mm/dd/yyyy"}; none when it is no date.

    Whether the day exists is not asked: 31-02-2026 fits dd-mm-yyyy, and is refused when it is read.
    """
    text = text.strip()
    if len(text) > _LONGEST or not text[:1].isalnum():
        return frozenset()
    if found := _NUMERIC.match(text):
        return _numeric_formats(found["a"], found["b"], found["c"], found["sep"])
    if (found := _NAMED.match(text)) and _month(found["b"]):
        return frozenset({"dd mmm " + "y" * len(found["c"])})
    if (found := _NAMED_FIRST.match(text)) and _month(found["b"]):
        return frozenset({"mmm dd, yyyy"})
    if (found := _COMPACT.match(text)) and int(found["b"]) <= _MOST_MONTHS and int(found["a"]) <= _MOST_DAYS:
        return frozenset({"yyyymmdd"})
    return frozenset()


@lru_cache(maxsize=10_000)
def _numeric_formats(a: str, b: str, c: str, sep: str) -> frozenset[str]:
    fits: set[str] = set()
    if len(a) == _YEAR_DIGITS and len(c) <= 2:  # noqa: PLR2004 - digits of a day
        if 1 <= int(b) <= _MOST_MONTHS and 1 <= int(c) <= _MOST_DAYS:
            fits.add(f"yyyy{sep}mm{sep}dd")
    elif len(a) <= 2 and len(c) in {2, 4}:  # noqa: PLR2004 - digits of a day, of a year
        year = "y" * len(c)
        if 1 <= int(a) <= _MOST_DAYS and 1 <= int(b) <= _MOST_MONTHS:
            fits.add(f"dd{sep}mm{sep}{year}")
        if 1 <= int(a) <= _MOST_MONTHS and 1 <= int(b) <= _MOST_DAYS:
            fits.add(f"mm{sep}dd{sep}{year}")
    return frozenset(fits)


def says_the_same(text: str) -> bool:
    """Say whether day and month are the same number, so that it does not matter which stands first."""
    found = _NUMERIC.match(text.strip())
    return found is not None and int(found["a"]) == int(found["b"])


def known_format(text: str) -> str:
    """Return a format as it is kept, from `dd-mm-yyyy`, `DD.MM.YYYY`, `%d/%m/%Y` or `iso`; else `Invalid`."""
    plain = text.strip().lower() if "%" not in text else _from_strptime(text.strip())
    if plain in {"iso", "yyyy-mm-dd", "y-m-d"}:
        return ISO
    if plain == "yyyymmdd":
        return plain
    parts = re.findall(r"[a-z]+", plain)
    if sorted(part[0] for part in parts) == ["d", "m", "y"] and all(len(set(part)) == 1 for part in parts):
        sep: str = (re.findall(r"[^a-z]+", plain) or [" "])[0]
        names = {"d": "dd", "m": "mmm" if "mmm" in parts else "mm", "y": "yy" if "yy" in parts else "yyyy"}
        return sep.join(names[part[0]] for part in parts)
    words = _("“%(text)s” is no format of dates. Write it like dd-mm-yyyy, mm/dd/yyyy or yyyy-mm-dd.")
    raise Invalid("unknown-date-format", words % {"text": text[:40]}, {"date_format": words % {"text": text[:40]}})


def _from_strptime(text: str) -> str:
    for mark, letters in (("%d", "dd"), ("%m", "mm"), ("%Y", "yyyy"), ("%y", "yy"), ("%b", "mmm"), ("%B", "mmm")):
        text = text.replace(mark, letters)
    return re.split(r"[ T]%H", text)[0].lower()


def read_moment(text: str, format_: str) -> tuple[dt.date, dt.time | None, dt.tzinfo | None]:
    """Return the day that `text` says in `format_`, with the time and its zone where they are given.

    Only the order of day, month and year counts, not the signs between them. Raises `ValueError` with words.
    """
    found, day, month, year = _parts(text.strip(), format_)
    if len(year) == 2:  # noqa: PLR2004 - digits
        year = str(int(year) + (2000 if int(year) < _LAST_OF_THIS_CENTURY else 1900))
    try:
        date = dt.date(int(year), month, day)
    except ValueError:
        raise ValueError(_("There is no such day.")) from None
    if found["hour"] is None:
        return date, None, None
    return date, _time(found), _zone(found["zone"])


def _parts(text: str, format_: str) -> tuple[re.Match[str], int, int, str]:
    order = [part[0] for part in re.findall(r"[a-z]+", format_)] if format_ != "yyyymmdd" else ["c"]
    if order == ["c"]:
        found = _COMPACT.match(text)
        if found:
            return found, int(found["a"]), int(found["b"]), found["c"]
    elif found := _NAMED.match(text) or _NAMED_FIRST.match(text):
        if month := _month(found["b"]):
            return found, int(found["a"]), month, found["c"]
    elif found := _NUMERIC.match(text):
        said = dict(zip(order, (found["a"], found["b"], found["c"]), strict=True))
        if len(said["d"]) <= 2 and len(said["m"]) <= 2 and len(said["y"]) in {2, 4}:  # noqa: PLR2004 - digits
            return found, int(said["d"]), int(said["m"]), said["y"]
    raise ValueError(_("This is no date of the format %(format)s.") % {"format": format_})


def _time(found: re.Match[str]) -> dt.time:
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return dt.time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise ValueError(_("There is no such time of day.")) from None


def _zone(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    if text in {"Z", "UTC"}:
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return dt.timezone(sign * dt.timedelta(hours=min(hours, 23), minutes=min(minutes, 59)))


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0
