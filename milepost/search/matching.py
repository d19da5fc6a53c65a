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
from milepost.search.records import SearchSource

# A viewer who sees no more rows than this of a kind that is not small: those rows are walked instead of the matches.
FEW_ROWS = 5_000
SMALL_KIND = 2 * FEW_ROWS
# Beginnings this long, of no more words than this, are asked of FTS5 as these words (its prefix index is for shorter).
LONG_BEGINNING, FEW_WORDS = 4, 12
TITLES = "' ' || d.title_words || ' '"
ANYWHERE = "' ' || d.title_words || ' ' || d.body_words || ' '"
LAST = chr(0x10FFFF)


class Sql(NamedTuple):
    """A piece of a statement with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


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
    sees_few: bool = False

    @cached_property
    def is_seen(self) -> Sql:
        """A condition on the document `d`, answered by the row's primary key."""
        # The kind's base is a number of ours.
        key = RawSQL(f"d.id - {self.kind.base}", ())
        rows = _compiled(self.rows.filter(pk=key).order_by().values("pk"))
        return Sql(f"EXISTS ({rows.text})", rows.params)

    @property
    def of_kind(self) -> str:
        return f"BETWEEN {self.kind.base} AND {self.kind.last}"


def find(branches: Sequence[Branch], asked: Asked, *, titles_only: bool, window: int) -> list[Found]:
    """Return up to `window` documents of each kind by tier, best first; one statement."""
    statements = [piece for branch in branches for piece in _pieces(branch, asked, titles_only, window)]
    if not statements:
        return []
    text = " UNION ALL ".join(f"SELECT * FROM ({statement.text}) AS piece" for statement in statements)
    with connection.cursor() as cursor:
        cursor.execute(text, [param for statement in statements for param in statement.params])
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
        replace(branch, sees_few=seen <= FEW_ROWS and last_key > SMALL_KIND)
        for branch, (seen, last_key) in zip(branches, sizes, strict=True)
        if seen
    ]


def _size(branch: Branch) -> Sql:
    """How many rows the viewer sees, up to a few, and the kind's last key: it has no more documents than that."""
    rows = _compiled(branch.rows.order_by().values("pk")[: FEW_ROWS + 1])
    last = f"SELECT coalesce(max(id) - {branch.kind.base}, 0) FROM search_document WHERE id {branch.of_kind}"
    return Sql(f"SELECT count(*), ({last}) FROM ({rows.text}) AS seen", rows.params)


def _pieces(branch: Branch, asked: Asked, titles_only: bool, window: int) -> list[Sql]:
    tier, is_first = _tier(asked), titles_only or asked.is_long
    if branch.sees_few:
        return [_walk_few_rows(branch, asked.terms, tier, window)] if is_first else []
    walk_matches = _walk_postgresql if connection.vendor == "postgresql" else _walk_sqlite
    pieces = [walk_matches(branch, asked.terms, titles_only, tier, window)]
    if is_first and not asked.allows_typos:
        pieces.append(_title_range(branch, asked, tier, window))
    return pieces


def _walk_sqlite(branch: Branch, terms: Sequence[Term], titles_only: bool, tier: Sql, window: int) -> Sql:
    match, seen = _fts5(terms, titles_only), branch.is_seen
    # CROSS JOIN: SQLite keeps the order of the tables, so that the walk can stop early.
    text = (
        f"SELECT {tier.text} AS tier, d.id FROM search_text CROSS JOIN search_document d ON d.id = search_text.rowid "
        f"WHERE search_text MATCH ({match.text}) AND search_text.rowid {branch.of_kind} AND {seen.text} "
        f"ORDER BY search_text.rowid DESC LIMIT {window}"
    )
    return Sql(text, (*tier.params, *match.params, *seen.params))


def _walk_few_rows(branch: Branch, terms: Sequence[Term], tier: Sql, window: int) -> Sql:
    """All that match, in title or body: the rows are gone through once, and the best of them are taken."""
    rows = _compiled(branch.rows.order_by().values(seen_key=F("pk")))
    join = "JOIN" if connection.vendor == "postgresql" else "CROSS JOIN"  # SQLite: in this order
    has_words = _every(terms, ANYWHERE)
    text = (
        f"SELECT {tier.text} AS tier, d.id FROM ({rows.text}) AS seen "
        f"{join} search_document d ON d.id = seen.seen_key + {branch.kind.base} "
        f"WHERE {has_words.text} ORDER BY tier DESC, d.id DESC LIMIT {window}"
    )
    return Sql(text, (*tier.params, *rows.params, *has_words.params))


def _walk_postgresql(branch: Branch, terms: Sequence[Term], titles_only: bool, tier: Sql, window: int) -> Sql:
    column, seen = "title_text" if titles_only else "any_text", branch.is_seen
    match = " & ".join(f"({_tsquery(term)})" for term in terms)
    text = (
        f"SELECT {tier.text} AS tier, d.id FROM search_document d "
        f"WHERE d.{column} @@ %s::tsquery AND d.id {branch.of_kind} AND {seen.text} ORDER BY d.id DESC LIMIT {window}"
    )
    return Sql(text, (*tier.params, match, *seen.params))


def _title_range(branch: Branch, asked: Asked, tier: Sql, window: int) -> Sql:
    """Titles that are or begin with what was asked for: they count most, however old they are."""
    seen = branch.is_seen
    text = (
        f"SELECT {tier.text} AS tier, d.id FROM search_document d WHERE d.kind_id = {branch.kind.id} "
        f"AND d.title_words >= %s AND d.title_words < %s AND {seen.text} "
        f"ORDER BY d.title_words, d.id DESC LIMIT {window}"
    )
    return Sql(text, (*tier.params, asked.start, asked.start + LAST, *seen.params))


def _tier(asked: Asked) -> Sql:
    """How well the document `d`, which is known to match, matches. Words hold no `%` and no `_`: LIKE takes them."""
    if asked.allows_typos:
        in_title = _every(asked.terms, TITLES)
        return Sql(f"CASE WHEN {in_title.text} THEN {Tier.NEAR_TITLE:d} ELSE {Tier.NEAR:d} END", in_title.params)
    steps = [
        (Tier.TITLE, Sql("d.title_words = %s", (asked.whole,))),
        (Tier.TITLE_START, Sql("d.title_words LIKE %s", (asked.start + "%",))),
        (Tier.TITLE_WORDS, _every(asked.terms, TITLES, whole=True)),
        (Tier.TITLE_PREFIXES, _every(asked.terms, TITLES)),
        (Tier.WORDS, _every(asked.terms, ANYWHERE, whole=True)),
    ]
    cases = " ".join(f"WHEN {condition.text} THEN {tier:d}" for tier, condition in steps)
    params = tuple(param for _tier, condition in steps for param in condition.params)
    return Sql(f"CASE {cases} ELSE {Tier.PREFIXES:d} END", params)


def _every(terms: Sequence[Term], text: str, *, whole: bool = False) -> Sql:
    place_in = "strpos" if connection.vendor == "postgresql" else "instr"  # either is quicker than LIKE
    conditions, params = [], []
    for term in terms:
        pieces = [f" {term.word}{' ' if whole else ''}", *(f" {word} " for word in term.near)]
        conditions.append("(" + " OR ".join(f"{place_in}({text}, %s) > 0" for _piece in pieces) + ")")
        params += pieces
    return Sql(" AND ".join(conditions), tuple(params))


def _fts5(terms: Sequence[Term], titles_only: bool) -> Sql:
    """An expression for what FTS5 is asked: each term's beginning or, where few words begin so, these words.

    FTS5 walks the matches of words lazily; of a beginning longer than its prefix index it merges all matches first.
    """
    pieces = [_beginning(term) for term in terms]
    words = " || ' AND ' || ".join(piece.text for piece in pieces)
    text = f"'{{title_words}} : (' || {words} || ')'" if titles_only else words
    return Sql(text, tuple(param for piece in pieces for param in piece.params))


def _beginning(term: Term) -> Sql:
    near = "".join(f' OR "{word}"' for word in term.near)
    as_beginning = f'("{term.word}"*{near})'
    if len(term.word) < LONG_BEGINNING:
        return Sql("%s", (as_beginning,))
    text = (
        f"(SELECT CASE WHEN count(*) > {FEW_WORDS} THEN %s "
        "ELSE '(' || %s || coalesce(group_concat(' OR \"' || word || '\"', ''), '') || ')' END FROM "
        f"(SELECT DISTINCT word FROM search_word WHERE word > %s AND word < %s LIMIT {FEW_WORDS + 1}))"
    )
    return Sql(text, (as_beginning, f'"{term.word}"{near}', term.word, term.word + LAST))


def _tsquery(term: Term) -> str:
    return " | ".join([f"'{term.word}':*", *(f"'{word}'" for word in term.near)])


def _compiled(rows: QuerySet[Any]) -> Sql:
    text, params = rows.query.sql_with_params()
    return Sql(text, tuple(params))
