"""What may stand in a feed."""

import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.integrations.addresses import clean_address
from milepost.integrations.feeds.folders import clean_folder
from milepost.integrations.feeds.models import Feed
from milepost.integrations.feeds.records import Rhythm, Way, Weekday
from milepost.lib.errors import Invalid
from milepost.lib.outward import origin

_LONGEST_NAME, _LONGEST_PATTERN, _LONGEST_SECRET = 80, 80, 1000
_LAST_HOUR = 23


def checked(given: Mapping[str, Any], feed: Feed | None = None) -> dict[str, Any]:
    """Return the values as they are kept; `Invalid` names all that are wrong."""
    values: dict[str, Any] = dict(given)
    faults: dict[str, str] = {}
    for name, check in _CHECKS.items():
        if name in given:
            try:
                values[name] = check(given[name])
            except Invalid as error:
                faults |= error.fields
    if {"way", "place"} & set(given) and "way" not in faults:
        way = values.get("way", feed.way if feed else Way.ADDRESS)
        place = values.get("place", feed.place if feed else "")
        try:
            values["place"] = clean_address(place, "place") if way == Way.ADDRESS else clean_folder(place)
        except Invalid as error:
            faults |= error.fields
    if faults:
        raise Invalid("wrong-value", " ".join(faults.values()), faults)
    return values


def is_elsewhere(feed: Feed, values: Mapping[str, Any]) -> bool:
    """Say whether a change leads to another server, which must not get the secret."""
    way, place = values.get("way", feed.way), values.get("place", feed.place)
    return bool(way != feed.way or (way == Way.ADDRESS and origin(place) != origin(feed.place)))


def _name(value: Any) -> str:
    name = " ".join(str(value or "").split())
    if not 0 < len(name) <= _LONGEST_NAME or "\x00" in name:
        raise _wrong("name", _("Write a name of at most %(most)s characters.") % {"most": _LONGEST_NAME})
    return name


def _pattern(value: Any) -> str:
    pattern = str(value or "").strip() or "*"
    if len(pattern) > _LONGEST_PATTERN or "/" in pattern or "\x00" in pattern:
        raise _wrong("pattern", _("Write names of files like “accounts-*.csv”, without a folder."))
    return pattern


def _secret(value: Any) -> str:
    secret = str(value or "").strip()
    if len(secret) > _LONGEST_SECRET or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise _wrong("secret", _("A secret has at most 1,000 characters, without blanks."))
    return secret


def _hour(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= _LAST_HOUR:
        raise _wrong("hour", _("Choose an hour from 0 to 23."))
    return value


def _zone(value: Any) -> str:
    if value not in zoneinfo.available_timezones():
        raise _wrong("timezone", _("There is no such time zone."))
    return str(value)


def _one_of(name: str, known: list[Any]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value not in known:
            raise _wrong(name, _("Choose one of these."))
        return value

    return check


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "way": _one_of("way", Way.values),
    "pattern": _pattern,
    "secret": _secret,
    "rhythm": _one_of("rhythm", Rhythm.values),
    "hour": _hour,
    "weekday": _one_of("weekday", Weekday.values),
    "timezone": _zone,
}


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
