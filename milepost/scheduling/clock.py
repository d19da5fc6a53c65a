"""Moments as whole minutes: the engine counts, people read clocks.

Without a zone a moment is the number of minutes from 1970-01-01 00:00 on the wall clock, and every day has 1,440. With
a zone it is counted in UTC, so that a day of daylight saving's change has 1,380 or 1,500. A wall-clock time that occurs
twice means its first occurrence; one that does not occur means the moment of the jump. Seconds are rounded down.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from milepost.lib.errors import Invalid
from milepost.scheduling.calendar_records import MINUTES_A_DAY

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock on purpose
_EPOCH_DAY = _EPOCH.toordinal()
_MINUTE = dt.timedelta(minutes=1)


def wall_minute(moment: dt.datetime) -> int:
    """Return the minutes from 1970-01-01 00:00 to this wall-clock time."""
    return (moment.toordinal() - _EPOCH_DAY) * MINUTES_A_DAY + moment.hour * 60 + moment.minute


def day_number(date: dt.date) -> int:
    """Return the days from 1970-01-01."""
    return date.toordinal() - _EPOCH_DAY


def date_of(day: int) -> dt.date:
    """Return the date of a day number."""
    return dt.date.fromordinal(day + _EPOCH_DAY)


def weekday_of(day: int) -> int:
    """Return 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday."""
    return (day + 3) % 7


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, or raise `Invalid`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise Invalid("unknown-zone", f"There is no time zone “{name}”.", zone=name) from error


class Clock:
    """Translates between `datetime` without tzinfo and minutes, in one zone or in none."""

    __slots__ = ("_known", "_zone")

    def __init__(self, zone: str | None) -> None:
        self._zone = zone_of(zone) if zone else None
        self._known: dict[int, dt.datetime] = {}

    def minute(self, moment: dt.datetime) -> int:
        """Return the minute of a wall-clock time."""
        if getattr(moment, "tzinfo", self) is not None:
            self._refuse(moment)
        wall = wall_minute(moment)
        return wall if self._zone is None else _utc_minute(wall, self._zone)

    @staticmethod
    def _refuse(moment: object) -> None:
        if isinstance(moment, dt.datetime):
            words = f"{moment} has a time zone; give wall-clock time of the plan's zone."
            raise Invalid("moment-with-zone", words, moment=moment)
        words = f"{moment!r} is no datetime; give a date with a time of day, without tzinfo."
        raise Invalid("wrong-moment", words, moment=moment)

    def moment(self, minute: int) -> dt.datetime:
        """Return the wall-clock time of a minute."""
        known = self._known.get(minute)
        if known is None:
            known = self._known[minute] = self._find(minute)
        return known

    def _find(self, minute: int) -> dt.datetime:
        moment = _EPOCH + minute * _MINUTE
        if self._zone is None:
            return moment
        return moment.replace(tzinfo=dt.UTC).astimezone(self._zone).replace(tzinfo=None)


def utc_minutes(walls: list[int], zone: str) -> list[int]:
    """Return the UTC minutes of wall-clock minutes, given in order; the order is kept."""
    known = zone_of(zone)
    return [_utc_minute(wall, known) for wall in walls]


def _utc_minute(wall: int, zone: ZoneInfo) -> int:
    local = _EPOCH + wall * _MINUTE
    before = _offset(local.replace(tzinfo=zone, fold=0))
    after = _offset(local.replace(tzinfo=zone, fold=1))
    if after <= before:  # an ordinary time, or the first of two
        return wall - before
    return _jump(wall - after, wall - before, after, zone)


def _offset(local: dt.datetime) -> int:
    offset = local.utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60


def _jump(low: int, high: int, after: int, zone: ZoneInfo) -> int:
    """Return the first minute in (low, high] at which the clock shows the later offset."""
    while high - low > 1:
        middle = (low + high) // 2
        moment = (_EPOCH + middle * _MINUTE).replace(tzinfo=dt.UTC).astimezone(zone)
        if _offset(moment) == after:
            high = middle
        else:
            low = middle
    return high
