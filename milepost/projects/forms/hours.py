"""Time spent as people write it: "1:30", "1.5", "1,5 h", "90m"; a bare number is hours."""

import re

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
_HOURS = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*h?")
_MINUTES = re.compile(r"(\d{1,4})\s*m(?:in)?")


def minutes_of_hours(text: str) -> int | None:
    """Return the minutes of a written time, 0 of nothing; None if it is none.

    >>> [minutes_of_hours(text) for text in ("1:30", "1.5", "90m", "", "later")]
    [90, 90, 90, 0, None]
    """
    text = text.strip().lower()
    if not text:
        return 0
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    if found := _HOURS.fullmatch(text):
        return round(float(found[1].replace(",", ".")) * 60)
    if found := _MINUTES.fullmatch(text):
        return int(found[1])
    return None


def words_of_hours(minutes: int) -> str:
    """Return minutes as they are written into a cell.

    >>> words_of_hours(450)
    '7:30'
    """
    sign = "\N{MINUS SIGN}" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
