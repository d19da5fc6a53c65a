"""Which files of a data folder belong to a backup, and what comes of those that programs write to meanwhile."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from milepost.config.backup.archive import ArchiveWriter

DATABASE = "milepost.sqlite3"
# Made again when missing (static files, caches, locks), or of the backups themselves.
_LEFT_OUT = {"static", "run", "cache", "tmp", "backups"}
_SIDE_FILES = (".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal", ".part")
# Uploads on their way to a name, and the lock of those who name them.
_NOT_STORED_YET = {("files", "incoming"), ("files", "lock")}
_SQLITE = ".sqlite3"
_PAGES = 4000


def files_of(data_dir: Path, leave_out: Path) -> list[str]:
    """Return the files that belong to a backup, relative to `data_dir`, besides the main database."""
    return sorted(
        str(path.relative_to(data_dir))
        for path in data_dir.rglob("*")
        if path.is_file() and path != leave_out and _belongs(path.relative_to(data_dir))
    )


def _belongs(path: Path) -> bool:
    top = path.parts[0]
    if path.parts[:2] in _NOT_STORED_YET:
        return False
    temporary = top in _LEFT_OUT or top.startswith((".restoring-", ".snapshot-", "before-restore-"))
    return not temporary and not path.name.endswith(_SIDE_FILES) and str(path) != DATABASE


def add_files(writer: ArchiveWriter, data_dir: Path, names: list[str]) -> Iterator[tuple[int, str]]:
    """Add the files below `files/`; yield how many are done and the name of one that is gone, or an empty text."""
    for done, name in enumerate(names, start=1):
        gone = ""
        try:
            _add(writer, data_dir / name, f"files/{name}")
        except FileNotFoundError:
            gone = name
        yield done, gone


def _add(writer: ArchiveWriter, path: Path, member: str) -> None:
    if path.suffix != _SQLITE:
        writer.add_file(member, path)
        return
    with snapshot(path) as copy:
        writer.add_file(member, copy)


class snapshot:  # noqa: N801 - used as a function
    """Copy the SQLite database at `path` as it is at one moment, while others write; the copy lives in the block."""

    def __init__(self, path: Path, tell: Callable[[int, int], None] | None = None) -> None:
        self._path, self._tell = path, tell
        # Beside the database: there is room of its size, and nobody else can read it.
        self._folder = tempfile.TemporaryDirectory(dir=path.parent, prefix=".snapshot-")

    def __enter__(self) -> Path:
        copy = Path(self._folder.name) / self._path.name
        source, target = sqlite3.connect(self._path, isolation_level=None), sqlite3.connect(copy)
        try:
            # The open transaction holds one state over all steps; without it each write would start the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES, progress=self._progress, sleep=0.005)
        finally:
            source.close()
            target.close()
        return copy

    def __exit__(self, *exception: object) -> None:
        self._folder.cleanup()

    def _progress(self, _status: int, remaining: int, total: int) -> None:
        if self._tell:
            self._tell(total - remaining, total)
