"""The file as a stream: one element of a list at a time, each with its line, and nothing that XML can be abused for.

Document types, entities and external references are refused (`defusedxml`). Depth, size and the size of one record are
bounded, so that a file can be large but never larger than memory at any moment.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any
from xml.sax import SAXParseException
from xml.sax.handler import feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from milepost.scheduling.msproject.notes import UnreadableFile

NAMESPACE = "http://schemas.microsoft.com/project"
ROOT = "Project"
LISTS = frozenset({"Calendars", "Tasks", "Resources", "Assignments", "ExtendedAttributes", "OutlineCodes", "WBSMasks"})

_OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": "this is Project's own format (.mpp); save the plan as XML in Project",
    b"PK\x03\x04": "this is an archive; unpack it and give the XML file in it",
}
_CHUNK_BYTES = 256 * 1024
MOST_BYTES = 1024 * 1024 * 1024
_DEEPEST = 24
_MOST_ELEMENTS = 400_000
_LONGEST_TEXT = 4 * 1024 * 1024
_RECORD_DEPTH = 3
_VALUE_DEPTH = 2


class Node:
    """An element with its text, its children and the line on which it begins."""

    __slots__ = ("children", "line", "tag", "text")

    def __init__(self, tag: str, line: int) -> None:
        self.tag = tag
        self.line = line
        self.text = ""
        self.children: list[Node] = []

    def text_of(self, element: str) -> str:
        """Return the text of the first child of that name, "" without one."""
        return next((child.text.strip() for child in self.children if child.tag == element), "")


class _Shelf:
    """Builds one record at a time and puts it on a shelf; beneath the root nothing else is kept."""

    def __init__(self) -> None:
        self.records: list[tuple[str, Node]] = []
        self.parser: Any = None  # expat's, to ask for the line
        self._open: list[Node] = []
        self._elements = 0

    def start(self, name: str, _attributes: object) -> None:
        """Open an element; expat gives its namespace and its name with a blank between."""
        node = Node(name.split(" ", 2)[1] if " " in name else name, self.parser.CurrentLineNumber)
        depth = len(self._open)
        if not depth:
            _check_root(name, node)
        elif depth >= _DEEPEST:
            raise UnreadableFile("too-deep", f"<{node.tag}> stands deeper than any plan", line=node.line)
        self._open.append(node)
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise UnreadableFile("too-large", f"one <{self._open[-2].tag}> holds too many elements", line=node.line)

    def text(self, content: str) -> None:
        """Take a piece of text; a long one comes in several."""
        node = self._open[-1]
        node.text = node.text + content if node.text else content
        if len(node.text) > _LONGEST_TEXT:
            raise UnreadableFile("too-large", f"<{node.tag}> holds more text than any plan", line=node.line)

    def end(self, _name: str) -> None:
        """Close an element: it goes to its parent, or as a whole record on the shelf."""
        node = self._open.pop()
        if node.children:
            node.text = ""  # the blanks between its children
        depth = len(self._open) + 1
        if depth > _RECORD_DEPTH or (depth == _RECORD_DEPTH and self._open[-1].tag not in LISTS):
            self._open[-1].children.append(node)
        elif depth == _RECORD_DEPTH:
            self._put(self._open[-1].tag, node)
        elif depth == _VALUE_DEPTH and node.tag not in LISTS:
            self._put("", node)

    def _put(self, list_name: str, node: Node) -> None:
        self._open[-1].text = ""
        self.records.append((list_name, node))
        self._elements = 0


class _Parser(DefusedExpatParser):  # type: ignore[misc] # defusedxml has no types
    """The hardened parser with the shelf's functions in the place of SAX's: three times as fast."""

    def __init__(self, shelf: _Shelf) -> None:
        super().__init__(forbid_dtd=True)
        self._shelf = shelf
        self.setFeature(feature_namespaces, True)

    def reset(self) -> None:
        """Make the parser that `feed` is about to use."""
        super().reset()
        parser = self._shelf.parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler = self._shelf.start
        parser.EndElementHandler = self._shelf.end
        parser.CharacterDataHandler = self._shelf.text


def stream_records(stream: IO[bytes], most_bytes: int = MOST_BYTES) -> Iterator[tuple[str, Node]]:
    """Yield (name of the list, record) in the order of the file; values of the project itself with list "".

    Raises `UnreadableFile` for what is no such file, with the line.
    """
    shelf = _Shelf()
    parser = _Parser(shelf)
    size = 0
    while chunk := stream.read(_CHUNK_BYTES):
        if not size:
            _refuse_other_formats(chunk)
        size += len(chunk)
        if size > most_bytes:
            raise UnreadableFile("too-large", f"the file is larger than {most_bytes // 1024**2} MB")
        _parse(partial(parser.feed, chunk))
        yield from shelf.records
        shelf.records = []
    if not size:
        raise UnreadableFile("not-xml", "the file is empty")
    _parse(parser.close)
    yield from shelf.records


def _refuse_other_formats(begin: bytes) -> None:
    """Say what to do with what people take for the same: Project's own files, and archives."""
    for mark, words in _OTHER_FORMATS.items():
        if begin.startswith(mark):
            raise UnreadableFile("not-xml", words)


def _parse(step: Callable[[], object]) -> None:
    try:
        step()
    except SAXParseException as error:
        message = f"this is not well-formed XML ({error.getMessage()})"
        raise UnreadableFile("not-xml", message, line=error.getLineNumber()) from error
    except DefusedXmlException as error:
        message = "document types, entities and external references are refused"
        raise UnreadableFile("forbidden-markup", message) from error
    except (UnicodeError, LookupError) as error:
        raise UnreadableFile("not-xml", f"the file's encoding cannot be read ({error})") from error


def _check_root(name: str, node: Node) -> None:
    namespace = name.split(" ", 1)[0] if " " in name else ""
    if node.tag != ROOT or namespace != NAMESPACE:
        found = f"<{node.tag}>" + (f" of “{namespace}”" if namespace else " without a namespace")
        message = f"a Microsoft Project file begins with <{ROOT}> of “{NAMESPACE}”, this one with {found}"
        raise UnreadableFile("not-a-project", message, line=node.line)
