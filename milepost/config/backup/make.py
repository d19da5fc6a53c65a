"""Making a backup."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from milepost.config.backup import postgresql
from milepost.config.backup.archive import ArchiveWriter, Manifest, writing
from milepost.config.backup.folder import DATABASE, add_files, files_of, snapshot
from milepost.config.serving.database import is_empty
from milepost.lib.errors import Conflict, NotFound

SQLITE_MEMBER = f"sqlite/{DATABASE}"
_ATTEMPTS = 3
type Tell = Callable[[int, int], None]


def make_backup(path: Path, reporter: Callable[[str], Tell]) -> Manifest:
    """Write the whole installation to `path`, while it runs; return what is in the archive."""
    if is_empty():
        raise NotFound("nothing-there", f"There is no installation in {settings.DATA_DIR}: its database is empty.")
    for _attempt in range(_ATTEMPTS):
        with writing(path) as writer:
            manifest = _write(writer, path, reporter)
        if not _lacks_content(manifest):
            return manifest
    raise Conflict("files-vanish", "Stored files are deleted faster than they can be copied. Try again later.")


def _write(writer: ArchiveWriter, path: Path, reporter: Callable[[str], Tell]) -> Manifest:
    manifest = _add_database(writer, reporter("database"))
    names = files_of(settings.DATA_DIR, path)
    tell = reporter("files")
    for done, gone in add_files(writer, settings.DATA_DIR, names):
        manifest.vanished += [gone] if gone else []
        tell(done, len(names))
    writer.finish(manifest)
    return manifest


def _lacks_content(manifest: Manifest) -> bool:
    """Say whether a stored file went between the snapshot and its copy: a newer snapshot has no row of it."""
    return any(name.startswith("files/") for name in manifest.vanished)


def _add_database(writer: ArchiveWriter, tell: Tell) -> Manifest:
    is_sqlite = connection.vendor == "sqlite"
    with nullcontext() if is_sqlite else postgresql.snapshot():
        if is_sqlite:
            return _add_sqlite(writer, tell)
        postgresql.dump(writer, tell)
        applied = MigrationRecorder(connection).applied_migrations()
        return Manifest("postgresql", sorted([label, name] for label, name in applied))


def _add_sqlite(writer: ArchiveWriter, tell: Tell) -> Manifest:
    with snapshot(Path(connection.settings_dict["NAME"]), tell) as copy:
        writer.add_file(SQLITE_MEMBER, copy)
        with closing(sqlite3.connect(copy)) as database:
            rows = database.execute("SELECT app, name FROM django_migrations").fetchall()
    return Manifest("sqlite", sorted([label, name] for label, name in rows))
