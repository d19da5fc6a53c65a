"""PostgreSQL, table by table with COPY inside one REPEATABLE READ snapshot.

It needs no `pg_dump` of the server's own version on this machine: the tables come from the migrations, which a restore
runs up to the recorded state before it fills them. One transaction holds the whole restore, so it happens or does not.
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from milepost.config.backup.archive import ArchiveWriter, Manifest

PREFIX = "postgresql/"
_CHUNK = 1 << 20
_TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.relname ORDER BY c.relname
"""

type Tell = Callable[[int, int], None]


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every query of the block see the database at one moment."""
    connection.close()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def dump(writer: ArchiveWriter, tell: Tell) -> None:
    """Add one member for each table: a line of its columns, then its rows as COPY writes them."""
    tables = _tables()
    for done, (table, columns) in enumerate(tables, start=1):
        with writer.member(f"{PREFIX}{table}.copy") as target, _raw_cursor() as cursor:
            target.write("\t".join(columns).encode() + b"\n")
            with cursor.copy(_copy(table, columns, "TO STDOUT")) as copy:
                for chunk in copy:
                    target.write(bytes(chunk))
        tell(done, len(tables))


def has_tables() -> bool:
    """Say whether the database holds anything."""
    return bool(_tables())


def load(archive: zipfile.ZipFile, manifest: Manifest, tell: Tell) -> None:
    """Replace all tables by those of the archive, in the state of its migrations. Call it inside a transaction."""
    _drop_tables()
    _migrate_to({(label, name) for label, name in manifest.migrations})
    members = [name for name in manifest.members if name.startswith(PREFIX)]
    tables = [name for name, _columns in _tables()]
    with _raw_cursor() as cursor:
        for table in tables:
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        # Migrations put rows in (content types, for one); the archive's own take their place.
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for done, member in enumerate(members, start=1):
            _fill(cursor, archive, member)
            tell(done, len(members))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
    _advance_sequences()


def _migrate_to(recorded: set[tuple[str, str]]) -> None:
    """Make the tables as they are after the `recorded` migrations, and no later ones."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    # The last one of each room: naming an earlier one would mean to go back to it.
    targets = [
        node
        for node in graph.nodes
        if node in recorded
        and not any(child.key in recorded and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(targets)


def _fill(cursor: Any, archive: zipfile.ZipFile, member: str) -> None:
    table = member.removeprefix(PREFIX).removesuffix(".copy")
    with archive.open(member) as source:
        columns = source.readline().decode().rstrip("\n").split("\t")
        with cursor.copy(_copy(table, columns, "FROM STDIN")) as copy:
            while chunk := source.read(_CHUNK):
                copy.write(chunk)


def _advance_sequences() -> None:
    """Set every sequence behind the highest number of its column."""
    query = """
        SELECT pg_get_serial_sequence(quote_ident(c.relname), a.attname), c.relname, a.attname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
          AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
    """
    with _raw_cursor() as cursor:
        cursor.execute(query)
        for sequence, table, column in cursor.fetchall():
            statement = sql.SQL("SELECT setval({}, COALESCE(MAX({}), 1), MAX({}) IS NOT NULL) FROM {}")
            name, field = sql.Literal(sequence), sql.Identifier(column)
            cursor.execute(statement.format(name, field, field, sql.Identifier(table)))


def _drop_tables() -> None:
    with _raw_cursor() as cursor:
        for table, _columns in _tables():
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))


def _tables() -> list[tuple[str, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        rows: list[tuple[str, list[str]]] = cursor.fetchall()
        return rows


def _copy(table: str, columns: list[str], direction: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(direction))


def _raw_cursor() -> Any:
    connection.ensure_connection()
    return connection.connection.cursor()
