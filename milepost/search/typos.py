"""Near words: what a word that was asked for may be a typo of.

A letter wrong, missing, extra or swapped with its neighbour leaves one end of the word as it is. So the vocabulary is
asked for words that begin, or end, with that part of the word, and `rapidfuzz` says which of those are near: one typo
in words of four letters or more, two in words of eight or more.
"""

from collections.abc import Iterator

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from milepost.search.models import Word

LAST = chr(0x10FFFF)
NEAR_WORDS = 5
CANDIDATES = 2_000


def near_words(word: str) -> list[str]:
    """Return the words of the vocabulary that `word` may be a typo of: the nearest only, the most common first.

    Two range queries by index for one typo; two more when there is none and the word is long enough for two.
    """
    for typos in range(1, allowed_typos(word) + 1):
        near = _nearest(word, typos, _candidates(word, typos))
        if near:
            return near
    return []


def allowed_typos(word: str) -> int:
    """Return how many typos a word may hold; none in numbers, where the next one is another thing.

    >>> allowed_typos("amc"), allowed_typos("acem"), allowed_typos("northwnd"), allowed_typos("20261")
    (0, 1, 2, 0)
    """
    if len(word) < 4 or any(char.isdigit() for char in word):  # noqa: PLR2004 - as said above
        return 0
    return 1 if len(word) < 8 else 2  # noqa: PLR2004 - as said above


def _candidates(word: str, typos: int) -> dict[str, int]:
    letters = Q(letters__gte=len(word) - typos, letters__lte=len(word) + typos)
    counts: dict[str, int] = {}
    for part in _intact_parts(word, typos):
        rows = Word.objects.annotate(letters=Length("word")).filter(part, letters).order_by("-count", "word")
        for candidate, count in rows.values_list("word", "count")[:CANDIDATES]:
            counts[candidate] = max(count, counts.get(candidate, 0))
    return counts


def _intact_parts(word: str, typos: int) -> Iterator[Q]:
    """Yield what every word with one typo meets, and with two typos every one whose first or last third is intact."""
    piece = len(word) // (typos + 1)
    # One letter less: two letters swapped across the seam spoil both sides.
    begin, end = word[: max(1, piece - (typos == 1))], word[::-1][: len(word) - piece if typos == 1 else piece]
    yield Q(word__gte=begin, word__lt=begin + LAST)
    yield Q(backwards__gte=end, backwards__lt=end + LAST)


def _nearest(word: str, typos: int, counts: dict[str, int]) -> list[str]:
    near = [other for other in counts if OSA.distance(word, other, score_cutoff=typos) == typos]
    return sorted(near, key=lambda other: (-counts[other], other))[:NEAR_WORDS]
