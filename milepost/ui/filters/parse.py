"""From JSON to a tree and back; everything that is wrong is said with a pointer to where it stands.

{"field": "role", "op": "any_of", "value": ["admin", "lead"]}
{"and": [ … ]}    {"or": [ … ]}    {"not": … }
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.ui.filters.fields import Field, FieldType, Op
from milepost.ui.filters.periods import period
from milepost.ui.filters.tree import And, Condition, Node, Not, Or, Value

MAX_DEPTH = 6
MAX_CONDITIONS = 60
MAX_VALUES = 200
MAX_TEXT = 300
_MAX_DIGITS = 30


def wrong_filter(pointer: str, message: str) -> Invalid:
    """Return the error of a filter: `pointer` is a JSON pointer, or the name in the address."""
    return Invalid("filter", message, fields={pointer: message}, pointer=pointer)


def parse_filter(data: Any, fields: Mapping[str, Field], viewer: User) -> Node:
    """Return the tree that JSON `data` describes; `fields` are those that the viewer may see."""
    parser = Parser(fields, viewer)
    return parser.node(data, "", 1)


def filter_json(node: Node) -> dict[str, Any]:
    """Return the tree as JSON holds it."""
    match node:
        case Condition(field, op, value):
            plain = {"field": field, "op": op.value}
            return plain if value is None else {**plain, "value": _plain(value)}
        case Not(inner):
            return {"not": filter_json(inner)}
        case And(nodes):
            return {"and": [filter_json(inner) for inner in nodes]}
        case Or(nodes):
            return {"or": [filter_json(inner) for inner in nodes]}


def _plain(value: Value) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


@dataclass
class Parser:
    """Reads nodes and counts them."""

    fields: Mapping[str, Field]
    viewer: User
    count: int = 0

    def node(self, data: Any, pointer: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise wrong_filter(
                pointer, _("The filter is nested too deeply; %(most)s levels at most.") % _most(MAX_DEPTH)
            )
        if not isinstance(data, dict):
            raise wrong_filter(pointer, _("A filter is an object with “field”, “and”, “or” or “not”."))
        if "field" in data:
            return self._leaf(data, pointer)
        if len(data) != 1 or (key := next(iter(data))) not in {"and", "or", "not"}:
            raise wrong_filter(pointer, _("A filter has either “field” or one of “and”, “or”, “not”."))
        inner = data[key]
        if key == "not":
            return Not(self.node(inner, f"{pointer}/not", depth + 1))
        if not isinstance(inner, list):
            raise wrong_filter(f"{pointer}/{key}", _("A list of filters belongs here."))
        nodes = tuple(self.node(part, f"{pointer}/{key}/{place}", depth + 1) for place, part in enumerate(inner))
        return And(nodes) if key == "and" else Or(nodes)

    def _leaf(self, data: dict[str, Any], pointer: str) -> Condition:
        if strange := set(data) - {"field", "op", "value"}:
            raise wrong_filter(f"{pointer}/{min(strange)}", _("This does not belong in a condition."))
        return self.condition(data["field"], data.get("op"), data.get("value"), pointer)

    def condition(self, key: Any, op: Any, value: Any, pointer: str) -> Condition:
        """Return one condition, checked."""
        self.count += 1
        if self.count > MAX_CONDITIONS:
            most = _most(MAX_CONDITIONS)
            raise wrong_filter(pointer, _("The filter has too many conditions; %(most)s at most.") % most)
        field = self.fields.get(key) if isinstance(key, str) else None
        if field is None or not field.is_filter:
            raise wrong_filter(
                f"{pointer}/field", _("There is no field “%(key)s” to filter by.") % {"key": str(key)[:60]}
            )
        if op not in field.ops:
            raise wrong_filter(
                f"{pointer}/op",
                _("“%(field)s” cannot be asked “%(op)s”; possible: %(ops)s.")
                % {"field": field.label, "op": str(op)[:40], "ops": ", ".join(field.ops)},
            )
        return Condition(field.key, Op(op), self._value(field, Op(op), value, f"{pointer}/value"))

    def _value(self, field: Field, op: Op, value: Any, pointer: str) -> Value:
        if op in {Op.KNOWN, Op.UNKNOWN}:
            if value is not None:
                raise wrong_filter(pointer, _("No value belongs here."))
            return None
        if field.type in {FieldType.CHOICE, FieldType.PERSON, FieldType.MANY}:
            return self._chosen(field, value, pointer)
        return _READERS[field.type](op, value, pointer)

    def _chosen(self, field: Field, value: Any, pointer: str) -> tuple[str, ...]:
        values = value if isinstance(value, list | tuple) else [value]
        if not values or not all(isinstance(one, str | int) and not isinstance(one, bool) for one in values):
            raise wrong_filter(pointer, _("A list of values belongs here."))
        if len(values) > MAX_VALUES:
            raise wrong_filter(pointer, _("Too many values; %(most)s at most.") % _most(MAX_VALUES))
        texts = tuple(dict.fromkeys(str(one) for one in values))
        asked = [text for text in texts if not (field.type is FieldType.PERSON and text == "me")]
        known = field.options.labels(self.viewer, asked) if field.options and asked else {}
        if strangers := [text for text in asked if text not in known]:
            raise wrong_filter(
                pointer,
                _("“%(field)s” has no value “%(value)s”.") % {"field": field.label, "value": strangers[0][:60]},
            )
        return texts


def _most(number: int) -> dict[str, int]:
    return {"most": number}


def _text(op: Op, value: Any, pointer: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT or "\x00" in value:
        raise wrong_filter(pointer, _("A text of at most %(most)s characters belongs here.") % _most(MAX_TEXT))
    return value.strip()


def _number(op: Op, value: Any, pointer: str) -> Decimal | tuple[Decimal, Decimal]:
    if op is not Op.BETWEEN:
        return _decimal(value, pointer)
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - a pair
        raise wrong_filter(pointer, _("Two numbers belong here, the lower one first."))
    low, high = _decimal(value[0], f"{pointer}/0"), _decimal(value[1], f"{pointer}/1")
    if low > high:
        raise wrong_filter(pointer, _("Two numbers belong here, the lower one first."))
    return low, high


def _decimal(value: Any, pointer: str) -> Decimal:
    if isinstance(value, str | int | float) and not isinstance(value, bool) and len(str(value)) <= _MAX_DIGITS:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and abs(number.adjusted()) < _MAX_DIGITS // 2:
            return number
    raise wrong_filter(pointer, _("A number belongs here."))


def _period(op: Op, value: Any, pointer: str) -> str:
    message = _("A day like 2026-03-31, or a time like “last-30-days” or “this-quarter”, belongs here.")
    if not isinstance(value, str):
        raise wrong_filter(pointer, message)
    try:
        days = period(value, dt.date(2026, 1, 1))
    except ValueError as error:
        raise wrong_filter(pointer, message) from error
    if op not in {Op.IN, Op.NOT_IN} and None in {days.first, days.last}:
        raise wrong_filter(pointer, message)
    return value


def _yes_no(op: Op, value: Any, pointer: str) -> bool:
    if not isinstance(value, bool):
        raise wrong_filter(pointer, _("Yes or no (true or false) belongs here."))
    return value


_READERS: dict[FieldType, Callable[[Op, Any, str], Value]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _period,
    FieldType.YES_NO: _yes_no,
}
