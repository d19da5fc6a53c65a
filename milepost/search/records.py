"""What crosses the search room's door: the source of a kind of record, its document, and what a search finds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from milepost.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What people can find a record by (`title`, `body`) and what they are shown of it (`title`, `subtitle`, `url`)."""

    title: str
    body: str
    url: str | Promise  # lazy where it costs: the index has no use for it
    subtitle: str | Promise = ""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """One kind of record that can be found.

    `kind` is its model as `app.model` (what `Record.audit_kind()` returns); its primary key is a number, and a larger
    one counts as newer. `rows(viewer)` returns the rows that the viewer may see, as an unsliced QuerySet: it becomes a
    condition of the search's own query, so it should be one that an index answers by primary key. `document(record)`
    returns what is indexed and shown, from the row's own columns, or None for a row that nobody should find.
    Of two hits that match equally well, the one whose source has the larger `weight` comes first. `related` names the
    rows hanging on it that the document reads by `.all()` (reverse foreign keys), read at once for many records.
    `columns` are those that title and body are made of, where a record is often written otherwise; None: any may be.
    """

    kind: str
    label: Any
    icon: str
    rows: "Callable[[Any], QuerySet[Any]]"
    document: Callable[[Any], SearchDocument | None]
    weight: int = 0
    related: tuple[str, ...] = ()
    columns: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `is_match` when it is what the viewer asked for."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """A hit's texts in pieces. `excerpt` is empty when the title alone holds every word that was asked for."""

    title: tuple[Part, ...]
    excerpt: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. `score` falls from hit to hit only when a hit matches less well (see `Tier`)."""

    kind: str
    key: int
    title: str
    subtitle: str
    url: str
    label: Any
    icon: str
    score: int
    matched: Matched


search_sources: Registry[SearchSource] = Registry(
    "search.sources", "kinds of record that people can find", key=lambda source: source.kind
)
