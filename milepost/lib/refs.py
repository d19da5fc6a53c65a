"""References to records of rooms that the holder of the reference does not know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A record of any room: its kind (`user`, `projects.task`) and its key as text."""

    kind: str
    key: str
