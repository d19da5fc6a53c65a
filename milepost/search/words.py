"""Text as words that both databases see alike: folded, split, shortened here, so that no database does it.

A word is a run of letters, digits and marks, without case and accents (`lib.text.fold`). Chinese and Japanese have
no spaces: a run of theirs becomes its overlapping pairs of characters. What hyphens and apostrophes join is also one
word (`O'Brien` → o, brien, obrien), so that it is found either way.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from milepost.lib.text import fold

WORD_LENGTH = 40
TITLE_LENGTH = 400
BODY_LENGTH = 20_000
QUERY_LENGTH = 200
QUERY_WORDS = 10


# Where scripts are; between lie ideographs, Hangul, surrogates and private use: 47,000 characters without a mark.
_MARKED = (*range(0x300, 0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0xFFFF))


def _marks() -> str:
    """Return the vowel signs and the like that belong to a word though they are no letters (Hindi, Thai)."""
    found = (chr(code) for code in _MARKED if unicodedata.category(chr(code)) in {"Mn", "Mc"})
    return "".join(re.escape(char) for char in found)


_PLAIN_RUN = re.compile("[0-9a-z]+")
_RUN = re.compile(rf"(?:[^\W_]|[{_marks()}])+")
_JOINED = re.compile(r"[^\W_]+(?:['\u2019\u2010\u2011-][^\W_]+){1,3}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_JOINTS = re.compile(r"['\u2019\u2010\u2011-]")


@dataclass(frozen=True, slots=True)
class Span:
    """A word and where it stands in the text that it was read from."""

    word: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """Return the words of `text` in their order.

    >>> words_of("Max.Müller@north-wind.example, Straße 東京都")
    ['max', 'muller', 'north', 'wind', 'example', 'strasse', '東京', '京都', '都']
    """
    if text.isascii():
        return [run[:WORD_LENGTH] for run in _PLAIN_RUN.findall(text.lower())]
    return [word for run in _RUN.findall(fold(text)) for word in _split(run)]


def query_line(text: str) -> list[str]:
    """Return the words that a search for `text` must match: unlike `words_of`, without a CJK run's last character.

    >>> query_line("東京都"), query_line("都"), query_line("north-wind n")
    (['東京', '京都'], ['都'], ['north', 'wind', 'n'])
    """
    runs = _RUN.findall(fold(text[:QUERY_LENGTH]))
    return [word for run in runs for word in _split(run, keep_last=False)][:QUERY_WORDS]


def title_words(title: str) -> str:
    """Return the words of a title as one line, in order: what `title exact` and `title prefix` compare."""
    return " ".join(words_of(title[:TITLE_LENGTH]))[:TITLE_LENGTH].rstrip()


def body_words(title: str, body: str, of_title: str) -> str:
    """Return every other word that the record is found by, each once; `of_title` are the `title_words`."""
    title, body = title[:TITLE_LENGTH], body[:BODY_LENGTH]
    known = set(of_title.split())
    found = dict.fromkeys([*joined_words(title), *words_of(body), *joined_words(body)])
    return " ".join(word for word in found if word not in known)


def joined_words(text: str) -> list[str]:
    """Return what hyphens and apostrophes join, as one word each.

    >>> joined_words("O'Brien's e-mail")
    ['obriens', 'email']
    """
    if not _JOINTS.search(text):
        return []
    runs = (fold(_JOINTS.sub("", match.group())) for match in _JOINED.finditer(text))
    return [word[:WORD_LENGTH] for run in runs for word in _RUN.findall(run)]


def spans_of(text: str) -> Iterator[Span]:
    """Yield the words of `text` with their places in it, for marking them; CJK characters one by one."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        if _CJK.search(match.group()):
            yield from (Span(fold(text[at]), at, at + 1) for at in range(start, end))
        else:
            yield Span(fold(match.group())[:WORD_LENGTH], start, end)


def _split(run: str, *, keep_last: bool = True) -> Iterator[str]:
    place = 0
    for match in _CJK.finditer(run):
        yield from _short(run[place : match.start()])
        yield from _pairs(match.group(), keep_last=keep_last)
        place = match.end()
    yield from _short(run[place:])


def _short(run: str) -> list[str]:
    return [run[:WORD_LENGTH]] if run else []


def _pairs(run: str, *, keep_last: bool) -> Iterator[str]:
    yield from (run[at : at + 2] for at in range(len(run) - 1))
    if keep_last or len(run) == 1:
        yield run[-1]
