"""Pieces of statements that both databases understand: conditions on the document `d`, and how well it matches."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from milepost.search.asking import Asked, Term, Tier

TITLES = "' ' || d.title_words || ' '"
ANYWHERE = "' ' || d.title_words || ' ' || d.body_words || ' '"


class Sql(NamedTuple):
    """A piece of a statement with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def compiled(rows: QuerySet[Any]) -> Sql:
    text, params = rows.query.sql_with_params()
    return Sql(text, tuple(params))


def tier_of(asked: Asked, *, titles_only: bool) -> Sql:
    """How well the document `d`, which is known to match (`titles_only`: by its title), matches."""
    if asked.allows_typos:
        return _first_of([(Tier.NEAR_TITLE, every(asked.terms, TITLES))], Tier.NEAR)
    # Words hold no `%` and no `_`: LIKE takes them.
    steps = [
        (Tier.TITLE, Sql("d.title_words = %s", (asked.whole,))),
        (Tier.TITLE_START, Sql("d.title_words LIKE %s", (asked.start + "%",))),
        (Tier.TITLE_WORDS, every(asked.terms, TITLES, whole=True)),
    ]
    if titles_only:
        return _first_of(steps, Tier.TITLE_PREFIXES)
    steps.append((Tier.TITLE_PREFIXES, every(asked.terms, TITLES)))
    steps.append((Tier.WORDS, every(asked.terms, ANYWHERE, whole=True)))
    return _first_of(steps, Tier.PREFIXES)


def every(terms: Sequence[Term], text: str, *, whole: bool = False) -> Sql:
    """Whether each of `terms` is a word of `text`, the beginning of one, or near to one; `whole`: is a word of it."""
    place_in = "strpos" if connection.vendor == "postgresql" else "instr"  # either is quicker than LIKE
    conditions, params = [], []
    for term in terms:
        pieces = [f" {term.word}{' ' if whole else ''}", *(f" {word} " for word in term.near)]
        conditions.append("(" + " OR ".join(f"{place_in}({text}, %s) > 0" for _piece in pieces) + ")")
        params += pieces
    return Sql(" AND ".join(conditions), tuple(params))


def _first_of(steps: Sequence[tuple[Tier, Sql]], otherwise: Tier) -> Sql:
    cases = " ".join(f"WHEN {condition.text} THEN {tier:d}" for tier, condition in steps)
    params = tuple(param for _tier, condition in steps for param in condition.params)
    return Sql(f"CASE {cases} ELSE {otherwise:d} END", params)
