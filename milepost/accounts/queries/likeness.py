"""How alike two names are: folded, without what companies put behind their names, typing errors forgiven."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from rapidfuzz import fuzz

from milepost.lib.text import fold

# Alike from here on, of 100: one wrong letter in eight.
ALIKE = 88
_SHORTEST = 5  # shorter names are alike by chance
_BLOCK_LETTERS = 4
_LARGEST_BLOCK = 150  # a beginning that more names share says nothing
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_FORMS = frozenset(
    re.findall(
        r"\w+",
        "ab ag aps as asa bv co company corp corporation gmbh group holding inc incorporated kft kg kk limited llc llp "
        "lp ltd mbh nv oy oyj plc pte pty sa sarl sas se sl spa sro srl ug the und and et",
    )
)
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
PUBLIC_MAIL = frozenset(
    re.findall(
        r"\S+",
        "aol.com bluewin.ch gmail.com gmx.ch gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.com "
        "me.com outlook.com proton.me protonmail.com t-online.de web.de yahoo.com",
    )
)


def core_of(name: str) -> str:
    """Return what is compared of a name; all of it when nothing but a legal form is left.

    >>> core_of("Müller & Söhne GmbH"), core_of("The Co."), core_of("A.B.B. Ltd.")
    ('muller sohne', 'the co', 'a b b')
    """
    words = _WORD.findall(fold(name))
    return " ".join([word for word in words if word not in _FORMS] or words)


def likeness(one: str, other: str) -> int:
    """Return how alike two cores are, 0 to 100; 0 below `ALIKE`, and when their numbers differ."""
    if one == other:
        return 100
    if min(len(one), len(other)) < _SHORTEST or sorted(_DIGITS.findall(one)) != sorted(_DIGITS.findall(other)):
        return 0
    return int(max(fuzz.ratio(one, other, score_cutoff=ALIKE), fuzz.token_sort_ratio(one, other, score_cutoff=ALIKE)))


def alike_pairs(cores: Mapping[int, str]) -> Iterator[tuple[int, int, int]]:
    """Return (key, key, likeness) of names that are alike; those are compared that share the beginning of a word."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for key, core in cores.items():
        for beginning in {word[:_BLOCK_LETTERS] for word in core.split()} | {f"={core}"}:
            blocks[beginning].append(key)
    seen: set[tuple[int, int]] = set()
    for keys in blocks.values():
        for pair in combinations(sorted(keys), 2) if len(keys) <= _LARGEST_BLOCK else ():
            if pair not in seen:
                seen.add(pair)
                if score := likeness(cores[pair[0]], cores[pair[1]]):
                    yield *pair, score


def base_domain(domain: str) -> str:
    """Return the domain that somebody registered.

    >>> base_domain("eu.mail.acme.com"), base_domain("shop.acme.co.uk")
    ('acme.com', 'acme.co.uk')
    """
    labels = domain.split(".")
    short = labels[-2:] if len(labels) > 1 else labels
    is_third = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL  # noqa: PLR2004 - co.uk
    return ".".join(labels[-3:] if is_third else short)


def pairs_within(groups: Iterable[Iterable[int]], most: int = 20) -> Iterator[tuple[int, int]]:
    """Return the pairs of each group; a group of more says nothing."""
    for group in groups:
        keys = sorted(set(group))
        if len(keys) <= most:
            yield from combinations(keys, 2)
