"""Database triggers that refuse to change or delete the log, for code and for hands on the database alike.

They let a change pass only while `audit_log_maintenance` holds a row: `log_maintenance` puts one there for the length
of one transaction. The table is no model, so nothing that walks models (a flush, a dump) opens the log by accident.
See docs/decisions for why.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

LOG_TABLE = "audit_auditentry"
DOOR_TABLE = "audit_log_maintenance"
REFUSAL = "The audit log is never changed: see log_maintenance in milepost.audit"

_SQLITE_PROTECT = [
    f"CREATE TABLE IF NOT EXISTS {DOOR_TABLE} (purpose varchar(200) NOT NULL)",
    *(
        f"CREATE TRIGGER IF NOT EXISTS audit_refuse_{operation.lower()} BEFORE {operation} ON {LOG_TABLE} "  # noqa: S608 - constants
        f"WHEN NOT EXISTS (SELECT 1 FROM {DOOR_TABLE}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for operation in ("UPDATE", "DELETE")
    ),
]
_SQLITE_RELEASE = [
    "DROP TRIGGER IF EXISTS audit_refuse_update",
    "DROP TRIGGER IF EXISTS audit_refuse_delete",
    f"DROP TABLE IF EXISTS {DOOR_TABLE}",
]
_SQLITE_COUNT = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_refuse_%'"

_POSTGRESQL_PROTECT = [
    f"CREATE TABLE IF NOT EXISTS {DOOR_TABLE} (purpose varchar(200) NOT NULL)",
    f"""
    CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger AS $$
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM {DOOR_TABLE}) THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSIF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NULL; END IF;
    END $$ LANGUAGE plpgsql
    """,  # noqa: S608 - constants of this module
    (
        f"CREATE OR REPLACE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE ON {LOG_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()"
    ),
    (
        f"CREATE OR REPLACE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON {LOG_TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()"
    ),
]
_POSTGRESQL_RELEASE = [
    f"DROP TRIGGER IF EXISTS audit_refuse_change ON {LOG_TABLE}",
    f"DROP TRIGGER IF EXISTS audit_refuse_truncate ON {LOG_TABLE}",
    "DROP FUNCTION IF EXISTS audit_refuse_change()",
    f"DROP TABLE IF EXISTS {DOOR_TABLE}",
]
_POSTGRESQL_COUNT = "SELECT count(*) FROM pg_trigger WHERE tgname IN ('audit_refuse_change', 'audit_refuse_truncate')"

_TRIGGERS = 2


def protect_log(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; cheap when they are there."""
    if not is_log_protected(connection):
        _run(connection, _SQLITE_PROTECT if connection.vendor == "sqlite" else _POSTGRESQL_PROTECT)


def release_log(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for the way back through the migrations."""
    _run(connection, _SQLITE_RELEASE if connection.vendor == "sqlite" else _POSTGRESQL_RELEASE)


def is_log_protected(connection: BaseDatabaseWrapper) -> bool:
    """Say whether the triggers are in place."""
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_COUNT if connection.vendor == "sqlite" else _POSTGRESQL_COUNT)
        return bool(cursor.fetchone()[0] == _TRIGGERS)


def protect_after_migrate(using: str, **kwargs: Any) -> None:
    """Put the triggers back after a migration: on SQLite, changing a table builds it anew, without triggers."""
    connection = connections[using]
    if LOG_TABLE in connection.introspection.table_names():
        protect_log(connection)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
