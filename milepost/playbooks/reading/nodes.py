"""YAML as a tree of texts with their lines. No tag, alias or code is followed; size, depth and count are limited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from milepost.playbooks.reading.faults import Fault, WrongPlaybook

BYTES_MOST = 256 * 1024
DEPTH_MOST = 12
NODES_MOST = 20_000
# libyaml where it was built in, several times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text; empty where nothing stands."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple["Node", ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entries:
    entries: Mapping[str, "Node"]
    line: int = 0


type Node = Leaf | Items | Entries


def read_nodes(text: str | bytes) -> Node:
    """Return the one document of a YAML text. Raises `WrongPlaybook` for what is no plain YAML, or too much of it."""
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    if size > BYTES_MOST:
        raise _wrong(_("The file is larger than %(most)s kB.") % {"most": BYTES_MOST // 1024})
    try:
        written = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return _Reader(yaml.parse(written, Loader=_LOADER)).document()
    except UnicodeError as error:
        raise _wrong(_("The file is not UTF-8 text.")) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _wrong(_("This is not YAML: %(problem)s.") % {"problem": error.problem}, line) from error
    except yaml.YAMLError as error:
        raise _wrong(_("This is not YAML: it holds characters that no text has.")) from error


def nodes_of_data(data: object) -> Node:
    """Return the tree of what JSON holds."""
    if isinstance(data, Mapping):
        return Entries({str(key): nodes_of_data(value) for key, value in data.items()})
    if isinstance(data, list | tuple):
        return Items(tuple(nodes_of_data(value) for value in data))
    if isinstance(data, bool):
        return Leaf("yes" if data else "no")
    return Leaf("" if data is None else str(data))


def _wrong(message: str, line: int = 0) -> WrongPlaybook:
    return WrongPlaybook([Fault("", message, line)])


class _Reader:
    """Walks the events of the parser, so that nothing is built before it was looked at."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.nodes = 0

    def document(self) -> Node:
        self._next()  # the stream begins
        if isinstance(event := self._next(), yaml.StreamEndEvent):
            raise _wrong(_("The file is empty."))
        found = self._node(self._next(), 0)
        self._next()  # the document ends
        if not isinstance(event := self._next(), yaml.StreamEndEvent):
            raise _wrong(_("The file holds a second document (“---”)."), _line(event))
        return found

    def _next(self) -> Any:
        return next(self.events)

    def _node(self, event: Any, depth: int) -> Node:
        self._refuse(event, depth)
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            is_nothing = event.style is None and event.value.lower() in _NOTHING
            return Leaf("" if is_nothing else event.value, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(depth + 1)), line)
        return Entries(self._entries(depth + 1), line)

    def _refuse(self, event: Any, depth: int) -> None:
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _wrong(_("Anchors and aliases (“&”, “*”) are not allowed: write it out."), _line(event))
        if event.tag is not None:
            raise _wrong(_("Tags (“!”) are not allowed."), _line(event))
        if depth > DEPTH_MOST:
            raise _wrong(_("This is nested too deeply."), _line(event))
        if self.nodes > NODES_MOST:
            raise _wrong(_("The file holds more than %(most)s values.") % {"most": NODES_MOST}, _line(event))

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._node(event, depth)

    def _entries(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth)
            if not isinstance(key, Leaf):
                raise _wrong(_("A key is a word."), key.line)
            if key.text in found:
                raise _wrong(_("“%(key)s” stands here twice.") % {"key": key.text}, key.line)
            found[key.text] = self._node(self._next(), depth)
        return found


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
