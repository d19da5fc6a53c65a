"""Restoring a backup: beside the data folder first, then in its place."""

import datetime as dt
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from milepost.config.backup.archive import Manifest, extract, reading
from milepost.config.serving.locks import RUN_DIR, alone
from milepost.lib.errors import Conflict

type Tell = Callable[[int, int], None]


def restore(
    path: Path, data_dir: Path, *, force: bool, set_up: Callable[[Path], None], reporter: Callable[[str], Tell]
) -> Path | None:
    """Put the backup at `path` in the place of `data_dir`; return where the former data are, if there were any.

    `set_up(folder)` loads Django on that data folder: nothing of the target is touched before all has been read,
    checked and brought to this version. Raises `Conflict` for a target that is in use, or not empty without `force`.
    """
    with reading(path) as (archive, manifest), alone(data_dir), _staging(data_dir) as staging:
        if _holds_data(data_dir) and not force:
            raise Conflict("not-empty", f"{data_dir} is not empty. Add --force to put the backup in its place.")
        tell, total = reporter("files"), len([name for name in manifest.members if name.startswith("files/")])
        for done in extract(archive, manifest, "files/", staging):
            tell(done, total)
        for _done in extract(archive, manifest, "sqlite/", staging):
            reporter("database")(1, 1)
        set_up(staging)
        _refuse_other_versions(manifest)
        with _database(archive, manifest, force=force, tell=reporter("database")):
            _keep_owner(data_dir, staging)
            return _swap(staging, data_dir)


def _holds_data(data_dir: Path) -> bool:
    return any(path.name not in {RUN_DIR, "static"} for path in data_dir.iterdir() if not _is_staging(path))


@contextmanager
def _staging(data_dir: Path) -> Iterator[Path]:
    """Make a folder beside `data_dir`, or inside when that is a mount and cannot be renamed."""
    parent = data_dir if data_dir.is_mount() else data_dir.parent
    folder = parent / f".restoring-{data_dir.name}-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_staging(path: Path) -> bool:
    return path.name.startswith(".restoring-")


def _refuse_other_versions(manifest: Manifest) -> None:
    from django.db import connection  # noqa: PLC0415 - Django is loaded only now
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - as above

    if manifest.vendor != connection.vendor:
        wanted = "Unset DATABASE_URL." if manifest.vendor == "sqlite" else "Set DATABASE_URL to an empty database."
        words = f"The backup is of {manifest.vendor}, this installation uses {connection.vendor}. {wanted}"
        raise Conflict("other-database", words)
    loader = MigrationLoader(None)
    unknown = [pair for pair in manifest.migrations if tuple(pair) not in loader.disk_migrations]
    labels = {label for label, _name in loader.disk_migrations}
    if newer := [".".join(pair) for pair in unknown if pair[0] in labels]:
        words = (
            f"The backup was made by a newer Milepost ({manifest.milepost}, {newer[-1]}). Install that version first."
        )
        raise Conflict("newer-backup", words)


@contextmanager
def _database(archive: zipfile.ZipFile, manifest: Manifest, *, force: bool, tell: Tell) -> Iterator[None]:
    """Have the database hold the archive's rows, brought to this version, once the block has ended well."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is loaded only now
    from django.db import connection, transaction  # noqa: PLC0415 - as above

    from milepost.config.backup import postgresql  # noqa: PLC0415 - as above

    if manifest.vendor == "sqlite":
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()
        yield
        return
    if postgresql.has_tables() and not force:
        raise Conflict("not-empty", "The database is not empty. Add --force to replace all its tables.")
    with transaction.atomic():
        postgresql.load(archive, manifest, tell)
        call_command("migrate", verbosity=0, interactive=False)
        yield


def _keep_owner(data_dir: Path, staging: Path) -> None:
    """Give what root restores to the owner of the folder that it replaces."""
    owner = data_dir.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        for path in [staging, *staging.rglob("*")]:
            os.chown(path, owner.st_uid, owner.st_gid)


def _swap(staging: Path, data_dir: Path) -> Path | None:
    """Put `staging` in the place of `data_dir`; return where its former content is kept, None if there was none."""
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
    had_data = _holds_data(data_dir)
    if data_dir.is_mount():
        former = data_dir / f"before-restore-{moment}"
        former.mkdir(mode=0o700)
        _move_all(data_dir, former, keep={former.name, staging.name})
        _move_all(staging, data_dir, keep=set())
    else:
        former = data_dir.with_name(f"{data_dir.name}.before-restore-{moment}")
        data_dir.rename(former)
        staging.rename(data_dir)
    if had_data:
        return former
    shutil.rmtree(former)
    return None


def _move_all(source: Path, target: Path, keep: set[str]) -> None:
    for path in list(source.iterdir()):
        if path.name not in keep:
            path.rename(target / path.name)
