"""Names behind an @ in what people write, and people by what was typed of their name."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from milepost.lib.text import fold

_AT = re.compile(r"(?:(?<=\s)|(?<=\()|^)@(?=\w)", re.MULTILINE)
_WORD = re.compile(r"\S+")
_NAME_WORDS = 5
_LONGEST_NAMES = 400  # characters after an @ in which a name is looked for
_STOPS = ".,;:!?)"


class _HasName(Protocol):
    @property
    def name(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Mention[P]:
    """Somebody named in a text: from the @ at `start` to the end of the name."""

    person: P
    start: int
    end: int


def mentions_in[P](text: str, named: Callable[[str], P | None]) -> Iterator[Mention[P]]:
    """Yield those whom `named` knows by the first words behind an @: the longest name wins."""
    for match in _AT.finditer(text):
        rest = text[match.end() : match.end() + _LONGEST_NAMES].partition("\n")[0]
        ends = [word.end() for word in _WORD.finditer(rest)][:_NAME_WORDS]
        for name in (short for end in reversed(ends) for short in _shapes(rest[:end])):
            person = named(name)
            if person is not None:
                yield Mention(person, match.start(), match.end() + len(name))
                break


def _shapes(name: str) -> tuple[str, ...]:
    return name, name.rstrip(_STOPS), name.removesuffix("’s")


class ByName[P: _HasName]:
    """People by their whole name and their first name. A whole name wins over a first name of the same letters."""

    def __init__(self, people: Iterable[P]) -> None:
        whole, first = defaultdict(list), defaultdict(list)
        for one in people:
            name = _folded(one.name)
            whole[name].append(one)
            first[name.partition(" ")[0]].append(one)
        self._names: dict[str, list[P]] = {**first, **whole}

    def named(self, text: str) -> P | None:
        """Return the one person who is called `text`; None for nobody, and for two."""
        found = self._names.get(_folded(text), [])
        return found[0] if len(found) == 1 else None


def like[P: _HasName](people: Iterable[P], text: str, limit: int = 8) -> list[P]:
    """Return those whose name has a word that begins like `text`."""
    wanted = fold(text.strip())
    return [one for one in people if not wanted or _begins(fold(one.name), wanted)][:limit]


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or f" {wanted}" in name


def _folded(text: str) -> str:
    return fold(" ".join(text.split()))
