"""Many rows at once, for a fraction of what Django's `bulk_create` and `bulk_update` spend on each value.

Values become what Django makes of them; but what it asks anew for each value of each row (placeholder, expression,
related object) is asked once for each column.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import batched, chain
from typing import Any

from django.db import connection, connections, models
from django.utils import timezone

ROWS_A_STATEMENT = 500

type _Column = models.Field[Any, Any]

_MOMENTS = {dt.datetime, dt.date, type(None)}
# What a column of this kind takes as it is. Exactly these types: a member of an enum is converted.
_PLAIN: tuple[tuple[type[Any], type[Any]], ...] = (
    (models.CharField, str),
    (models.TextField, str),
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.FloatField, float),
    (models.ForeignKey, int),
)


def insert_rows[M: models.Model](rows: Sequence[M], *, on_conflict: str = "") -> Sequence[M]:
    """Insert new rows of one model in the caller's transaction, and give them the primary keys that they got.

    As `bulk_create` does: without signals, and without each row's own `save`; rows of one call are of one moment. With
    `on_conflict` (SQL of both databases, like `ON CONFLICT DO NOTHING`) no keys are given. A column that the database
    fills by itself is a TypeError.
    """
    keyed = [row for row in rows if row.pk is not None]
    if len(keyed) == len(rows):
        _insert(rows, on_conflict, has_keys=True)
    else:
        _insert(keyed, on_conflict, has_keys=True)
        _insert([row for row in rows if row.pk is None], on_conflict, has_keys=False)
    return rows


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, on_conflict: str = ""
) -> None:
    """Insert rows that are no objects, in the caller's transaction; the columns that are not in `names` are left out.

    `names` are attributes, as in `contact_id`.
    """
    given = {field.attname: field for field in model._meta.concrete_fields}
    columns = [given[name] for name in names]
    by_column = [_stored_as(field, values) for field, values in zip(columns, zip(*rows, strict=True), strict=False)]
    _execute(model, columns, by_column, on_conflict)


def update_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], *, seen: Sequence[str] = ()
) -> int:
    """Write rows that are there, each with values of its own: its primary key, then those of `names` (attributes).

    Then those of `seen`: a row that holds others by now is left alone. Return how many were written.
    """
    given = {field.attname: field for field in model._meta.concrete_fields}
    columns, guards = [given[name] for name in names], [given[name] for name in seen]
    keys, *values = zip(*rows, strict=True)
    if connection.vendor == "postgresql" and len(keys) > 1:
        return _update_together(model, columns, guards, [keys, *values])
    by_column = [_stored_as(field, some) for field, some in zip((*columns, *guards), values, strict=True)]
    settings = ", ".join(f"{_quoted(field)} = %s" for field in columns)
    conditions = " AND ".join(f"{_quoted(field)} = %s" for field in (model._meta.pk, *guards))
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"UPDATE {table} SET {settings} WHERE {conditions}"  # noqa: S608 - names of tables and columns
    at = len(columns)
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*by_column[:at], keys, *by_column[at:], strict=True)))
        return int(cursor.rowcount)


def _update_together(
    model: type[models.Model], columns: Sequence[_Column], guards: Sequence[_Column], by_column: list[Sequence[Any]]
) -> int:
    """Write rows by one statement for every 500: PostgreSQL would plan that of each row anew, a third of a millisecond.

    Each column is one parameter, an array: the driver spends more on finding a place for each value than the database.
    """
    fields: list[_Column] = [model._meta.pk, *columns, *guards]
    stored = [_bare(by_column[0])]
    stored += [_bare(_stored_as(field, some)) for field, some in zip(fields[1:], by_column[1:], strict=True)]
    names = [f"v{at}" for at in range(len(fields))]
    settings = ", ".join(f"{_quoted(field)} = v.{name}" for field, name in zip(columns, names[1:], strict=False))
    guarded = [0, *range(1 + len(columns), len(fields))]
    conditions = " AND ".join(f"t.{_quoted(fields[at])} = v.{names[at]}" for at in guarded)
    arrays = ", ".join(f"%s::{_type_of(field)}[]" for field in fields)
    new = f"unnest({arrays}) AS v ({', '.join(names)})"
    table, written = connection.ops.quote_name(model._meta.db_table), 0
    with connection.cursor() as cursor:
        for at in range(0, len(stored[0]), ROWS_A_STATEMENT):
            statement = f"UPDATE {table} AS t SET {settings} FROM {new} WHERE {conditions}"  # noqa: S608 - names
            cursor.execute(statement, [some[at : at + ROWS_A_STATEMENT] for some in stored])
            written += cursor.rowcount
    return written


def _bare(values: Sequence[Any]) -> list[Any]:
    """Return members of enums as what they stand for: the driver takes no array of several types."""
    kinds = {type(value) for value in values} - {bool}
    plain = next((type_ for type_ in (str, int) if any(issubclass(kind, type_) for kind in kinds)), None)
    return list(values) if plain is None else [value if value is None else plain(value) for value in values]


def _type_of(field: _Column) -> str:
    """Return a column's type without its length: a cast would cut what the column refuses."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection)).partition("(")[0]


def _insert(rows: Sequence[models.Model], on_conflict: str, *, has_keys: bool) -> None:
    if not rows:
        return
    model, now = type(rows[0]), timezone.now()
    columns: list[_Column] = [field for field in model._meta.concrete_fields if has_keys or not field.primary_key]
    by_column = [_stored_as(field, _values(field, rows, now)) for field in columns]
    if has_keys or on_conflict:
        _execute(model, columns, by_column, on_conflict)
    else:
        keys = _execute(model, columns, by_column, f"RETURNING {_quoted(model._meta.pk)}")
        for row, (key,) in zip(rows, keys, strict=True):
            row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as Django's bulk_create does


def _execute(
    model: type[models.Model], columns: Sequence[_Column], by_column: Sequence[Sequence[Any]], ending: str
) -> list[Any]:
    """Insert what stands in the columns; return what the statements answered."""
    table = connection.ops.quote_name(model._meta.db_table)
    opening = f"INSERT INTO {table} ({', '.join(map(_quoted, columns))}) VALUES "  # noqa: S608 - names of tables and columns
    one = f"({', '.join(['%s'] * len(columns))})"
    answered: list[Any] = []
    with connection.cursor() as cursor:
        for some in batched(zip(*by_column, strict=True), ROWS_A_STATEMENT):
            cursor.execute(f"{opening}{', '.join([one] * len(some))} {ending}", list(chain.from_iterable(some)))
            if ending.startswith("RETURNING"):
                answered += cursor.fetchall()
    return answered


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _values(field: _Column, rows: Sequence[models.Model], now: Any) -> list[Any]:
    """Return a column's values as the rows hold them, after what a save would put there."""
    name = field.attname
    if field.generated or field.has_db_default():
        raise TypeError(f"{field} is filled by the database: use bulk_create")
    if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
        for row in rows:
            setattr(row, name, now)
        return [now] * len(rows)
    if not isinstance(field, models.DateField) and type(field).pre_save is not models.Field.pre_save:
        return [field.pre_save(row, add=True) for row in rows]
    values = [getattr(row, name) for row in rows]
    if isinstance(field, models.ForeignKey) and None in values:
        for row in rows:
            if field.is_cached(row):
                row._prepare_related_fields_for_save("bulk_create", [field])  # type: ignore[attr-defined] # noqa: SLF001 - as Django does
        values = [getattr(row, name) for row in rows]
    return values


def _stored_as(field: _Column, values: Sequence[Any]) -> list[Any]:
    """Return values as the database takes them; each distinct moment is converted once."""
    plain = next((type_ for kind, type_ in _PLAIN if isinstance(field, kind)), None)
    backend = connections[connection.alias]  # asked for once: what stands for it looks it up at each call
    if isinstance(field, models.DateField) or {type(value) for value in values} <= _MOMENTS:
        known = {value: field.get_db_prep_save(value, backend) for value in set(values)}
        return [known[value] for value in values]
    if isinstance(field, models.JSONField):
        as_json, encoder = backend.ops.adapt_json_value, field.encoder
        return [None if value is None else as_json(value, encoder) for value in values]
    return [
        value if value is None or type(value) is plain else field.get_db_prep_save(value, backend) for value in values
    ]
