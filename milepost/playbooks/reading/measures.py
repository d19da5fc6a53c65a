"""Lengths, offsets and links as a playbook writes them: "2d", "5 working days after go-live", "training SS + 1d"."""

import re

from milepost.playbooks.records import DayKind, Offset, StepLink

DAY_MINUTES = 480
_UNITS = {"m": 1, "h": 60, "d": DAY_MINUTES, "w": 5 * DAY_MINUTES}
_KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,2})?)([mhdw])")
_OFFSET = re.compile(rf"(\d{{1,4}}) (working|calendar) days?(?: (after|before) ({_KEY}))?")
_ON = re.compile(rf"on ({_KEY})")
_LINK = re.compile(rf"({_KEY})(?: (FS|SS|FF|SF))?(?: ([+-]) ?(\S+))?")
_KEY_ALONE = re.compile(_KEY)

LENGTH_MINUTES_MOST = 2 * 366 * DAY_MINUTES
OFFSET_DAYS_MOST = 3660
KEY_MOST = 60


def is_key(text: str) -> bool:
    """Say whether this can be a key: lower case, digits, single dashes between."""
    return len(text) <= KEY_MOST and _KEY_ALONE.fullmatch(text) is not None


def length_minutes(text: str) -> int | None:
    """Return the working minutes of "30m", "4h", "2d" (days of eight hours) or "1w" (five days); None if it is none.

    >>> length_minutes("4h"), length_minutes("1.5d"), length_minutes("1w"), length_minutes("three days")
    (240, 720, 2400, None)
    """
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    minutes = round(float(found[1]) * _UNITS[found[2]])
    return minutes if minutes <= LENGTH_MINUTES_MOST else None


def length_text(minutes: int) -> str:
    """Return a length as a playbook writes it, in the largest unit that divides it.

    >>> length_text(240), length_text(960), length_text(2400), length_text(90)
    ('4h', '2d', '1w', '90m')
    """
    unit = next(name for name in reversed(_UNITS) if minutes % _UNITS[name] == 0 and (minutes or name == "d"))
    return f"{minutes // _UNITS[unit]}{unit}"


def offset_of(text: str) -> Offset | None:
    """Return the days of "5 working days after start", "3 calendar days before renewal" or "on renewal"; None if none.

    >>> offset_of("3 calendar days before renewal")
    Offset(days=-3, kind=DayKind.CALENDAR, anchor='renewal')
    """
    if on := _ON.fullmatch(text):
        return Offset(0, DayKind.WORKING, on[1])
    found = _OFFSET.fullmatch(text)
    if found is None or int(found[1]) > OFFSET_DAYS_MOST:
        return None
    days = -int(found[1]) if found[3] == "before" else int(found[1])
    return Offset(days, DayKind(found[2]), found[4] or "")


def offset_text(offset: Offset) -> str:
    """Return an offset as a playbook writes it."""
    if offset == Offset(0, DayKind.WORKING, offset.anchor) and offset.anchor:
        return f"on {offset.anchor}"
    days = f"{abs(offset.days)} {offset.kind} {'day' if abs(offset.days) == 1 else 'days'}"
    return f"{days} {'before' if offset.days < 0 else 'after'} {offset.anchor}" if offset.anchor else days


def link_of(text: str) -> StepLink | None:
    """Return the link of "kick-off", "data-ready + 2d" or "training SS - 1d"; None if it is none.

    >>> link_of("training SS + 1d")
    StepLink(key='training', type='SS', lag_minutes=480)
    """
    found = _LINK.fullmatch(text)
    if found is None:
        return None
    lag = length_minutes(found[4]) if found[4] else 0
    if lag is None:
        return None
    return StepLink(found[1], found[2] or "FS", -lag if found[3] == "-" else lag)


def link_text(link: StepLink) -> str:
    """Return a link as a playbook writes it."""
    kind = f" {link.type}" if link.type != "FS" else ""
    lag = f" {'-' if link.lag_minutes < 0 else '+'} {length_text(abs(link.lag_minutes))}" if link.lag_minutes else ""
    return f"{link.key}{kind}{lag}"
