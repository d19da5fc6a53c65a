"""Fails every test in which a request, a job or a command writes an audited row without leaving an entry in the log.

Database triggers on every audited table note each insert, update and delete in a shadow table, whatever code made it.
Around each request of the test client, each run of a task and each command, what the triggers saw is compared with the
entries that the log gained: each row write needs one entry of the same kind, key and action, and each entry needs its
write. Updates that touch only bookkeeping or `AUDIT_IGNORED` fields do not count; neither does what fixtures do
outside. The comparison reads through the driver's own cursor, so that counts of queries stay true; it costs two small
reads around a request.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.tasks import Task
from django.test import Client

SHADOW = "audit_shadow"
_BOOKKEEPING = {"id", "created_at", "updated_at", "version"}
# With several threads at work, an entry's number may have been drawn just before the mark.
_THREADS_SLACK = 1000

type Mark = tuple[int, int]
type Writes = Counter[tuple[str, str, str]]


class AuditGap(AssertionError):
    """Writes and log differ."""


_state: dict[str, Any] = {"installed": False, "gaps": []}


def audited_models() -> list[Any]:
    from milepost.audit.public import Record

    return [model for model in apps.get_models() if issubclass(model, Record)]


@contextmanager
def compared(what: str) -> Iterator[None]:
    """Compare writes and log over the block."""
    # Django's own commands set the stage (migrate, flush, loaddata): fixtures of a kind.
    before = None if what.startswith("Command django.core.") else _mark()
    yield
    if before is None or (after := _mark()) is None or after == before:
        return
    missing, idle = _differences(before)
    if missing or idle:
        gap = AuditGap(_explanation(what, missing, idle))
        _state["gaps"].append(gap)
        raise gap


def _mark() -> Mark | None:
    """Return the newest shadow row and entry; None where there is no database to look at."""
    rows = _read(
        f"SELECT coalesce((SELECT max(id) FROM {SHADOW}), 0), coalesce((SELECT max(id) FROM audit_auditentry), 0)"
    )
    return rows[0] if rows else None


def _differences(before: Mark) -> tuple[Writes, Writes]:
    has_threads = threading.active_count() > 1
    entries_from = before[1] - (_THREADS_SLACK if has_threads else 0)
    rows = _read(
        f"SELECT 'write', kind, key, action FROM {SHADOW} WHERE id > {before[0]} UNION ALL "
        "SELECT 'entry', kind, key, action FROM audit_auditentry "
        f"WHERE id > {entries_from} AND action <> 'event'"
    )
    writes = Counter(tuple(row[1:]) for row in rows if row[0] == "write")
    entries = Counter(tuple(row[1:]) for row in rows if row[0] == "entry")
    return writes - entries, Counter() if has_threads else entries - writes


def _read(statement: str) -> list[Any]:
    driver = connection.connection
    if not _state["installed"] or driver is None:
        return []
    try:
        cursor = driver.cursor()
        try:
            return list(cursor.execute(statement).fetchall())
        finally:
            cursor.close()
    except (DatabaseError, *_driver_errors()):
        return []  # closed, or in a transaction that failed already


def _driver_errors() -> tuple[type[Exception], ...]:
    return (connection.Database.Error,)


def _explanation(what: str, missing: Writes, idle: Writes) -> str:
    lines = [f"{what}: the log and the writes differ."]
    lines += [
        f"  {times} × {kind} {key} was written ({action}) without an entry"
        for (kind, key, action), times in missing.items()
    ]
    lines += [
        f"  {times} × an entry says {action} of {kind} {key}, which was not written"
        for (kind, key, action), times in idle.items()
    ]
    return "\n".join([*lines, "Write audited records through milepost.audit.public only (docs/audit.md)."])


def _wrap(owner: Any, name: str, describe: Callable[..., str]) -> None:
    inner = getattr(owner, name)

    @wraps(inner)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with compared(describe(*args, **kwargs)):
            return inner(*args, **kwargs)

    setattr(owner, name, wrapper)


def _opening_flush(owner: Any) -> None:
    """Let the flush between tests empty the log, which refuses that to everyone else."""
    inner = owner.sql_flush

    @wraps(inner)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        statements = inner(self, *args, **kwargs)
        opened = "INSERT INTO audit_log_maintenance (purpose) VALUES ('tests')"
        return [opened, *statements, "DELETE FROM audit_log_maintenance"] if statements else []

    owner.sql_flush = wrapper


def _install_after_creation() -> None:
    inner = BaseDatabaseCreation.create_test_db

    @wraps(inner)
    def wrapper(self: BaseDatabaseCreation, *args: Any, **kwargs: Any) -> str:
        name = inner(self, *args, **kwargs)
        if self.connection.alias == "default":
            install(connections["default"])
            _state["installed"] = True
        return name

    BaseDatabaseCreation.create_test_db = wrapper


def install(database: Any) -> None:
    """Make the shadow table and the triggers that fill it."""
    statements = _sqlite_statements() if database.vendor == "sqlite" else _postgresql_statements()
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _watched_columns(model: Any) -> list[str]:
    ignored = _BOOKKEEPING | model.AUDIT_IGNORED
    return [f'"{field.column}"' for field in model._meta.concrete_fields if field.name not in ignored]


def _sqlite_statements() -> Iterator[str]:
    yield f"DROP TABLE IF EXISTS {SHADOW}"
    yield f"CREATE TABLE {SHADOW} (id integer PRIMARY KEY AUTOINCREMENT, kind text, key text, action text)"
    for model in audited_models():
        table, kind, key = model._meta.db_table, model.audit_kind(), model._meta.pk.column
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _watched_columns(model))
        for operation, action, row, condition in (
            ("INSERT", "create", "NEW", ""),
            ("UPDATE", "update", "NEW", f"WHEN {changed}"),
            ("DELETE", "delete", "OLD", ""),
        ):
            yield f"DROP TRIGGER IF EXISTS shadow_{table}_{action}"
            yield (
                f'CREATE TRIGGER shadow_{table}_{action} AFTER {operation} ON "{table}" {condition} BEGIN '
                f"INSERT INTO {SHADOW} (kind, key, action) VALUES ('{kind}', {row}.\"{key}\", '{action}'); END"
            )


def _postgresql_statements() -> Iterator[str]:
    yield f"DROP TABLE IF EXISTS {SHADOW}"
    yield f"CREATE TABLE {SHADOW} (id bigserial PRIMARY KEY, kind text, key text, action text)"
    yield f"""
        CREATE OR REPLACE FUNCTION audit_shadow_write() RETURNS trigger AS $$
        DECLARE written jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        BEGIN
          INSERT INTO {SHADOW} (kind, key, action) VALUES (TG_ARGV[0], written ->> TG_ARGV[1], TG_ARGV[2]);
          RETURN NULL;
        END $$ LANGUAGE plpgsql
    """
    for model in audited_models():
        table, kind, key = model._meta.db_table, model.audit_kind(), model._meta.pk.column
        changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _watched_columns(model))
        for operation, action, condition in (
            ("INSERT", "create", ""),
            ("UPDATE", "update", f"WHEN ({changed})"),
            ("DELETE", "delete", ""),
        ):
            yield (
                f'CREATE OR REPLACE TRIGGER shadow_{action} AFTER {operation} ON "{table}" FOR EACH ROW {condition} '
                f"EXECUTE FUNCTION audit_shadow_write('{kind}', '{key}', '{action}')"
            )


@pytest.fixture(autouse=True)
def _audit_wall() -> Iterator[None]:
    """Fail a test whose gaps were swallowed on their way, as by the runner of a job."""
    _state["gaps"].clear()
    yield
    if _state["gaps"]:
        pytest.fail(str(_state["gaps"].pop(0)), pytrace=False)


def forgive() -> None:
    """Forget the gaps seen so far, for the tests of this very wall."""
    _state["gaps"].clear()


_install_after_creation()
_opening_flush(type(connection.ops))
_wrap(Client, "request", lambda _client, **request: f"{request.get('REQUEST_METHOD')} {request.get('PATH_INFO')}")
_wrap(Task, "call", lambda task, *_args, **_kwargs: f"Task {task.name}")
_wrap(BaseCommand, "execute", lambda command, *_args, **_kwargs: f"Command {type(command).__module__}")
_wrap(CliRunner, "invoke", lambda _runner, _cli, args=None, *_more, **_kwargs: f"milepost {args}")
