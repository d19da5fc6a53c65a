"""A filter in a page's address, readable for simple conditions; they are joined by "and".

role=admin,lead      is any of            role!=viewer        is none of
name~=ann            contains             name!~=ann          does not contain
name=Ann             is                   name^=An            starts with
seats=10..20         between              seats>=10  seats<=20  seats=>10  seats=<20
joined=last-30-days  in that time         joined=<30-days-ago   before it (the same signs as for numbers)
active=yes           yes or no            teams*=1,2          all of
title?=no            is unknown           title?=yes          is known
where={"or":[…]}     anything else, as JSON
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.ui.filters.fields import Field, FieldType, Op
from milepost.ui.filters.parse import Parser, filter_json, wrong_filter
from milepost.ui.filters.tree import EVERYTHING, And, Condition, Node, both

WHERE = "where"
_MAX_WHERE = 20_000
# Longest first: `!~` before `~` and `!`.
_SIGNS = ("!~", "~", "^", "!", ">", "<", "*", "?", "")
_OPS: dict[tuple[str, FieldType], Op] = {
    ("", FieldType.TEXT): Op.IS,
    ("!", FieldType.TEXT): Op.IS_NOT,
    ("~", FieldType.TEXT): Op.CONTAINS,
    ("!~", FieldType.TEXT): Op.NOT_CONTAINS,
    ("^", FieldType.TEXT): Op.STARTS_WITH,
    ("", FieldType.NUMBER): Op.IS,
    ("!", FieldType.NUMBER): Op.IS_NOT,
    (">", FieldType.NUMBER): Op.GTE,
    ("<", FieldType.NUMBER): Op.LTE,
    ("", FieldType.DATE): Op.IN,
    ("!", FieldType.DATE): Op.NOT_IN,
    (">", FieldType.DATE): Op.GTE,
    ("<", FieldType.DATE): Op.LTE,
    ("", FieldType.CHOICE): Op.ANY_OF,
    ("!", FieldType.CHOICE): Op.NONE_OF,
    ("", FieldType.PERSON): Op.ANY_OF,
    ("!", FieldType.PERSON): Op.NONE_OF,
    ("", FieldType.YES_NO): Op.IS,
    ("", FieldType.MANY): Op.ANY_OF,
    ("!", FieldType.MANY): Op.NONE_OF,
    ("*", FieldType.MANY): Op.ALL_OF,
}
_STRICT = {">": Op.GT, "<": Op.LT}
_SIGN_OF_OP = {(op, field_type): sign for (sign, field_type), op in _OPS.items()}


def parse_query(pairs: Iterable[tuple[str, str]], fields: Mapping[str, Field], viewer: User) -> Node:
    """Return the tree of an address's parameters (those that are not the page's own)."""
    parser, tree = Parser(fields, viewer), EVERYTHING
    nodes: list[Node] = []
    for name, value in pairs:
        nodes.append(_where(parser, value) if name == WHERE else _condition(parser, name, value))
    for node in nodes:
        tree = both(tree, node)  # type: ignore[assignment] # begins as the empty And
    return tree


def query_pairs(node: Node, fields: Mapping[str, Field]) -> list[tuple[str, str]]:
    """Return the parameters that `parse_query` reads as `node`."""
    parts = node.nodes if isinstance(node, And) else (node,)
    return [query_pair(part, fields) for part in parts]


def query_pair(node: Node, fields: Mapping[str, Field]) -> tuple[str, str]:
    """Return the one parameter of a part of the filter."""
    if isinstance(node, Condition):
        return _pair(node, fields[node.field])
    return WHERE, json.dumps(filter_json(node), ensure_ascii=False, separators=(",", ":"))


def _where(parser: Parser, text: str) -> Node:
    try:
        data = json.loads(text[:_MAX_WHERE])
    except (ValueError, RecursionError) as error:
        raise wrong_filter(WHERE, _("This is no JSON.")) from error
    return parser.node(data, "", 1)


def _condition(parser: Parser, name: str, text: str) -> Condition:
    sign = next(sign for sign in _SIGNS if name.endswith(sign))
    key = name.removesuffix(sign)
    field = parser.fields.get(key)
    if field is None:
        raise wrong_filter(name, _("There is no field “%(key)s” to filter by.") % {"key": key[:60]})
    if sign == "?":
        return parser.condition(key, Op.KNOWN if text == "yes" else Op.UNKNOWN, None, name)
    op = _OPS.get((sign, field.type))
    if sign == "" and field.type in {FieldType.NUMBER, FieldType.DATE} and text[:1] in _STRICT:
        op, text = _STRICT[text[0]], text[1:]
    elif op is Op.IS and field.type is FieldType.NUMBER and ".." in text:
        return parser.condition(key, Op.BETWEEN, text.split("..", 1), name)
    return parser.condition(key, op, _value(field, text), name)


def _value(field: Field, text: str) -> Any:
    match field.type:
        case FieldType.CHOICE | FieldType.PERSON | FieldType.MANY:
            return [part for part in text.split(",") if part]
        case FieldType.YES_NO:
            return {"yes": True, "no": False}.get(text)
        case _:
            return text


def _pair(condition: Condition, field: Field) -> tuple[str, str]:
    key, op, value = condition.field, condition.op, condition.value
    match op:
        case Op.KNOWN | Op.UNKNOWN:
            return f"{key}?", "yes" if op is Op.KNOWN else "no"
        case Op.GT | Op.LT:
            return key, (">" if op is Op.GT else "<") + _text(value)
        case Op.BETWEEN if isinstance(value, tuple):
            return key, "..".join(_text(part) for part in value)
    return key + _SIGN_OF_OP[op, field.type], _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)
