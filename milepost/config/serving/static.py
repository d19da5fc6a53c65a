"""The static files in the data folder: collected again only when the package's own have changed."""

import hashlib
import importlib.metadata
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from milepost.config.serving.locks import one_at_a_time

_STAMP = "collected.stamp"


def is_collected() -> bool:
    """Say whether the data folder holds the static files of exactly this package."""
    stamp = Path(settings.STATIC_ROOT) / _STAMP
    return stamp.is_file() and stamp.read_text() == _fingerprint()


def collect_static(tell: Callable[[str], None]) -> None:
    """Collect the static files when they changed. Older ones stay: open pages may still ask for them."""
    if is_collected():
        return
    with one_at_a_time(settings.DATA_DIR, "static"):
        if is_collected():
            return
        tell("Collecting the static files …")
        call_command("collectstatic", verbosity=0, interactive=False)
        (Path(settings.STATIC_ROOT) / _STAMP).write_text(_fingerprint())


def _fingerprint() -> str:
    """Return a digest over name, size and time of every static file: a few milliseconds, no file is opened."""
    digest = hashlib.sha256(importlib.metadata.version("whitenoise").encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
