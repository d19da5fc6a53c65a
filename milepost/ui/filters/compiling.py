"""From a tree to a Django condition, without ever multiplying rows.

Negation is pushed down to the conditions, and each condition knows when it is true and when it is false; of an unknown
value it is neither. That is Kleene's logic: a tree is true exactly when it is so with every unknown taken as false.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from functools import reduce
from operator import and_, or_
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from milepost.identity.public import User
from milepost.ui.filters.fields import Field, FieldType, Op, RowOptions
from milepost.ui.filters.periods import period
from milepost.ui.filters.tree import And, Condition, Node, Not, Or

_OPPOSITE = {
    Op.IS_NOT: Op.IS,
    Op.NOT_CONTAINS: Op.CONTAINS,
    Op.NOT_IN: Op.IN,
    Op.NONE_OF: Op.ANY_OF,
    Op.UNKNOWN: Op.KNOWN,
}
_NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class Compiler:
    """What a condition means depends on who asks, and when."""

    model: type[models.Model]
    fields: Mapping[str, Field]
    viewer: User
    now: dt.datetime

    def compile(self, node: Node, *, negated: bool = False) -> Q:
        """Return the condition of the rows for which `node` (or, negated, its negation) is true."""
        match node:
            case Condition():
                return self._condition(node, negated=negated)
            case Not(inner):
                return self.compile(inner, negated=not negated)
            case And(nodes) | Or(nodes):
                parts = [self.compile(inner, negated=negated) for inner in nodes]
                if isinstance(node, And) != negated:
                    return reduce(and_, parts, Q())
                # An empty Q among alternatives means all rows; Django would drop it.
                return Q() if any(not part for part in parts) else reduce(or_, parts, _NOBODY)

    def _condition(self, condition: Condition, *, negated: bool) -> Q:
        field, op = self.fields[condition.field], condition.op
        if op in _OPPOSITE:
            op, negated = _OPPOSITE[op], not negated
        if field.type is FieldType.MANY:
            asked = self._many(field, op, condition.value)
            return ~asked if negated else asked
        known = self._known(field)
        if op is Op.KNOWN:
            return self._unknown(field) if negated else known
        asked = _CONDITIONS[field.type](self, field, op, condition.value)
        return known & ~asked if negated else asked

    def _many(self, field: Field, op: Op, value: Any) -> Q:
        """No value among many is known to be none, so both a condition and its negation have an answer."""
        if op is Op.KNOWN and field.where is not None:
            return field.asks(self.viewer, "isnull", False)
        if op is Op.KNOWN:
            # Few rows lack one, so nearly every row finds its own at once; a list of all of them would be long.
            rows, key = _rows_of_many(self.model, field.lookup, "isnull", False)
            return Q(Exists(rows.filter(**{key: OuterRef("pk")})))
        if op is Op.ALL_OF:
            return reduce(and_, [self._any_of(field, [one]) for one in value])
        return self._any_of(field, list(value))

    def _any_of(self, field: Field, values: list[Any]) -> Q:
        if field.where is not None:
            return field.asks(self.viewer, "in", values)
        # A list of keys, found once: databases walk it faster than they ask `EXISTS` anew for every row.
        rows, key = _rows_of_many(self.model, field.lookup, "in", values)
        return Q(pk__in=rows.filter(**{f"{key}__isnull": False}).values(key))

    def text(self, field: Field, op: Op, value: Any) -> Q:
        lookup = {Op.IS: "iexact", Op.CONTAINS: "icontains", Op.STARTS_WITH: "istartswith"}[op]
        return field.asks(self.viewer, lookup, value)

    def number(self, field: Field, op: Op, value: Any) -> Q:
        if op is Op.BETWEEN:
            return self.number(field, Op.GTE, value[0]) & self.number(field, Op.LTE, value[1])
        lookup = "exact" if op is Op.IS else op.value
        if field.decimals or value == value.to_integral_value():
            return field.asks(self.viewer, lookup, value if field.decimals else int(value))
        if op is Op.IS:
            return _NOBODY
        # Between two whole numbers: Django would cut the fraction off, and find the wrong side.
        rounding = ROUND_CEILING if op in {Op.GTE, Op.LT} else ROUND_FLOOR
        return field.asks(self.viewer, lookup, int(value.to_integral_value(rounding)))

    def date(self, field: Field, op: Op, value: Any) -> Q:
        zone = ZoneInfo(self.viewer.timezone)
        days = period(value, self.now.astimezone(zone).date())
        start = None if days.first is None else _begin(days.first, zone, field)
        # The first moment after the period; half-open spans hold every microsecond of the last day.
        end = None if days.last is None else _begin(days.last + dt.timedelta(days=1), zone, field)
        bounds = {
            Op.IN: {"gte": start, "lt": end},
            Op.LT: {"lt": start},
            Op.LTE: {"lt": end},
            Op.GT: {"gte": end},
            Op.GTE: {"gte": start},
        }[op]
        parts = [field.asks(self.viewer, lookup, bound) for lookup, bound in bounds.items() if bound is not None]
        return reduce(and_, parts, Q())

    def chosen(self, field: Field, _op: Op, value: Any) -> Q:
        keys = [self.viewer.pk if self._is_me(field, one) else one for one in value]
        return field.asks(self.viewer, "in", keys)

    def _is_me(self, field: Field, value: str) -> bool:
        return field.type is FieldType.PERSON and value == "me"

    def yes_no(self, field: Field, _op: Op, value: Any) -> Q:
        return field.asks(self.viewer, "exact", value)

    def _known(self, field: Field) -> Q:
        known = field.asks(self.viewer, "isnull", False)
        return known & ~field.asks(self.viewer, "exact", "") if _is_blank_unknown(field) else known

    def _unknown(self, field: Field) -> Q:
        unknown = field.asks(self.viewer, "isnull", True)
        return unknown | field.asks(self.viewer, "exact", "") if _is_blank_unknown(field) else unknown


_CONDITIONS: dict[FieldType, Callable[[Compiler, Field, Op, Any], Q]] = {
    FieldType.TEXT: Compiler.text,
    FieldType.NUMBER: Compiler.number,
    FieldType.DATE: Compiler.date,
    FieldType.CHOICE: Compiler.chosen,
    FieldType.PERSON: Compiler.chosen,
    FieldType.YES_NO: Compiler.yes_no,
}


def compile_tree(
    node: Node, model: type[models.Model], fields: Mapping[str, Field], viewer: User, now: dt.datetime | None = None
) -> Q:
    """Return the condition of the rows of `model` for which `node` is true, days in the viewer's time zone."""
    return Compiler(model, fields, viewer, now or timezone.now()).compile(node)


def _rows_of_many(model: type[models.Model], path: str, lookup: str, value: Any) -> tuple[models.QuerySet[Any], str]:
    """Return the rows behind `path` that match, and their column with the key of the `model` row they belong to.

    For a direct many-to-many these are the rows between both tables, for a foreign key from there the rows that have
    it; neither needs to read the table of `model` once more. Of anything else they are rows of `model` itself.
    """
    name, _dots, rest = path.partition("__")
    between: Any
    match _relation(model, name):
        case models.ManyToManyField() as field:
            between, near, far = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
        case models.ManyToManyRel(field=field, through=between):
            near, far = field.m2m_reverse_field_name(), field.m2m_field_name()
        case models.ManyToOneRel(field=field, related_model=between) if field.target_field.primary_key:
            near, far = field.name, ""
        case _:
            return model._default_manager.filter(**{f"{path}__{lookup}": value}).order_by(), "pk"
    further = "__".join(part for part in (far, rest) if part) or "pk"
    return between._base_manager.filter(**{f"{further}__{lookup}": value}).order_by(), near


def _relation(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:  # an annotation
        return None


def _is_blank_unknown(field: Field) -> bool:
    """Say whether the column keeps "unknown" as an empty text, as Django's text columns do."""
    is_row = isinstance(field.options, RowOptions)
    return field.type is FieldType.TEXT or (field.type is FieldType.CHOICE and not is_row)


def _begin(day: dt.date, zone: ZoneInfo, field: Field) -> dt.date:
    return dt.datetime.combine(day, dt.time(), zone) if field.has_time else day
