"""What a viewer asked for, as terms: each must match, as a word, as a beginning of one, or as one of its near words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from milepost.search.words import QUERY_LENGTH, query_line, title_words

LONG = 3  # words


class Tier(IntEnum):
    """How well a document matches, from the best; a hit's score."""

    TITLE = 8  # the title is what was asked for
    TITLE_START = 7  # the title begins with it
    TITLE_WORDS = 6  # every word is a word of the title
    TITLE_PREFIXES = 5  # every word begins a word of the title
    WORDS = 4  # every word is a word of title or body
    PREFIXES = 3
    NEAR_TITLE = 2  # as above, once typos are allowed for
    NEAR = 1


@dataclass(frozen=True, slots=True)
class Term:
    """One word that was asked for, the words of the vocabulary that begin with it, and those it may be a typo of.

    `words` is None where too many begin so to name them, or where nobody looked.
    """

    word: str
    words: tuple[str, ...] | None = None
    near: tuple[str, ...] = ()

    def asked_for(self, word: str, beginning: str) -> Iterator[str]:
        """Yield what a database is asked for: its `word`s where they are known, else its `beginning`."""
        if self.words is None:
            yield beginning.format(self.word)
        yield from (word.format(one) for one in dict.fromkeys((*(self.words or ()), *self.near)))

    def matches(self, word: str) -> bool:
        return word.startswith(self.word) or word in self.near


@dataclass(frozen=True, slots=True)
class Asked:
    """A search's terms, and the whole of it as it would stand in a title."""

    terms: tuple[Term, ...]
    whole: str
    start: str

    @classmethod
    def read(cls, text: str) -> "Asked":
        """Read what was typed: anything is fine, and what holds no word asks for nothing."""
        words, text = query_line(text), text[:QUERY_LENGTH]
        terms = tuple(Term(word) for word in dict.fromkeys(words))
        return cls(terms=terms, whole=title_words(text), start=" ".join(words))

    def with_words(self, words: Mapping[str, Sequence[str]]) -> "Asked":
        """Return the same with the words of those terms that only few words begin with."""
        terms = (replace(term, words=tuple(words[term.word])) if term.word in words else term for term in self.terms)
        return replace(self, terms=tuple(terms))

    def with_near(self, near: Sequence[Sequence[str]]) -> "Asked":
        """Return the same with each term's near words."""
        terms = tuple(replace(term, near=tuple(words)) for term, words in zip(self.terms, near, strict=True))
        return replace(self, terms=terms)

    @property
    def is_long(self) -> bool:
        """Whether so many words must match that hardly any title has them all: looking for one reads every match."""
        return len(self.terms) > LONG

    @property
    def is_in_vain(self) -> bool:
        """Whether a term is known to match no word at all."""
        return any(term.words == () and not term.near for term in self.terms)

    @property
    def allows_typos(self) -> bool:
        return any(term.near for term in self.terms)
