"""Which stored files somebody may read."""

from typing import IO, Any

from django.utils.translation import gettext as _

from milepost.files.blobs import blobs
from milepost.files.models import StoredFile
from milepost.files.records import file_owners
from milepost.lib.errors import NotFound, Unavailable


def may_read(viewer: Any, stored: StoredFile) -> bool:
    """Say whether the record that the file hangs on lets `viewer` read it; nobody may when its kind is unknown."""
    owner = file_owners.get(stored.owner_kind)
    return owner is not None and bool(owner.may_read(viewer, stored))


def readable_file(viewer: Any, key: int) -> StoredFile:
    """Return the file `key`; raises `NotFound` when there is none, or none for `viewer`."""
    stored = StoredFile.objects.filter(pk=key).first()
    if stored is None or not may_read(viewer, stored):
        raise NotFound("no-file", _("There is no such file."))
    return stored


def open_file(stored: StoredFile) -> IO[bytes]:
    """Return the content for reading from any place; raises `Unavailable` when the bytes are not there."""
    try:
        return blobs().open(stored.sha256)
    except FileNotFoundError as error:
        message = _("The content of “%(name)s” is missing. Restore it from a backup.") % {"name": stored.name}
        raise Unavailable("file-content-missing", message) from error
