"""Where the bytes lie: a folder of the data folder, or an S3 bucket. Both keep a content once, under its hash."""

import fcntl
import importlib.util
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.lib.errors import Unavailable


class BlobStore(Protocol):
    """Bytes by their SHA-256."""

    def put(self, source: Path, sha256: str) -> None:
        """Take over the finished file at `source`; its age starts anew when the content was there already."""

    def open(self, sha256: str) -> IO[bytes]:
        """Return the content for reading; raises FileNotFoundError."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """Go through the contents that were last put before `moment`."""

    def discard(self, sha256: str, older_than: datetime, is_named: Callable[[str], bool]) -> bool:
        """Delete a content unless it became younger or `is_named`; nobody can put it meanwhile. Say whether it went."""


def address(sha256: str) -> str:
    """Return the path of a content within its store."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class LocalBlobs:
    """Files of mode 0600 in folders of mode 0700, each put in place in one step."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Path, sha256: str) -> None:
        target = self._folder / address(sha256)
        with self._alone():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source.replace(target)  # also over the same content: those who read it keep their file
            _flush_folder(target.parent)

    def open(self, sha256: str) -> IO[bytes]:
        return (self._folder / address(sha256)).open("rb")

    def older_than(self, moment: datetime) -> Iterator[str]:
        for path in self._folder.glob("??/??/*"):
            if _is_older(path, moment):
                yield path.name

    def discard(self, sha256: str, older_than: datetime, is_named: Callable[[str], bool]) -> bool:
        path = self._folder / address(sha256)
        with self._alone():
            goes = _is_older(path, older_than) and not is_named(sha256)
            if goes:
                path.unlink()
        return goes

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep putting and discarding apart, over all threads and processes."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


class S3Blobs:
    """Objects of a bucket.

    Between the last look at an object's age and its deletion another host may put it again; that window is as long as
    one request, a day after the object lost its last file.
    """

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def put(self, source: Path, sha256: str) -> None:
        with source.open("rb") as file:
            self._storage.save(address(sha256), file)
        source.unlink()

    def open(self, sha256: str) -> IO[bytes]:
        if not self._storage.exists(address(sha256)):
            raise FileNotFoundError(sha256)
        content: IO[bytes] = self._storage.open(address(sha256))
        return content

    def older_than(self, moment: datetime) -> Iterator[str]:
        for item in self._storage.bucket.objects.all():
            if item.last_modified < moment:
                yield item.key.rsplit("/", 1)[-1]

    def discard(self, sha256: str, older_than: datetime, is_named: Callable[[str], bool]) -> bool:
        name = address(sha256)
        goes = bool(
            self._storage.exists(name) and self._storage.get_modified_time(name) < older_than and not is_named(sha256)
        )
        if goes:
            self._storage.delete(name)
        return goes


def blobs() -> BlobStore:
    """Return the store that the settings name."""
    if settings.FILES_S3_BUCKET:
        return _s3_blobs(settings.FILES_S3_BUCKET, settings.FILES_S3_ENDPOINT)
    return LocalBlobs(Path(settings.FILES_DIR))


def has_s3_extra() -> bool:
    """Say whether what S3 needs is installed, without loading it."""
    return all(importlib.util.find_spec(name) for name in ("storages", "boto3"))


@cache
def _s3_blobs(bucket: str, endpoint: str) -> S3Blobs:
    if not has_s3_extra():
        raise Unavailable(
            "s3-extra-missing",
            _("Files are to be kept in S3, but the extra is not installed: install milepost[s3]."),
        )
    from storages.backends.s3 import S3Storage  # noqa: PLC0415 # heavy, and an extra

    return S3Blobs(S3Storage(bucket_name=bucket, endpoint_url=endpoint or None, file_overwrite=True, default_acl=None))


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:
        return False


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
