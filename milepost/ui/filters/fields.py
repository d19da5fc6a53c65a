"""Fields: what a record says of itself, for showing, filtering, sorting, editing and exporting."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import sort_path
from milepost.identity.public import Right, User
from milepost.lib.text import key_of
from milepost.ui.records import Words


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    PERSON = "person"
    YES_NO = "yes-no"
    MANY = "many"


class Op(StrEnum):
    """What a condition asks. The words are those of the JSON form."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    BETWEEN = "between"
    IN = "in"
    NOT_IN = "not_in"
    ANY_OF = "any_of"
    NONE_OF = "none_of"
    ALL_OF = "all_of"
    KNOWN = "known"
    UNKNOWN = "unknown"


_NULLS = (Op.UNKNOWN, Op.KNOWN)
_ORDER = (Op.GT, Op.GTE, Op.LT, Op.LTE)
OPS_OF_TYPE: Mapping[FieldType, tuple[Op, ...]] = {
    FieldType.TEXT: (Op.CONTAINS, Op.NOT_CONTAINS, Op.IS, Op.IS_NOT, Op.STARTS_WITH, *_NULLS),
    FieldType.NUMBER: (Op.IS, Op.IS_NOT, *_ORDER, Op.BETWEEN, *_NULLS),
    FieldType.DATE: (Op.IN, Op.NOT_IN, *_ORDER, *_NULLS),
    FieldType.CHOICE: (Op.ANY_OF, Op.NONE_OF, *_NULLS),
    FieldType.PERSON: (Op.ANY_OF, Op.NONE_OF, *_NULLS),
    FieldType.YES_NO: (Op.IS, *_NULLS),
    FieldType.MANY: (Op.ANY_OF, Op.ALL_OF, Op.NONE_OF, *_NULLS),
}

OP_WORDS: Mapping[Op, Words] = {
    Op.IS: _("is"),
    Op.IS_NOT: _("is not"),
    Op.CONTAINS: _("contains"),
    Op.NOT_CONTAINS: _("does not contain"),
    Op.STARTS_WITH: _("starts with"),
    Op.GT: _("more than"),
    Op.GTE: _("at least"),
    Op.LT: _("less than"),
    Op.LTE: _("at most"),
    Op.BETWEEN: _("between"),
    Op.IN: _("is"),
    Op.NOT_IN: _("is not"),
    Op.ANY_OF: _("is any of"),
    Op.NONE_OF: _("is none of"),
    Op.ALL_OF: _("is all of"),
    Op.KNOWN: _("is known"),
    Op.UNKNOWN: _("is unknown"),
}
_DATE_WORDS: Mapping[Op, Words] = {
    Op.GT: _("after"),
    Op.GTE: _("on or after"),
    Op.LT: _("before"),
    Op.LTE: _("on or before"),
    Op.KNOWN: _("is set"),
    Op.UNKNOWN: _("is not set"),
}
_MANY_WORDS: Mapping[Op, Words] = {
    Op.ANY_OF: _("any of"),
    Op.NONE_OF: _("none of"),
    Op.ALL_OF: _("all of"),
    Op.KNOWN: _("has some"),
    Op.UNKNOWN: _("has none"),
}


def op_words(field_type: FieldType, op: Op) -> Words:
    """Return what people read between the field and the value."""
    special = {FieldType.DATE: _DATE_WORDS, FieldType.MANY: _MANY_WORDS}.get(field_type, {})
    return special.get(op, OP_WORDS[op])


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be chosen, and what people call it."""

    value: str
    label: str


class Options(Protocol):
    """The values of a field that is chosen from."""

    def search(self, viewer: User, text: str, limit: int) -> list[Choice]:
        """Return the first choices whose label has `text` in it."""

    def labels(self, viewer: User, values: Iterable[str]) -> dict[str, str]:
        """Return the label of each of `values` that exists and that the viewer may see."""


@dataclass(frozen=True)
class FixedOptions:
    """Values known to the code, like those of `TextChoices.choices`."""

    choices: Sequence[tuple[str, Words]]

    def search(self, viewer: User, text: str, limit: int) -> list[Choice]:  # noqa: ARG002 - the same for everyone
        found = [Choice(str(value), str(label)) for value, label in self.choices]
        return [choice for choice in found if text.casefold() in choice.label.casefold()][:limit]

    def labels(self, viewer: User, values: Iterable[str]) -> dict[str, str]:  # noqa: ARG002 - as above
        wanted = set(values)
        return {str(value): str(label) for value, label in self.choices if str(value) in wanted}


@dataclass(frozen=True)
class RowOptions:
    """Values that are rows of a table: `rows(viewer)` those to choose from, `label` the column people read."""

    rows: Callable[[User], models.QuerySet[Any]]
    label: str = "name"

    def search(self, viewer: User, text: str, limit: int) -> list[Choice]:
        rows = self.rows(viewer).filter(**{f"{self.label}__icontains": text}) if text else self.rows(viewer)
        pairs = rows.order_by(sort_path(rows.model, self.label), "pk").values_list("pk", self.label)[:limit]
        return [Choice(str(pk), str(label)) for pk, label in pairs]

    def labels(self, viewer: User, values: Iterable[str]) -> dict[str, str]:
        keys = [key for key in map(key_of, values) if key]
        if not keys:
            return {}
        pairs = self.rows(viewer).filter(pk__in=keys).values_list("pk", self.label)
        return {str(pk): str(label) for pk, label in pairs}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a list.

    `path` is the ORM path or annotation that is filtered (default: the key); `sort` the one to order by ("": the
    same; None: cannot be sorted); `value(record)` what is shown and exported (default: the path, followed without
    queries if `rows` selected what it needs). Who lacks `right` sees nothing of the field: no column, no filter, no
    order, no export. `options` are needed by choice, person and many. `has_time` tells a date with time from a day;
    `decimals` are the places of a number (0: the column holds whole numbers). `definition` is the sentence behind the
    column's title.

    A computed field has no path: `expression(viewer)` gives what is filtered (an ORM expression that knows its
    `output_field`), and ordered unless `order(viewer)` gives another. Both are part of a query only when its filter or
    order names the field. Where an index answers better, `where(viewer, lookup, value)` gives the condition that
    Django's `lookup` of the field is true of `value`. `stored(record)` is what the editor of a cell begins with, where
    no path leads to it.
    """

    key: str
    label: Words
    type: FieldType = FieldType.TEXT
    path: str = ""
    options: Options | None = None
    right: Right | None = None
    value: Callable[[Any], Any] | None = None
    sort: str | None = ""
    is_column: bool = True
    is_filter: bool = True
    is_editable: bool = False
    has_time: bool = True
    decimals: int = 0
    definition: Words = ""
    expression: Callable[[User], Any] | None = None
    order: Callable[[User], Any] | None = None
    where: Callable[[User, str, Any], models.Q] | None = None
    stored: Callable[[Any], Any] | None = None

    @property
    def lookup(self) -> str:
        return self.path or self.key

    @property
    def order_path(self) -> str | None:
        """Return the path to order by; of several values a row there is none."""
        if self.sort is None or (self.type is FieldType.MANY and not self.sort):
            return None
        return self.sort or self.lookup

    def order_expression(self, viewer: User) -> Any:
        """Return what a computed field is ordered by; None for one that has a path."""
        computed = self.order or self.expression
        return None if computed is None else computed(viewer)

    def asks(self, viewer: User, lookup: str, value: Any) -> models.Q:
        """Return the condition that Django's `lookup` ("gte", "isnull") of the field is true of `value`."""
        if self.where is not None:
            return self.where(viewer, lookup, value)
        if self.expression is None:
            return models.Q(**{f"{self.lookup}__{lookup}": value})
        computed = self.expression(viewer)
        return models.Q(computed.output_field.get_lookup(lookup)(computed, value))

    @property
    def ops(self) -> tuple[Op, ...]:
        return OPS_OF_TYPE[self.type]

    @property
    def is_number(self) -> bool:
        return self.type is FieldType.NUMBER

    def value_of(self, record: Any) -> Any:
        """Return what the record says: a plain value, or a list of texts for a field of many."""
        if self.value is not None:
            return self.value(record)
        value = record
        for name in self.lookup.split("__"):
            value = getattr(value, name) if value is not None else None
        return value


def visible_fields(fields: Iterable[Field], viewer: User) -> dict[str, Field]:
    """Return the fields that `viewer` may know of, by key. For everybody else's they do not exist."""
    return {field.key: field for field in fields if field.right is None or viewer.may(field.right)}
