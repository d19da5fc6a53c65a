"""Days as people write them in passing: “Thu”, “tomorrow”, “4 Dec”, “in 2 weeks”, “2026-12-04”."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext, override

from milepost.lib.text import fold

_WEEK = 7
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})?")
_DAY_MONTH = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?(?:\s+(\d{4}))?")
_MONTH_DAY = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")
_AHEAD = re.compile(r"in (\d{1,3}) (day|week|month)s?")


def read_day(text: str, today: dt.date) -> dt.date | None:
    """Return the day that `text` means, seen from `today`; None for what is no day.

    A weekday is the next one after today; a day without a year is the next such day, today included. Weekdays and
    months are understood in English and in the language that is active.

    >>> read_day("thu", dt.date(2026, 12, 3))
    datetime.date(2026, 12, 10)
    >>> read_day("4 Dec", dt.date(2026, 12, 3))
    datetime.date(2026, 12, 4)
    """
    words = fold(" ".join(text.split())).removeprefix("by ").removeprefix("until ").removesuffix(".")
    with suppress(ValueError, OverflowError):
        return _near(words, today) or _weekday(words, today) or _calendar(words, today)
    return None


def _near(words: str, today: dt.date) -> dt.date | None:
    if words in {"today", fold(gettext("today"))}:
        return today
    if words in {"tomorrow", fold(gettext("tomorrow"))}:
        return today + dt.timedelta(days=1)
    if words in {"next week", fold(gettext("next week"))}:
        return today + dt.timedelta(days=_WEEK - today.weekday())
    ahead = _AHEAD.fullmatch(words)
    if ahead is None:
        return None
    return today + dt.timedelta(days=int(ahead[1]) * {"day": 1, "week": _WEEK, "month": 30}[ahead[2]])


def _weekday(words: str, today: dt.date) -> dt.date | None:
    number = _both_languages([WEEKDAYS, WEEKDAYS_ABBR]).get(words.removeprefix("next "))
    if number is None:
        return None
    return today + dt.timedelta(days=(number - today.weekday() - 1) % _WEEK + 1)


def _calendar(words: str, today: dt.date) -> dt.date | None:
    if match := _ISO.fullmatch(words):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.fullmatch(f"{words}." if re.fullmatch(r"\d+\.\s?\d+", words) else words):
        return _dated(int(match[1]), int(match[2]), match[3], today)
    months = _both_languages([MONTHS, MONTHS_3])
    if (match := _DAY_MONTH.fullmatch(words)) and match[2] in months:
        return _dated(int(match[1]), months[match[2]], match[3], today)
    if (match := _MONTH_DAY.fullmatch(words)) and match[1] in months:
        return _dated(int(match[2]), months[match[1]], match[3], today)
    return None


def _dated(day: int, month: int, year: str | None, today: dt.date) -> dt.date:
    if year:
        return dt.date(int(year), month, day)
    this_year = dt.date(today.year, month, day)
    return this_year if this_year >= today else dt.date(today.year + 1, month, day)


def _both_languages(names: Sequence[Mapping[int, object]]) -> dict[str, int]:
    here = {fold(str(name)).rstrip("."): number for table in names for number, name in table.items()}
    with override("en"):
        english = {fold(str(name)).rstrip("."): number for table in names for number, name in table.items()}
    return {**english, **here}
