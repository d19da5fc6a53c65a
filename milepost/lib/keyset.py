"""Paging by the values of the last row seen: as quick on the hundredth page as on the first, and steady while rows
come and go. A page never repeats or skips a row that was there all along.

The order is made total by the primary key. Where nulls stand is said, not left to the database. A cursor is opaque,
signed, and belongs to the query that it came from; it carries its direction, so that one parameter serves next and
previous.
"""

import datetime as dt
import decimal
import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Col, OrderBy
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid

_SALT = "milepost.keyset"
_FORWARD, _BACKWARD = "f", "b"
type _Keys = Sequence[Any]


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """One column of an order: an ORM path to a column or annotation with one value a row (`team__name`).

    With an `expression` the order is by that, and `path` is only its name.
    """

    path: str
    descending: bool = False
    nulls_last: bool = True
    expression: Any = field(default=None, compare=False)

    def reversed(self) -> "OrderTerm":
        """Return the term that gives the opposite order."""
        return OrderTerm(self.path, not self.descending, not self.nulls_last, self.expression)


@dataclass(frozen=True, slots=True)
class KeysetPage[M: models.Model]:
    """The rows of one page, in order, and the cursors to its neighbours (None: there is none)."""

    rows: list[M]
    next: str | None
    previous: str | None


def order_terms(paths: Sequence[str]) -> list[OrderTerm]:
    """Return the terms of paths written as `name` or `-name`.

    >>> order_terms(["-at"])
    [OrderTerm(path='at', descending=True, nulls_last=True)]
    """
    return [OrderTerm(path.removeprefix("-"), path.startswith("-")) for path in paths]


def keyset_page[M: models.Model](
    queryset: models.QuerySet[M],
    order: Sequence[OrderTerm],
    after: str | None,
    limit: int,
    *,
    scope: str | None = None,
    drawn_from: models.QuerySet[M] | None = None,
) -> KeysetPage[M]:
    """Return the page of at most `limit` rows that `after` (a cursor, None for the first page) points to.

    The queryset's own order is replaced by `order`, then primary key. Text is ordered as the database orders it.
    `scope` names the query for its cursors; without it, its SQL with all parameters does: give one when parameters
    change by themselves, like those of "in the last 30 days". Raises `Invalid` with code `wrong-cursor` for a cursor
    of another query, of another order, or of somebody's own making. One query.

    With `drawn_from`, the same rows without a filter, it takes two: the first finds and sorts keys alone, the second
    fetches the page's rows. Quicker wherever rows are wide or have annotations, which a database otherwise works out
    for every row that it sorts.
    """
    terms = _total(queryset, order)
    try:
        signature = _signature(queryset, terms, scope)
    except EmptyResultSet:
        return KeysetPage([], None, None)
    direction, position = _read_cursor(after, signature, len(terms)) if after else (_FORWARD, None)
    walk = terms if direction == _FORWARD else [term.reversed() for term in terms]
    names = _names(terms)
    # The keys are named before the condition, so that both use the same joins.
    keyed = _keyed(queryset, terms)
    nullable = [_is_nullable(queryset, term) for term in terms]
    if position is not None:
        keyed = keyed.filter(_beyond(names, walk, nullable, position))
    found = _found(_ordered(keyed, walk, nullable)[: limit + 1], names, drawn_from)
    more, found = len(found) > limit, found[:limit]
    if direction == _BACKWARD:
        found.reverse()

    def cursor(toward: str, keys: _Keys | None) -> str:
        values = None if keys is None else [_plain(key) for key in keys]
        return signing.dumps([signature, toward, values], salt=_SALT, compress=True)

    return _page(found, direction, more=more, came_from=after is not None, cursor=cursor)


def _found[M: models.Model](
    page: models.QuerySet[M], names: Sequence[str], drawn_from: models.QuerySet[M] | None
) -> list[tuple[M, _Keys]]:
    """Return the rows of the page with their keys."""
    if drawn_from is None:
        return [(row, [getattr(row, name) for name in names]) for row in page]
    keys = {key: values for key, *values in page.values_list("pk", *names)}
    rows = {row.pk: row for row in drawn_from.order_by().filter(pk__in=list(keys))} if keys else {}
    # A row that was deleted between the two queries is not there.
    return [(rows[key], values) for key, values in keys.items() if key in rows]


def in_order[M: models.Model](queryset: models.QuerySet[M], order: Sequence[OrderTerm]) -> models.QuerySet[M]:
    """Return all rows in the very order of the pages."""
    terms = _total(queryset, order)
    return _ordered(_keyed(queryset, terms), terms, [_is_nullable(queryset, term) for term in terms])


def _names(terms: Sequence[OrderTerm]) -> list[str]:
    return [f"_keyset_{number}" for number in range(len(terms))]


def _keyed[M: models.Model](queryset: models.QuerySet[M], terms: Sequence[OrderTerm]) -> models.QuerySet[M]:
    sources = [F(term.path) if term.expression is None else term.expression for term in terms]
    keys = dict(zip(_names(terms), sources, strict=True))
    keyed: models.QuerySet[M] = queryset.annotate(**keys)
    return keyed


def _ordered[M: models.Model](
    keyed: models.QuerySet[M], terms: Sequence[OrderTerm], nullable: Sequence[bool]
) -> models.QuerySet[M]:
    ordered: models.QuerySet[M] = keyed.order_by(
        *[_ordering(*column) for column in zip(_names(terms), terms, nullable, strict=True)]
    )
    return ordered


def _page[M: models.Model](
    found: list[tuple[M, _Keys]],
    direction: str,
    *,
    more: bool,
    came_from: bool,
    cursor: Callable[[str, _Keys | None], str],
) -> KeysetPage[M]:
    """Say what lies beyond both ends; on the side that one came from there is a row, as far as we know."""
    first, last = (found[0][1], found[-1][1]) if found else (None, None)
    has_next, has_previous = (more, came_from) if direction == _FORWARD else (came_from, more)
    return KeysetPage(
        [row for row, _keys in found],
        cursor(_FORWARD, last) if has_next else None,
        cursor(_BACKWARD, first) if has_previous else None,
    )


def _total(queryset: models.QuerySet[Any], order: Sequence[OrderTerm]) -> list[OrderTerm]:
    """End the order with the primary key, so that no two rows are equal in it."""
    key = queryset.model._meta.pk.name
    if any(term.path in {"pk", key} for term in order):
        return list(order)
    return [*order, OrderTerm(key, descending=bool(order) and order[-1].descending)]


def _signature(queryset: models.QuerySet[Any], terms: Sequence[OrderTerm], scope: str | None) -> str:
    query = scope if scope is not None else repr(queryset.order_by().query.sql_with_params())
    text = repr([queryset.model._meta.label, query, [(t.path, t.descending, t.nulls_last) for t in terms]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_nullable(queryset: models.QuerySet[Any], term: OrderTerm) -> bool:
    """Say whether the column can be null. Where it cannot, an index may serve the order; what is unknown can be."""
    model: type[models.Model] = queryset.model
    path = term.path
    if path == "pk" or term.expression is not None:
        return path != "pk"
    if annotation := queryset.query.annotations.get(path):
        return not _is_case_of_known(annotation, queryset.query.base_table)
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if not isinstance(field, models.Field) or field.null:
            return True
        if field.related_model and isinstance(field.related_model, type):
            model = field.related_model
    return False


def _is_case_of_known(annotation: Any, table: str | None) -> bool:
    """Say whether it is a column of the row's own table in lower or upper case, and that column is never null."""
    column = annotation.get_source_expressions()[0] if isinstance(annotation, Lower | Upper) else None
    return isinstance(column, Col) and column.alias == table and not column.target.null


def _ordering(name: str, term: OrderTerm, nullable: bool) -> OrderBy:
    if not nullable:
        return OrderBy(F(name), descending=term.descending)
    nulls = {"nulls_last": True} if term.nulls_last else {"nulls_first": True}
    return OrderBy(F(name), descending=term.descending, **nulls)


def _beyond(names: Sequence[str], terms: Sequence[OrderTerm], nullable: Sequence[bool], position: Sequence[Any]) -> Q:
    """Return the condition "comes after `position` in this order"."""
    whole, equal = Q(pk__in=[]), Q()
    for name, term, can_be_null, value in zip(names, terms, nullable, position, strict=True):
        further = _further(name, term, value, can_be_null=can_be_null)
        if further is not None:
            whole |= equal & further
        equal &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    if not nullable[0]:
        # Says nothing new, but lets the database begin in the middle of an index.
        whole &= Q(**{f"{names[0]}__{'lte' if terms[0].descending else 'gte'}": position[0]})
    return whole


def _further(name: str, term: OrderTerm, value: Any, *, can_be_null: bool) -> Q | None:
    if value is None:
        return None if term.nulls_last else Q(**{f"{name}__isnull": False})
    beyond = Q(**{f"{name}__{'lt' if term.descending else 'gt'}": value})
    return beyond | Q(**{f"{name}__isnull": True}) if term.nulls_last and can_be_null else beyond


def _read_cursor(cursor: str, signature: str, width: int) -> tuple[str, list[Any] | None]:
    wrong = Invalid("wrong-cursor", _("This page belongs to another list. Begin again at the first page."))
    try:
        theirs, direction, values = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise wrong from error
    if theirs != signature or (values is not None and len(values) != width):
        raise wrong
    return direction, None if values is None else [_value(pair) for pair in values]


_KINDS: dict[str, Callable[[str], Any]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "Decimal": decimal.Decimal,
    "UUID": uuid.UUID,
}


def _plain(value: Any) -> Any:
    """Return a key as JSON holds it exactly; what JSON lacks becomes a pair of kind and text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return ["str", str(value)]
    kind = type(value).__name__
    if kind not in _KINDS:
        raise TypeError(f"rows cannot be ordered by a {kind}")
    return [kind, value.isoformat() if isinstance(value, dt.date) else str(value)]


def _value(plain: Any) -> Any:
    if not isinstance(plain, list):
        return plain
    kind, text = plain
    return text if kind == "str" else _KINDS[kind](text)
