"""The statements that find documents, for both databases, with visibility inside.

Each kind is a branch of one statement. A branch walks the matching documents from the newest, keeps those that the
viewer may see, and stops at a window of them; only what is in the window is ranked. So a common word costs as little
as a rare one, and a viewer who may see three of ten thousand matches gets these three.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from milepost.search.asking import Asked, Term, Tier
from milepost.search.models import Kind
from milepost.search.postgresql import Way, tsquery, way_to
from milepost.search.records import SearchSource
from milepost.search.statements import ANYWHERE, TITLES, Sql, compiled, every, tier_of

# A viewer who sees no more rows than this of a kind that is not small, and no more than a tenth of it: those rows are
# walked instead of the matches.
FEW_ROWS, FEW_OF = 5_000, 10
SMALL_KIND = 2 * FEW_ROWS
LAST = chr(0x10FFFF)
NOTHING, NOTHING_MORE = Sql(""), Sql("TRUE")


class Found(NamedTuple):
    """A document that matches."""

    tier: int
    id: int


@dataclass(frozen=True)
class Branch:
    """One kind within a search: its range of documents, and the rows that the viewer may see."""

    source: SearchSource
    kind: Kind
    rows: QuerySet[Any]
    is_small: bool = False
    sees_few: bool = False

    @cached_property
    def is_seen(self) -> Sql:
        """A condition on the document `d`, answered by the row's primary key."""
        # The kind's base is a number of ours.
        key = RawSQL(f"d.id - {self.kind.base}", ())
        rows = compiled(self.rows.filter(pk=key).order_by().values("pk"))
        offset = " OFFSET 0" if connection.vendor == "postgresql" else ""  # left as it is: never all rows at once
        return Sql(f"EXISTS ({rows.text}{offset})", rows.params)

    @property
    def of_kind(self) -> str:
        return f"BETWEEN {self.kind.base} AND {self.kind.last}"


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk that every branch makes, each over its own documents; `met` is what all of them make use of."""

    asked: Asked
    titles_only: bool
    window: int
    met: Sql = NOTHING
    has_words: Sql = NOTHING_MORE

    @property
    def column(self) -> str:
        return "title_text" if self.titles_only else "any_text"

    @property
    def tier(self) -> Sql:
        return tier_of(self.asked, titles_only=self.titles_only)

    @property
    def is_first(self) -> bool:
        return self.titles_only or self.asked.is_long


def find(branches: Sequence[Branch], asked: Asked, *, titles_only: bool, window: int) -> list[Found]:
    """Return up to `window` documents of each kind by tier, best first; one statement, and two to plan it at most."""
    walk = Walk(asked, titles_only, window)
    if connection.vendor == "postgresql":
        gin_pays = any(not (branch.is_small or branch.sees_few) for branch in branches)
        walk = _planned(walk, way_to(asked.terms, walk.column) if gin_pays else Way("", tsquery(asked.terms)))
    pieces = [piece for branch in branches for piece in _pieces(branch, walk)]
    if not pieces:
        return []
    text = walk.met.text + " UNION ALL ".join(f"SELECT * FROM ({piece.text}) AS piece" for piece in pieces)
    with connection.cursor() as cursor:
        cursor.execute(text, [*walk.met.params, *(param for piece in pieces for param in piece.params)])
        return list({Found(tier, key) for tier, key in cursor.fetchall()})


def that_see_something(entries: Iterable[tuple[SearchSource, Kind, QuerySet[Any]]]) -> list[Branch]:
    """Return the branches whose viewer sees any row, and how few they are where that decides the way of walking."""
    branches, counts = [], []
    for branch in (Branch(*entry) for entry in entries):
        try:
            counts.append(_size(branch))
        except EmptyResultSet:
            continue
        branches.append(branch)
    if not branches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(count.text for count in counts), [param for count in counts for param in count.params]
        )
        sizes = cursor.fetchall()
    return [
        replace(
            branch,
            is_small=last_key <= SMALL_KIND,
            sees_few=last_key > SMALL_KIND and seen <= min(FEW_ROWS, last_key // FEW_OF),
        )
        for branch, (seen, last_key) in zip(branches, sizes, strict=True)
        if seen
    ]


def _size(branch: Branch) -> Sql:
    """How many rows the viewer sees, up to a few, and the kind's last key: it has no more documents than that."""
    rows = compiled(branch.rows.order_by().values("pk")[: FEW_ROWS + 1])
    last = f"SELECT coalesce(max(id) - {branch.kind.base}, 0) FROM search_document WHERE id {branch.of_kind}"
    return Sql(f"SELECT count(*), ({last}) FROM ({rows.text}) AS seen", rows.params)


def _planned(walk: Walk, way: Way) -> Walk:
    """Have PostgreSQL look up what is rare once for all branches, and go through the documents for what is common."""
    if not way.of_gin and walk.titles_only:
        return replace(walk, has_words=every(walk.asked.terms, TITLES))  # an index holds the titles, newest last
    has_words = _has_words(way.of_documents, walk.column)
    if not way.of_gin:
        return replace(walk, has_words=has_words)
    met = f"SELECT d.id FROM search_document d WHERE d.{walk.column} @@ %s::tsquery AND {has_words.text}"
    return replace(walk, met=Sql(f"WITH met AS MATERIALIZED ({met}) ", (way.of_gin, *has_words.params)))


def _has_words(query: str, column: str) -> Sql:
    # In a form that no index answers.
    return Sql(f"(d.{column} @@ %s::tsquery) IS TRUE", (query,)) if query else NOTHING_MORE


def _pieces(branch: Branch, walk: Walk) -> list[Sql]:
    if branch.sees_few:
        return [_walk_few_rows(branch, walk)] if walk.is_first else []
    walk_matches = _walk_postgresql if connection.vendor == "postgresql" else _walk_sqlite
    pieces = [walk_matches(branch, walk)]
    if walk.is_first and not walk.asked.allows_typos:
        pieces.append(_title_range(branch, walk))
    return pieces


def _walk_sqlite(branch: Branch, walk: Walk) -> Sql:
    tier, seen = walk.tier, branch.is_seen
    # CROSS JOIN: SQLite keeps the order of the tables, so that the walk can stop early.
    text = (
        f"SELECT {tier.text} AS tier, d.id FROM search_text CROSS JOIN search_document d ON d.id = search_text.rowid "
        f"WHERE search_text MATCH %s AND search_text.rowid {branch.of_kind} AND {seen.text} "
        f"ORDER BY search_text.rowid DESC LIMIT {walk.window}"
    )
    return Sql(text, (*tier.params, _fts5(walk.asked.terms, walk.titles_only), *seen.params))


def _walk_postgresql(branch: Branch, walk: Walk) -> Sql:
    tier, seen, has_words = walk.tier, branch.is_seen, walk.has_words
    of_kind = f"d.id {branch.of_kind} AND {seen.text}"
    newest = f"ORDER BY d.id DESC LIMIT {walk.window}"
    if walk.met.text:
        first = f"SELECT d.id FROM met d WHERE {of_kind} {newest}"
        text = f"SELECT {tier.text} AS tier, d.id FROM ({first}) AS first JOIN search_document d ON d.id = first.id"
        return Sql(text, (*tier.params, *seen.params))
    text = f"SELECT {tier.text} AS tier, d.id FROM search_document d WHERE {has_words.text} AND {of_kind} {newest}"
    return Sql(text, (*tier.params, *has_words.params, *seen.params))


def _walk_few_rows(branch: Branch, walk: Walk) -> Sql:
    """All that match, in title or body: the rows are gone through once, and the best of them are taken."""
    rows, tier = compiled(branch.rows.order_by().values(seen_key=F("pk"))), tier_of(walk.asked, titles_only=False)
    if connection.vendor == "postgresql":
        join, has_words = "JOIN", _has_words(tsquery(walk.asked.terms), "any_text")
    else:
        join, has_words = "CROSS JOIN", every(walk.asked.terms, ANYWHERE)  # in this order
    text = (
        f"SELECT {tier.text} AS tier, d.id FROM ({rows.text}) AS seen "
        f"{join} search_document d ON d.id = seen.seen_key + {branch.kind.base} "
        f"WHERE {has_words.text} ORDER BY tier DESC, d.id DESC LIMIT {walk.window}"
    )
    return Sql(text, (*tier.params, *rows.params, *has_words.params))


def _title_range(branch: Branch, walk: Walk) -> Sql:
    """Titles that are or begin with what was asked for: they count most, however old they are."""
    seen, asked = branch.is_seen, walk.asked
    tier = f"CASE WHEN d.title_words = %s THEN {Tier.TITLE:d} ELSE {Tier.TITLE_START:d} END"
    text = (
        f"SELECT {tier} AS tier, d.id FROM search_document d WHERE d.kind_id = {branch.kind.id} "
        f"AND d.title_words >= %s AND d.title_words < %s AND {seen.text} "
        f"ORDER BY d.title_words, d.id DESC LIMIT {walk.window}"
    )
    return Sql(text, (asked.whole, asked.start, asked.start + LAST, *seen.params))


def _fts5(terms: Sequence[Term], titles_only: bool) -> str:
    """What FTS5 is asked. It walks a word's matches lazily; of a beginning that is not in its index it merges all."""
    words = " AND ".join("(" + " OR ".join(term.asked_for('"{}"', '"{}"*')) + ")" for term in terms)
    return f"{{title_words}} : ({words})" if titles_only else words
