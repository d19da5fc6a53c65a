"""Writes records as a Microsoft Project XML file, in the schema's order."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from milepost.scheduling.msproject.nodes import NAMESPACE, ROOT
from milepost.scheduling.msproject.people_table import ASSIGNMENT, RESOURCE
from milepost.scheduling.msproject.records import ProjectFile
from milepost.scheduling.msproject.shapes import Shape, Written
from milepost.scheduling.msproject.tables import ATTRIBUTE_DEFINITION, CALENDAR, SETTINGS
from milepost.scheduling.msproject.task_table import TASK

# XML has no way to write these; Project would refuse the whole file.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_SPECIAL_CHARACTERS = re.compile("[&<>\r]")


def write_file(file: ProjectFile, target: Path | str | IO[bytes]) -> None:
    """Write a file to a path or an open binary stream; characters that XML cannot hold become U+FFFD.

    Reading it gives the same records, but for the notes.
    """
    if isinstance(target, Path | str):
        with Path(target).open("wb") as stream:
            write_file(file, stream)
        return
    for piece in _pieces(file):
        target.write(piece.encode())


def _pieces(file: ProjectFile) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{ROOT} xmlns="{NAMESPACE}">\n'
    yield from _elements(SETTINGS.write(file.settings), 1)
    yield from _list("ExtendedAttributes", "ExtendedAttribute", ATTRIBUTE_DEFINITION, file.attribute_definitions)
    yield from _list("Calendars", "Calendar", CALENDAR, file.calendars)
    yield from _list("Tasks", "Task", TASK, file.tasks)
    yield from _list("Resources", "Resource", RESOURCE, file.resources)
    yield from _list("Assignments", "Assignment", ASSIGNMENT, file.assignments)
    yield f"</{ROOT}>\n"


def _list(name: str, element: str, shape: Shape[Any], records: Iterable[Any]) -> Iterator[str]:
    yield f"\t<{name}>\n"
    for record in records:
        yield from _elements([(element, tuple(shape.write(record)))], 2)
    yield f"\t</{name}>\n"


def _elements(elements: Iterable[Written], depth: int) -> Iterator[str]:
    indent = "\t" * depth
    for name, content in elements:
        if isinstance(content, str):
            yield f"{indent}<{name}>{_escape(content)}</{name}>\n"
        else:
            yield f"{indent}<{name}>\n"
            yield from _elements(content, depth + 1)
            yield f"{indent}</{name}>\n"


def _escape(text: str) -> str:
    writable = _UNWRITABLE.sub("�", text)
    return _SPECIAL_CHARACTERS.sub(lambda found: _SPECIAL[found.group()], writable)
