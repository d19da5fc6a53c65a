"""What is said of a touchpoint, checked."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from milepost.accounts.records import Direction, Sentiment, TouchpointKind
from milepost.lib import bounds
from milepost.lib.errors import Invalid

FIELDS = frozenset(
    ("kind", "at", "minutes", "subject", "agenda", "body", "direction", "sentiment", "is_pinned", "is_internal")
)


def check_touchpoint(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a held touchpoint as the row holds them; `Invalid` names every wrong one. Reads only."""
    return checked_values({name: value for name, value in values.items() if name in FIELDS}, bounds.past_moment)


def any_moment(field: str, at: dt.datetime) -> dt.datetime:
    return bounds.past_moment(field, at) if at < timezone.now() else bounds.coming_moment(field, at)


_CHECKS: dict[str, Any] = {
    "kind": lambda value: bounds.choice("kind", value, TouchpointKind.values),
    "direction": lambda value: bounds.choice("direction", value, Direction.values),
    "sentiment": lambda value: bounds.choice("sentiment", value, Sentiment.values, blank=True),
    "subject": lambda value: bounds.one_line("subject", value),
    "body": lambda value: bounds.long_text("body", value),
    "agenda": lambda value: bounds.long_text("agenda", value),
    "minutes": lambda value: bounds.minutes("minutes", value),
}


def checked_values(values: Mapping[str, Any], moment: Any) -> dict[str, Any]:
    """Return the values as they are kept; `Invalid` names all that are wrong."""
    clean: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in values.items():
        try:
            check = _CHECKS.get(name)
            clean[name] = moment(name, value) if name == "at" else check(value) if check else value
        except Invalid as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Invalid("invalid", " ".join(wrong.values()), wrong)
    return clean
