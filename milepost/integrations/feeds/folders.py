"""Files in watched folders: never outside the folder that the operator allows, and never through a link.

Every step goes from an open folder to the next by its descriptor, and none follows a link. So a link that somebody
puts there between the look and the reading leads nowhere.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid, Unavailable

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")
MOST_FILES = 1000
_NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | _NO_LINK


@dataclass(frozen=True, slots=True)
class Found:
    """One file in a folder."""

    name: str
    size: int
    modified_ns: int


def clean_folder(text: str) -> str:
    """Return the path of a folder below the allowed one as it is kept; `Invalid` for one that leads out of it."""
    plain = text.strip().replace("\\", "/")
    parts = [part for part in plain.split("/") if part not in {"", "."}]
    if plain.startswith("/") or ".." in parts or "\0" in plain or len(plain) > 500:  # noqa: PLR2004 - a path's length
        words = _(
            "Name a folder below the one for imports, like “crm/accounts”, without “..” and without a / in front."
        )
        raise Invalid("wrong-folder", words, {"place": words})
    return str(PurePosixPath(*parts)) if parts else ""


def files_in(place: str, pattern: str) -> list[Found]:
    """Return the finished names in a folder, the oldest first; raises `Unavailable` when it cannot be looked into.

    Left out are links, folders, hidden files and those under a name that programs give while they write.
    """
    with _opened(place) as folder, _in_words(place), os.scandir(folder) as entries:
        found = []
        for count, entry in enumerate(entries):
            if count >= MOST_FILES:
                words = _(
                    "More than %(most)s files lie in the folder “%(place)s”. Clear it up, or name a folder below it."
                )
                raise Unavailable("too-many-files", words % {"most": f"{MOST_FILES:,}", "place": place or "."})
            if _is_meant(entry.name, pattern) and entry.is_file(follow_symlinks=False):
                known = entry.stat(follow_symlinks=False)
                found.append(Found(entry.name, known.st_size, known.st_mtime_ns))
    return sorted(found, key=lambda one: (one.modified_ns, one.name))


@contextmanager
def open_found(place: str, name: str) -> Iterator[IO[bytes]]:
    """Open a file of a folder for reading; raises `Unavailable` when it is no plain file, or gone."""
    with _opened(place) as folder, _in_words(place):
        # Not to be held by a pipe that nobody writes to.
        number = os.open(name, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK, dir_fd=folder)
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise Unavailable("no-plain-file", _("“%(name)s” is no plain file.") % {"name": name})
            yield file


def as_found(name: str, file: IO[bytes]) -> Found:
    """Return what an open file is at this moment."""
    known = os.fstat(file.fileno())
    return Found(name, known.st_size, known.st_mtime_ns)


def _is_meant(name: str, pattern: str) -> bool:
    lower = name.lower()
    return not lower.startswith((".", "~")) and lower.endswith(ENDINGS) and fnmatch(lower, pattern.lower() or "*")


@contextmanager
def _opened(place: str) -> Iterator[int]:
    if not settings.IMPORT_DIR:
        words = _("No folder for imports is set up. Who runs the server names one (MILEPOST_IMPORT_DIR).")
        raise Unavailable("no-import-folder", words)
    steps: list[int] = []
    try:
        with _in_words(place):
            steps.append(os.open(settings.IMPORT_DIR, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
            for part in PurePosixPath(clean_folder(place)).parts:
                steps.append(os.open(part, _FOLDER, dir_fd=steps[-1]))
        yield steps[-1]
    finally:
        for step in steps:
            os.close(step)


@contextmanager
def _in_words(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        words = _("The folder “%(place)s” cannot be read: %(why)s.")
        why = error.strerror or str(error)
        raise Unavailable("folder-unreadable", words % {"place": place or ".", "why": why}) from error
