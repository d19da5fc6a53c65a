"""The values of the file's elements: how each kind is read from text and written again.

Moments are wall clock without zone, as Microsoft Project keeps them. Durations are whole seconds. Clock times are
minutes since midnight. Slack, lags and delays are tenths of a minute.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FIRST_YEAR, LAST_YEAR = 1900, 2199
# The longest duration that Microsoft Project can hold: its counter of tenths of a minute has 31 bits.
LONGEST_TENTHS = 2**31
LONGEST_SECONDS = LONGEST_TENTHS * 6
_LARGEST_NUMBER = 2**53
_PERIOD = re.compile(
    r"^P(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?:(?P<hours>\d{1,12}(?:\.\d{1,12})?)H)?(?:(?P<minutes>\d{1,12}(?:\.\d{1,12})?)M)?"
    r"(?:(?P<seconds>\d{1,12}(?:\.\d{1,12})?)S)?)?$"
)
_SECONDS = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_ABSENT = {"", "NA"}


class WrongValue(ValueError):
    """The text is not of the kind that its element needs; the message says why."""


@dataclass(frozen=True, slots=True)
class Codec:
    """One kind of value: from text, and back."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def _whole(text: str) -> int:
    number = _number(text)
    if number != int(number):
        raise WrongValue(f"“{text}” is not a whole number")
    return int(number)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise WrongValue(f"“{_short(text)}” is not a number") from None
    if not math.isfinite(number) or abs(number) > _LARGEST_NUMBER:
        raise WrongValue(f"the number “{_short(text)}” is out of range")
    return number


def _tenths(text: str) -> float:
    number = _number(text)
    if abs(number) > LONGEST_TENTHS:
        raise WrongValue(f"“{_short(text)}” tenths of a minute are more than Microsoft Project can hold")
    return number


def _write_number(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


def _flag(text: str) -> bool:
    match text.strip().lower():
        case "1" | "true":
            return True
        case "0" | "false":
            return False
        case _:
            raise WrongValue(f"“{_short(text)}” is neither 0 nor 1")


def _moment(text: str) -> dt.datetime | None:
    if text.strip() in _ABSENT:
        return None
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise WrongValue(f"“{_short(text)}” is not a date and time") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise WrongValue(f"the date “{_short(text)}” is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    # What others append, an offset, says nothing here: the clock on the wall is meant.
    return moment.replace(tzinfo=None, microsecond=0)


def _write_moment(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _clock(text: str) -> int:
    if text.strip() == "24:00:00":
        return 0  # the end of a day is written as 00:00:00
    try:
        time = dt.time.fromisoformat(text.strip())
    except ValueError:
        raise WrongValue(f"“{_short(text)}” is not a time of day") from None
    return time.hour * 60 + time.minute


def _write_clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}:00"


def _seconds(text: str) -> int | None:
    if text.strip() in _ABSENT:
        return None
    found = _PERIOD.match(text.strip())
    if found is None or not any(found.groupdict().values()):
        raise WrongValue(f"“{_short(text)}” is not a duration such as PT8H0M0S")
    seconds = round(sum(float(amount) * _SECONDS[unit] for unit, amount in found.groupdict().items() if amount))
    if seconds > LONGEST_SECONDS:
        raise WrongValue(f"the duration “{_short(text)}” is longer than Microsoft Project can hold")
    return seconds


def _write_seconds(seconds: int) -> str:
    return f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004 -- as much as fits a message


TEXT = Codec("text", str, str)
WHOLE = Codec("whole number", _whole, str)
NUMBER = Codec("number", _number, _write_number)
TENTHS = Codec("tenths of a minute", _tenths, _write_number)
FLAG = Codec("flag", _flag, lambda value: str(int(value)))
MOMENT = Codec("date and time", _moment, _write_moment)
CLOCK = Codec("time of day", _clock, _write_clock)
SECONDS = Codec("duration", _seconds, _write_seconds)
