"""Uploads on their way in: written to a temporary file of the store's own folder, counted and hashed as they come."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid


@dataclass(frozen=True, slots=True)
class Incoming:
    """A complete, durable temporary file."""

    path: Path
    size: int
    sha256: str


@contextmanager
def received(upload: "File[bytes]", max_bytes: int) -> Iterator[Incoming]:
    """Write `upload` to a temporary file for the length of the block; `Invalid` when it is too large or empty."""
    folder = incoming_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)  # mode 0600
    path = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for chunk in upload.chunks():
                size += len(chunk)
                if size > max_bytes:
                    raise too_large(max_bytes)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise Invalid("file-empty", _("The file is empty."))
        yield Incoming(path, size, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def incoming_folder() -> Path:
    """Return the folder of temporary files: on the store's own disk, so that they can be moved in one step."""
    return Path(settings.FILES_DIR) / "incoming"


def too_large(max_bytes: int) -> Invalid:
    message = _("The file is larger than %(limit)s. Share a smaller one.") % {"limit": filesizeformat(max_bytes)}
    return Invalid("file-too-large", message, max_bytes=max_bytes)
