"""Stored filters without reading what they ask: which fields they name, and who “me” is."""

from collections.abc import Iterator, Mapping
from typing import Any

from milepost.ui.filters.fields import Field, FieldType

_INNER = ("and", "or", "not")


def fields_named(data: Any) -> set[str]:
    """Return the keys of the fields in a stored filter (or a list of filters), whatever else is wrong with it."""
    return set(_names(data))


def with_me_as(data: Any, fields: Mapping[str, Field], key: int) -> Any:
    """Return a stored filter in which “me” is the person `key`: it means the same to whoever reads it."""
    if isinstance(data, list):
        return [with_me_as(one, fields, key) for one in data]
    if not isinstance(data, dict):
        return data
    inner = {name: with_me_as(data[name], fields, key) for name in _INNER if name in data}
    field = fields.get(str(data.get("field")))
    if field is not None and field.type is FieldType.PERSON:
        values = data.get("value")
        inner["value"] = [_key_of(one, key) for one in values] if isinstance(values, list) else _key_of(values, key)
    return {**data, **inner}


def _key_of(value: Any, key: int) -> Any:
    return str(key) if value == "me" else value


def _names(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(name := data.get("field"), str):
            yield name
        for key in _INNER:
            yield from _names(data.get(key))
    elif isinstance(data, list):
        for one in data:
            yield from _names(one)
