"""Rows of one model read whole, for a third of what a QuerySet spends on making its statement and on each value.

The statement is made once for each model and condition, and each distinct moment of a column is converted once.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState


def read_rows[M: models.Model](
    model: type[M], ending: str, params: Sequence[Any] = (), *, lock: bool = False
) -> list[M]:
    """Return rows of `model`, one query. `ending` is what follows `FROM its table` in the SQL of both databases.

    As `QuerySet.raw` does, all columns and nothing related. `lock`: the rows stay locked until the transaction ends.
    """
    with connection.cursor() as cursor:
        locking = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
        cursor.execute(f"{_opening(model, connection.vendor)} {ending}{locking}", params)
        rows = cursor.fetchall()
    if not rows:
        return []
    by_column = list(zip(*rows, strict=True))
    for at, convert in _converters(model, connection.vendor):
        by_column[at] = convert(by_column[at])
    names = [field.attname for field in model._meta.concrete_fields]
    return [_made(model, names, values) for values in zip(*by_column, strict=True)]


def _made[M: models.Model](model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """Return what `from_db` makes, without asking each field how: no model of ours has its own `__init__`."""
    row = model.__new__(model)
    row.__dict__.update(zip(names, values, strict=True))
    state = row._state = ModelState()  # noqa: SLF001 - as Django does
    state.adding, state.db = False, connection.alias
    return row


@cache
def _opening(model: type[models.Model], _vendor: str) -> str:
    quoted = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    columns = ", ".join(f"{table}.{quoted(str(field.column))}" for field in model._meta.concrete_fields)
    return f"SELECT {columns} FROM {table}"  # noqa: S608 - names of tables and columns


type _Convert = Callable[[Sequence[Any]], tuple[Any, ...]]


@cache
def _converters(model: type[models.Model], _vendor: str) -> list[tuple[int, _Convert]]:
    """Return what makes of the database's values those of Python, by the place of the column."""
    found = []
    for at, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(model._meta.db_table)
        steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if steps:
            found.append((at, _converter(steps, column, once=not isinstance(field, models.JSONField))))
    return found


def _converter(steps: Sequence[Callable[..., Any]], column: Any, *, once: bool) -> _Convert:
    def one(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    def each(values: Sequence[Any]) -> tuple[Any, ...]:
        if not once:  # what may be changed in place belongs to one row alone
            return tuple(map(one, values))
        known = {value: one(value) for value in set(values)}
        return tuple(known[value] for value in values)

    return each
