"""What a file held beyond what was understood, as typed notes; and the one error of a file that cannot be read."""

from dataclasses import dataclass, field
from enum import StrEnum

from milepost.lib.errors import Invalid


class NoteKind(StrEnum):
    """What became of something in the file."""

    UNKNOWN_ELEMENT = "unknown-element"  # not in the schema as we know it
    EXTENDED_ATTRIBUTE = "extended-attribute"  # a custom field: kept with its value, bears on no date
    NOT_KEPT = "not-kept"  # known, and of no use here: costs, rates, hyperlinks
    UNSUPPORTED = "unsupported"  # known, bears on dates, and is not followed
    ADJUSTED = "adjusted"  # followed, with another value than the file's
    MISSING = "missing"  # points to something that the file does not hold


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a person should know of the file: how often it occurs, and where first."""

    kind: NoteKind
    subject: str
    message: str
    place: str = ""
    count: int = 1


@dataclass(slots=True)
class Notebook:
    """Collects notes; the same remark of many places is one note with a count."""

    _notes: dict[tuple[NoteKind, str, str], list[int | str]] = field(default_factory=dict)

    def add(self, kind: NoteKind, subject: str, message: str, place: str = "") -> None:
        """Take a remark down."""
        entry = self._notes.setdefault((kind, subject, message), [0, place])
        entry[0] = int(entry[0]) + 1

    @property
    def notes(self) -> tuple[Note, ...]:
        """All remarks in the order in which they first occurred."""
        return tuple(
            Note(kind, subject, message, str(place), int(count))
            for (kind, subject, message), (count, place) in self._notes.items()
        )


class UnreadableFile(Invalid):
    """The file is not a plan that can be read; the message names the place."""

    def __init__(self, code: str, message: str, *, place: str = "", line: int | None = None) -> None:
        where = ", ".join(part for part in (place, f"line {line}" if line else "") if part)
        super().__init__(code, f"{where}: {message}" if where else message, place=place, line=line)
