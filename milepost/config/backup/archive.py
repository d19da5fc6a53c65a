"""The archive: a zip whose members are hashed while they are written, and checked while they are read."""

import datetime as dt
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from milepost import __version__
from milepost.lib.errors import Invalid

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_QUICK = 1


@dataclass(slots=True)
class Manifest:
    """What an archive holds. `migrations` are those applied in the snapshot; `members` maps names to SHA-256."""

    vendor: str
    migrations: list[list[str]]
    format: int = FORMAT
    milepost: str = __version__
    made_at: str = field(default_factory=lambda: dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    members: dict[str, str] = field(default_factory=dict)
    vanished: list[str] = field(default_factory=list)


class ArchiveWriter:
    """Adds members to an archive that is being made."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.sums: dict[str, str] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """Open the member `name` for writing."""
        info = zipfile.ZipInfo(name, dt.datetime.now(dt.UTC).timetuple()[:6])
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as target:
            hashing = _Hashing(target)
            yield hashing  # type: ignore[misc] # all that is needed of a file: write
        self.sums[name] = hashing.digest.hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        """Add the file at `path`; raise FileNotFoundError before anything is written when it is gone."""
        with path.open("rb") as source, self.member(name) as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, which makes the archive whole."""
        manifest.members = self.sums
        self._archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


class _Hashing:
    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._target.write(data)


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """Make the archive at `path`, readable by its owner alone; an unfinished one is removed."""
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as archive:
                yield ArchiveWriter(archive)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open the archive at `path`; raise `Invalid` when it is none of ours or incomplete."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise Invalid("not-a-backup", f"{path} is not a whole backup of Milepost.") from None
    with archive:
        yield archive, _manifest(archive, path)


def extract(archive: zipfile.ZipFile, manifest: Manifest, prefix: str, folder: Path) -> Iterator[int]:
    """Write the members below `prefix` into `folder`, checking each; yield how many are done."""
    names = [name for name in manifest.members if name.startswith(prefix)]
    for done, name in enumerate(names, start=1):
        target = folder / _safe(name.removeprefix(prefix))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _extract_one(archive, name, manifest.members[name], target)
        yield done


def _extract_one(archive: zipfile.ZipFile, name: str, expected: str, target: Path) -> None:
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with archive.open(name) as source, os.fdopen(handle, "wb") as file:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
    except (KeyError, zipfile.BadZipFile):
        raise _damaged(name) from None
    if digest.hexdigest() != expected:
        raise _damaged(name)


def _damaged(name: str) -> Invalid:
    return Invalid("damaged-backup", f"The backup is damaged: {name} is not what was written. Nothing was changed.")


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise _damaged(name)
    return path


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        values: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if values["format"] > FORMAT:
            raise Invalid("newer-backup", f"{path} was made by a newer Milepost ({values['milepost']}). Install that.")
        return Manifest(**values)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile):
        raise Invalid("not-a-backup", f"{path} is not a whole backup of Milepost.") from None
