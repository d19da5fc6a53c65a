"""Reads of the index: `search`."""

from collections.abc import Collection, Sequence
from typing import Any

from milepost.search.asking import Asked, Tier
from milepost.search.beginnings import words_by_beginning
from milepost.search.marking import mark
from milepost.search.matching import Branch, Found, find, that_see_something
from milepost.search.models import KEY_BITS, Kind
from milepost.search.postgresql import planned_alone
from milepost.search.records import Hit, search_sources
from milepost.search.typos import near_words

# With fewer hits than this, what was typed may be a typo.
FEW_HITS = 3
WINDOW = 200
LARGEST_LIMIT = 200


def search(viewer: Any, text: str, kinds: Collection[str] | None = None, limit: int = 20) -> list[Hit]:
    """Return what `viewer` may see and `text` asks for, best first; one hit a record.

    Every word of `text` must match, in any order: as a word, as the beginning of one, or, when that finds next to
    nothing, as a typo of one. Order: `Tier`, then the source's weight, then the newest; among more than 200 documents
    of a kind that match, the newest 200 and the 200 alphabetically first titles that begin with `text` are ranked.
    `kinds` limits the kinds (None: all; unknown ones are ignored). Any text is fine: of a long one the first 200
    characters and 10 words count, and text without a word finds nothing. `limit` is at most 200.
    Cost: five statements and one a kind that was found; up to four more for each word that may hold a typo, and then
    two more to find it. On PostgreSQL one more, and up to two to plan each that finds.
    """
    asked, limit = Asked.read(text), max(0, min(limit, LARGEST_LIMIT))
    if not asked.terms or not limit:
        return []
    with planned_alone():
        branches = _branches(viewer, kinds)
        asked = asked.with_words(words_by_beginning([term.word for term in asked.terms]))
        found = _found(branches, asked, limit)
        if len(found) < min(FEW_HITS, limit):
            asked = asked.with_near([near_words(term.word) for term in asked.terms])
            if asked.allows_typos:
                known = {key for _tier, key in found}
                found += [near for near in _found(branches, asked, limit) if near.id not in known]
        return _hits(branches, asked, found[:limit])


def suggestion(hits: Sequence[Hit]) -> str:
    """Return what was probably meant, when the hits were found only by allowing for typos; else an empty text.

    Made of the words of the best hit, so that it tells nothing that the viewer may not see.
    """
    if not hits or hits[0].score > Tier.NEAR_TITLE:
        return ""
    matched = hits[0].matched
    return " ".join(dict.fromkeys(part.text for part in (*matched.title, *matched.excerpt) if part.is_match))


def _branches(viewer: Any, kinds: Collection[str] | None) -> list[Branch]:
    known = {kind.key: kind for kind in Kind.objects.all()}
    sources = [source for source in search_sources if source.kind in known and (kinds is None or source.kind in kinds)]
    return that_see_something((source, known[source.kind], source.rows(viewer)) for source in sources)


def _found(branches: Sequence[Branch], asked: Asked, limit: int) -> list[Found]:
    if asked.is_in_vain:
        return []
    window = max(WINDOW, limit)
    found = [] if asked.is_long else find(branches, asked, titles_only=True, window=window)
    if len(found) < limit:
        titles = {key for _tier, key in found}
        anywhere = find(branches, asked, titles_only=False, window=window)
        found += [other for other in anywhere if other.id not in titles]
    weights = {branch.kind.id: (-branch.source.weight, place) for place, branch in enumerate(branches)}
    return sorted(found, key=lambda one: (-one.tier, weights[one.id >> KEY_BITS], -one.id))[:limit]


def _hits(branches: Sequence[Branch], asked: Asked, found: Sequence[Found]) -> list[Hit]:
    """Read the records that were found, once more through the viewer's rows; one that is gone meanwhile is left out."""
    hits: dict[int, Hit] = {}
    for branch in branches:
        scores = {key - branch.kind.base: tier for tier, key in found if key >> KEY_BITS == branch.kind.id}
        if not scores:
            continue
        rows = branch.rows.filter(pk__in=scores).prefetch_related(*branch.source.related)
        for record in rows:
            hit = _hit(branch, asked, record, scores[record.pk])
            if hit:
                hits[branch.kind.base + record.pk] = hit
    return [hits[key] for _tier, key in found if key in hits]


def _hit(branch: Branch, asked: Asked, record: Any, tier: int) -> Hit | None:
    source, document = branch.source, branch.source.document(record)
    if document is None:
        return None
    return Hit(
        kind=source.kind,
        key=record.pk,
        title=document.title,
        subtitle=str(document.subtitle),
        url=str(document.url),
        label=source.label,
        icon=source.icon,
        score=int(tier),
        matched=mark(document, asked.terms),
    )
