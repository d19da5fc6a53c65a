"""Reading the entries of a mapping strictly: what is there is of the right kind, and nothing else is there."""

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from milepost.playbooks.reading.faults import Faults, below
from milepost.playbooks.reading.measures import is_key, length_minutes, offset_of
from milepost.playbooks.reading.nodes import Entries, Items, Leaf, Node

if TYPE_CHECKING:
    from milepost.playbooks.records import Offset

_YES = frozenset({"yes", "true"})
_NO = frozenset({"no", "false"})
_TEXT_MOST = 20_000
_ITEMS_MOST = 100


class Entry:
    """One mapping of a playbook. Each entry is read by a method; `refuse_others` then names those nobody asked for."""

    def __init__(self, node: Node, place: str, faults: Faults) -> None:
        self.place, self.faults = place, faults
        faults.lines[place] = node.line
        self.entries = node.entries if isinstance(node, Entries) else {}
        self.asked: set[str] = set()
        for name, below_it in self.entries.items():
            faults.lines[below(place, name)] = below_it.line
        if not isinstance(node, Entries) and not _is_nothing(node):
            faults.add(place, _("Keys with values stand here (“key: value”)."))

    def wrong(self, name: str, message: str) -> None:
        self.faults.add(below(self.place, name) if name else self.place, message)

    def node(self, name: str) -> Node | None:
        """Return what stands under a key; None for nothing."""
        self.asked.add(name)
        found = self.entries.get(name)
        return None if found is None or _is_nothing(found) else found

    def text(self, name: str, *, most: int = _TEXT_MOST, is_needed: bool = False, has_lines: bool = False) -> str:
        node = self.node(name)
        if node is None:
            if is_needed:
                self.wrong(name, _("This is missing."))
            return ""
        return self._text_of(node, name, most, has_lines=has_lines)

    def texts(self, name: str, *, most: int = 300, has_lines: bool = False) -> tuple[str, ...]:
        """Return a list of texts; one text alone counts as a list of one."""
        node = self.node(name)
        items = node.items if isinstance(node, Items) else () if node is None else (node,)
        if len(items) > _ITEMS_MOST:
            self.wrong(name, _("There are more than %(most)s.") % {"most": _ITEMS_MOST})
        return tuple(self._text_of(item, name, most, has_lines=has_lines) for item in items)

    def choice(self, name: str, choices: Collection[str], usual: str = "", *, is_needed: bool = False) -> str:
        found = self.text(name, is_needed=is_needed)
        if found and found not in choices:
            self.wrong(name, _("“%(value)s” is none of: %(choices)s.") % _words(found, choices))
        return found or usual

    def key(self, name: str) -> str:
        found = self.text(name, is_needed=True)
        if found and not is_key(found):
            self.wrong(name, _("“%(value)s” is no key: lower case, digits and dashes.") % {"value": found})
        return found

    def flag(self, name: str) -> bool:
        found = self.text(name).lower()
        if found and found not in _YES | _NO:
            self.wrong(name, _("Write yes or no."))
        return found in _YES

    def minutes(self, name: str) -> int | None:
        found = self.text(name)
        minutes = length_minutes(found) if found else None
        if found and minutes is None:
            self.wrong(name, _("“%(value)s” is no length: 30m, 4h, 2d or 1w, two years at most.") % {"value": found})
        return minutes

    def offset(self, name: str) -> "Offset | None":
        found = self.text(name)
        offset = offset_of(found) if found else None
        if found and offset is None:
            example = _("5 working days after contract-start, 3 calendar days before renewal, on go-live")
            message = _("“%(value)s” is no offset. Write it like: %(example)s.")
            self.wrong(name, message % {"value": found, "example": example})
        return offset

    def parts(self, name: str, keyed_by: str = "") -> "Iterator[Entry]":
        """Yield the mappings of a list, their places named by the value under `keyed_by`, or else counted from 1."""
        node = self.node(name)
        if node is not None and not isinstance(node, Items):
            self.wrong(name, _("A list stands here (“- …”)."))
            return
        for at, item in enumerate(node.items if node else (), 1):
            named = item.entries.get(keyed_by) if isinstance(item, Entries) else None
            label = named.text if isinstance(named, Leaf) and named.text else str(at)
            yield Entry(item, below(self.place, name, label), self.faults)

    def refuse_others(self) -> None:
        for name in self.entries:
            if name not in self.asked:
                self.wrong(name, _("This key is not known here. Known: %(names)s.") % {"names": _listed(self.asked)})

    def _text_of(self, node: Node, name: str, most: int, *, has_lines: bool) -> str:
        if not isinstance(node, Leaf):
            self.wrong(name, _("A text stands here. One with “: ” in it is put in quotes."))
            return ""
        text = node.text.replace("\r\n", "\n").strip()
        if not has_lines:
            text = " ".join(text.split())
        if len(text) > most:
            self.wrong(name, _("This is longer than %(most)s characters.") % {"most": most})
        if any(not each.isprintable() and each not in "\n\t\u00ad\u200b\u200c\u200d\u00a0\u202f" for each in text):
            self.wrong(name, _("This holds a character that cannot be shown."))
        return text


def each[T](parts: Iterator[Entry], read: Callable[[Entry], T], most: int, faults: Faults, place: str) -> tuple[T, ...]:
    """Read each part by a function, and refuse the keys that it did not ask for; too many are a fault."""
    found = []
    for part in parts:
        found.append(read(part))
        part.refuse_others()
    if len(found) > most:
        faults.add(place, _("There are more than %(most)s.") % {"most": most})
    return tuple(found)


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Leaf) and not node.text.strip()


def _words(value: str, choices: Collection[str]) -> dict[str, str]:
    return {"value": value, "choices": _listed(choices)}


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
