"""Reads a Microsoft Project XML file into records, one at a time, with notes of what was not understood."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from milepost.scheduling.msproject.nodes import LISTS, MOST_BYTES, Node, stream_records
from milepost.scheduling.msproject.notes import Notebook, NoteKind, UnreadableFile
from milepost.scheduling.msproject.people_table import ASSIGNMENT, RESOURCE
from milepost.scheduling.msproject.records import FileAssignment, FileAttributeDefinition, ProjectFile
from milepost.scheduling.msproject.shapes import Shape
from milepost.scheduling.msproject.tables import ATTRIBUTE_DEFINITION, CALENDAR, SETTINGS
from milepost.scheduling.msproject.task_table import TASK

_REMAINING_WORK, _ACTUAL_WORK = 1, 2
_SHAPES: dict[str, tuple[str, str, Shape[Any]]] = {
    "ExtendedAttributes": ("ExtendedAttribute", "attribute_definitions", ATTRIBUTE_DEFINITION),
    "Calendars": ("Calendar", "calendars", CALENDAR),
    "Tasks": ("Task", "tasks", TASK),
    "Resources": ("Resource", "resources", RESOURCE),
    "Assignments": ("Assignment", "assignments", ASSIGNMENT),
}


def read_file(source: Path | str | IO[bytes], *, most_bytes: int = MOST_BYTES) -> ProjectFile:
    """Read a file by its path, or an open binary stream.

    Raises `UnreadableFile` (an `Invalid`) with the place and the line: no XML, another document, a value that is none,
    a date or a duration beyond what Project holds, two tasks of one UID, or more than `most_bytes`. A file that cannot
    be opened raises OSError. Streams: memory grows with the plan that is kept, not with the file.
    """
    if isinstance(source, Path | str):
        with Path(source).open("rb") as stream:
            return _read(stream, most_bytes)
    return _read(source, most_bytes)


def _read(stream: IO[bytes], most_bytes: int) -> ProjectFile:
    notebook = Notebook()
    settings: list[Node] = []
    records: dict[str, list[Any]] = {attribute: [] for _element, attribute, _shape in _SHAPES.values()}
    for list_name, node in stream_records(stream, most_bytes):
        if not list_name:
            settings.append(node)
        elif list_name in _SHAPES:
            _take_record(list_name, node, records, notebook)
        else:
            notebook.add(NoteKind.NOT_KEPT, list_name, f"the {list_name} of the file are not taken over")
    for attribute in ("calendars", "tasks", "resources"):
        _check_uids(attribute, records[attribute])
    _note_attributes(records, notebook)
    return ProjectFile(
        settings=SETTINGS.read_children(settings, notebook, "project"),
        **{attribute: tuple(found) for attribute, found in records.items()},
        notes=notebook.notes,
    )


def _take_record(list_name: str, node: Node, records: dict[str, list[Any]], notebook: Notebook) -> None:
    element, attribute, shape = _SHAPES[list_name]
    if node.tag != element:
        where = f"{list_name}, line {node.line}"
        message = "this element is unknown and was left out"
        notebook.add(NoteKind.UNKNOWN_ELEMENT, f"{list_name}/{node.tag}"[:200], message, where)
        return
    if list_name == "Assignments":
        _drop_other_pieces(node, notebook)
    records[attribute].append(shape.read(node, notebook))


def _drop_other_pieces(node: Node, notebook: Notebook) -> None:
    """Keep the spread of remaining and actual work, from which pauses are known; leave out costs and baselines."""
    kept = [child for child in node.children if child.tag != "TimephasedData" or _is_work(child)]
    if len(kept) < len(node.children):
        message = "the spread of overtime, costs and baselines over time is not taken over"
        notebook.add(NoteKind.NOT_KEPT, "TimephasedData", message, f"assignment {node.text_of('UID')}")
        node.children = kept


def _is_work(node: Node) -> bool:
    return node.text_of("Type") in {str(_REMAINING_WORK), str(_ACTUAL_WORK)}


def _check_uids(attribute: str, records: Iterable[Any]) -> None:
    kind = attribute.removesuffix("s")
    uids = Counter(record.uid for record in records)
    if None in uids:
        raise UnreadableFile("no-uid", f"a {kind} of the file has no UID")
    twice = [uid for uid, count in uids.items() if count > 1]
    if twice:
        raise UnreadableFile("uid-twice", f"{kind} UID {twice[0]} occurs {uids[twice[0]]} times")


def _note_attributes(records: dict[str, list[Any]], notebook: Notebook) -> None:
    names = {field.field_id: _name_of(field) for field in records["attribute_definitions"]}
    for attribute in ("tasks", "resources", "assignments"):
        kind = attribute.removesuffix("s")
        for record in records[attribute]:
            for value in record.attributes:
                name = names.get(value.field_id, f"field {value.field_id}")
                message = f"the custom field “{name}” is kept with its value and bears on no date"
                notebook.add(NoteKind.EXTENDED_ATTRIBUTE, name, message, f"{kind} {_uid(record)}")


def _uid(record: Any) -> int:
    return int(record.uid if not isinstance(record, FileAssignment) else record.uid or 0)


def _name_of(field: FileAttributeDefinition) -> str:
    return field.alias or field.field_name or f"field {field.field_id}"


assert set(_SHAPES) <= LISTS  # noqa: S101 -- what is not on the shelf would be read as a setting
