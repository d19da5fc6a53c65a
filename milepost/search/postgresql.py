"""How PostgreSQL is asked: by GIN for what is rare, by going through documents for what is common.

Left to itself, its planner meets GIN's matches with all ids of a kind, looks for all rows that a viewer may see, and
takes beginnings for rarer than they are; so the way is chosen here, by the planner's own statistics.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection, transaction

from milepost.search.asking import Term

# Of more matches than this it is quicker to go through the documents until enough are found.
RARE = 10_000


class Way(NamedTuple):
    """What GIN is asked (nothing where matches are common), and what only the documents that it finds are asked."""

    of_gin: str
    of_documents: str


@contextmanager
def planned_alone() -> Iterator[None]:
    """Have it answer a search in one process, uncompiled: helpers and a compiler cost more than they spare."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off")
        yield


def way_to(terms: Sequence[Term], column: str) -> Way:
    """Choose how to look for documents with all of `terms`; one statement or two.

    GIN meets words by the rarest of them, but of a beginning it merges all matches first: words are tried alone.
    """
    words, beginnings = parted(terms)
    for of_gin, of_documents in ((words, beginnings), (terms, ())):
        if of_gin and _expected(tsquery(of_gin), column) <= RARE:
            return Way(tsquery(of_gin), tsquery(of_documents))
        if not beginnings:
            break
    return Way("", tsquery(terms))


def parted(terms: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """Return the terms whose words are known, and the others."""
    return [term for term in terms if term.words is not None], [term for term in terms if term.words is None]


def tsquery(terms: Iterable[Term]) -> str:
    return " & ".join(f"({' | '.join(term.asked_for("'{}'", "'{}':*"))})" for term in terms)


def _expected(query: str, column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM search_document WHERE {column} @@ %s::tsquery", [query])
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return int(plan[0]["Plan"]["Plan Rows"])
