"""How a record stands in the file: its elements in the schema's order, read and written by one table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from milepost.scheduling.msproject.nodes import Node
from milepost.scheduling.msproject.notes import Notebook, NoteKind, UnreadableFile
from milepost.scheduling.msproject.values import TEXT, Codec, WrongValue

type Written = tuple[str, "str | tuple[Written, ...]"]
"""An element to be written: its name, and its text or its children."""

# What an element of no use holds when nobody has entered anything.
_NOTHING = {"", "0", "0.0", "-1", "NA", "PT0H0M0S", "1984-01-01T00:00:00"}


@dataclass(frozen=True, slots=True)
class Value:
    """An element with text."""

    element: str
    attribute: str
    codec: Codec = TEXT


@dataclass(frozen=True, slots=True)
class Unkept:
    """An element of the schema that is read over; with `words`, what is lost with it, unless it holds nothing."""

    element: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class One[R]:
    """An element that holds a record."""

    element: str
    attribute: str
    shape: "Shape[R]"


@dataclass(frozen=True, slots=True)
class Many[R]:
    """Elements that hold records, all in the record itself or together in an element `inside`."""

    element: str
    attribute: str
    shape: "Shape[R]"
    inside: str | None = None

    @property
    def outer(self) -> str:
        """The element that stands in the record."""
        return self.inside or self.element


type Column = Value | Unkept | One[Any] | Many[Any]


@dataclass(frozen=True, slots=True)
class Shape[R]:
    """The table of a record: `kind` names it in messages, `key` is the element that tells one from another."""

    kind: str
    record: type[R]
    columns: tuple[Column, ...]
    key: str = "UID"
    _by_element: dict[str, Column] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_element.update(
            {column.outer if isinstance(column, Many) else column.element: column for column in self.columns}
        )

    def knows(self, element: str) -> bool:
        """Whether the schema has that element here."""
        return element in self._by_element

    def read(self, node: Node, notebook: Notebook, place: str = "") -> R:
        """Make the record of an element, or raise `UnreadableFile` with the place."""
        return self.read_children(node.children, notebook, place or self._place(node))

    def read_children(self, children: list[Node], notebook: Notebook, place: str) -> R:
        """Make the record of the elements that belong to it."""
        values: dict[str, Any] = {}
        for child in children:
            column = self._by_element.get(child.tag)
            if column is None:
                _note_unknown(child, self.kind, notebook, place)
            else:
                _read_column(column, child, values, notebook, place)
        return self.record(**{name: tuple(each) if type(each) is list else each for name, each in values.items()})

    def write(self, record: R) -> Iterator[Written]:
        """Give the elements of a record in the schema's order; what is None has none."""
        for column in self.columns:
            if not isinstance(column, Unkept):
                yield from _write_column(column, getattr(record, column.attribute))

    def _place(self, node: Node) -> str:
        key = node.text_of(self.key)
        name = node.text_of("Name")
        return " ".join(part for part in (self.kind, key, f"“{name[:60]}”" if name else "") if part)


def _read_column(column: Column, node: Node, values: dict[str, Any], notebook: Notebook, place: str) -> None:
    match column:
        case Value():
            if node.text.strip() or column.codec is TEXT:
                values[column.attribute] = _read_value(column, node, place)
        case Unkept():
            if column.words and (node.children or node.text.strip() not in _NOTHING):
                notebook.add(NoteKind.NOT_KEPT, column.element, f"{column.words} is not taken over", place)
        case One():
            values[column.attribute] = column.shape.read(node, notebook, place)
        case Many(inside=None):
            values.setdefault(column.attribute, []).append(column.shape.read(node, notebook, place))
        case Many():
            values[column.attribute] = tuple(_read_inside(column, node, notebook, place))


def _read_value(column: Value, node: Node, place: str) -> Any:
    try:
        return column.codec.read(node.text)
    except WrongValue as error:
        raise UnreadableFile("wrong-value", f"<{column.element}>: {error}", place=place, line=node.line) from error


def _read_inside[R](column: Many[R], node: Node, notebook: Notebook, place: str) -> Iterator[R]:
    for child in node.children:
        if child.tag == column.element:
            yield column.shape.read(child, notebook, place)
        else:
            _note_unknown(child, column.outer, notebook, place)


def _note_unknown(node: Node, kind: str, notebook: Notebook, place: str) -> None:
    where = f"{place}, line {node.line}"
    notebook.add(
        NoteKind.UNKNOWN_ELEMENT, f"{kind}/{node.tag}"[:200], "this element is unknown and was left out", where
    )


def _write_column(column: Value | One[Any] | Many[Any], value: Any) -> Iterator[Written]:
    match column:
        case Value():
            if value is not None:
                yield column.element, column.codec.write(value)
        case One():
            if value is not None:
                yield column.element, tuple(column.shape.write(value))
        case Many(inside=None):
            yield from ((column.element, tuple(column.shape.write(each))) for each in value)
        case Many():
            if value:
                each = tuple((column.element, tuple(column.shape.write(item))) for item in value)
                yield column.outer, each
