"""Which fields a stored filter names, without reading what it asks of them."""

from collections.abc import Iterator
from typing import Any


def fields_named(data: Any) -> set[str]:
    """Return the keys of the fields in a stored filter (or a list of filters), whatever else is wrong with it."""
    return set(_names(data))


def _names(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(name := data.get("field"), str):
            yield name
        for key in ("and", "or", "not"):
            yield from _names(data.get(key))
    elif isinstance(data, list):
        for one in data:
            yield from _names(one)
