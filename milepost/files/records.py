"""What crosses the files room's door besides its model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from milepost.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class FileOwner:
    """Who may read the files that hang on records of one kind: `may_read(viewer, stored)`.

    `kind` is the one of the file's owner (`user`, `projects.task`); files whose kind nobody registered are read by
    nobody.
    """

    kind: str
    may_read: Callable[[Any, Any], bool]


file_owners: Registry[FileOwner] = Registry(
    "files.owners", "who may read the files that hang on a kind of record", key=lambda owner: owner.kind
)
