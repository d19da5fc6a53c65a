"""What of a text was asked for: the text in pieces, as data; whoever shows it decides how a match looks."""

from collections.abc import Sequence

from milepost.lib.text import fold
from milepost.search.asking import Term
from milepost.search.records import Matched, Part, SearchDocument
from milepost.search.words import Span, spans_of

EXCERPT_LENGTH = 140
BEFORE_MATCH = 40
READ_LENGTH = 20_000


def mark(document: SearchDocument, terms: Sequence[Term]) -> Matched:
    """Return the title in pieces and, when it does not hold every term, what of the body does."""
    marked, left = _marks(document.title, terms)
    title = _parts(document.title, marked)
    if not left:
        return Matched(title)
    body = document.body[:READ_LENGTH]
    return Matched(title, _excerpt(body, _marks(body, left)[0]))


def _marks(text: str, terms: Sequence[Term]) -> tuple[list[tuple[int, int]], list[Term]]:
    """Return the places in `text` that match, and the terms that matched nowhere."""
    marked, found = [], set()
    for span in spans_of(text):
        matching = [term for term in terms if _matches(term, span)]
        if matching:
            found.update(matching)
            marked.append((span.start, max(_end(text, span, term) for term in matching)))
    return marked, [term for term in terms if term not in found]


def _matches(term: Term, span: Span) -> bool:
    if span.end - span.start == 1 and not span.word.isascii():
        return span.word in term.word  # a single CJK character, of a pair that was asked for
    return term.matches(span.word)


def _end(text: str, span: Span, term: Term) -> int:
    """Return where the match ends: after the letters that were typed, or with the word when it was mistyped."""
    if not span.word.startswith(term.word):
        return span.end
    length = 0
    for at in range(span.start, span.end):
        length += len(fold(text[at]))
        if length >= len(term.word):
            return at + 1
    return span.end


def _parts(text: str, marked: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    parts, place = [], 0
    for start, end in marked:
        if start > place:
            parts.append(Part(text[place:start]))
        if parts and parts[-1].is_match and start == place:
            parts[-1] = Part(parts[-1].text + text[start:end], is_match=True)
        else:
            parts.append(Part(text[start:end], is_match=True))
        place = end
    return (*parts, Part(text[place:])) if text[place:] or not parts else tuple(parts)


def _excerpt(body: str, marked: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    """Return a line of the body around its first match."""
    if not marked:
        return ()
    start = _word_start(body, marked[0][0] - BEFORE_MATCH)
    end = start + EXCERPT_LENGTH
    inside = [(mark[0] - start, min(mark[1], end) - start) for mark in marked if mark[0] < end]
    line = "".join(" " if char.isspace() else char for char in body[start:end])
    parts = _parts(line, inside)
    before, after = "…" if start else "", "…" if end < len(body) else ""
    return tuple(part for part in (Part(before), *parts, Part(after)) if part.text)


def _word_start(text: str, place: int) -> int:
    if place <= 0:
        return 0
    space = text.find(" ", place, place + BEFORE_MATCH)
    return space + 1 if space >= 0 else place
