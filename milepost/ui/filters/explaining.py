"""A filter in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.ui.filters.fields import Field, FieldType, Op, op_words
from milepost.ui.filters.periods import period_words
from milepost.ui.filters.tree import And, Condition, Node, Not, Or


def explain(node: Node, fields: Mapping[str, Field], viewer: User) -> str:
    """Return the tree in one sentence: `Role is Admin or Lead and name contains “ann”`; of everything, "everything"."""
    return _words(node, fields, viewer, outer=True)


def _words(node: Node, fields: Mapping[str, Field], viewer: User, *, outer: bool = False) -> str:
    match node:
        case Condition():
            return condition_words(node, fields[node.field], viewer)
        case Not(inner):
            return _("not (%(filter)s)") % {"filter": _words(inner, fields, viewer, outer=True)}
        case And(nodes) | Or(nodes):
            is_and = isinstance(node, And)
            if not nodes:
                return _("everything") if is_and else _("nothing")
            joined = (_(" and ") if is_and else _(" or ")).join(_words(inner, fields, viewer) for inner in nodes)
            return joined if outer or len(nodes) == 1 else f"({joined})"


def condition_words(condition: Condition, field: Field, viewer: User) -> str:
    """Return one condition in words, as its chip shows it."""
    op, value = _verb(field, condition), value_words(condition, field, viewer)
    return f"{field.label} {op} {value}".strip()


def _verb(field: Field, condition: Condition) -> str:
    chosen = isinstance(condition.value, tuple) and field.type in {FieldType.CHOICE, FieldType.PERSON}
    if chosen:
        return _("is") if condition.op is Op.ANY_OF else _("is not")
    return str(op_words(field.type, condition.op))


def value_words(condition: Condition, field: Field, viewer: User) -> str:
    """Return the value in words; chosen ones by their labels."""
    value = condition.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.type in {FieldType.CHOICE, FieldType.PERSON, FieldType.MANY}:
        return _chosen(field, condition.op, value, viewer)
    if field.type is FieldType.DATE:
        return period_words(str(value))
    if isinstance(value, tuple):
        return _("%(low)s and %(high)s") % {"low": _number(value[0]), "high": _number(value[1])}
    return _number(value) if isinstance(value, Decimal) else f"“{value}”"


def _chosen(field: Field, op: Op, values: Any, viewer: User) -> str:
    labels = field.options.labels(viewer, values) if field.options else {}
    texts = [_("me") if value == "me" else labels.get(value, value) for value in values]
    return (_(" and ") if op is Op.ALL_OF else _(" or ")).join(texts)


def _number(value: Any) -> str:
    return str(number_format(value.normalize() if isinstance(value, Decimal) else value, use_l10n=True))
