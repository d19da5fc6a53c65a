"""Writes of the index: documents follow their records, in the records' own transaction."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from milepost.lib.bulk_rows import insert_values
from milepost.search.models import Document, Kind
from milepost.search.parts import read_parts
from milepost.search.records import SearchSource, search_sources
from milepost.search.vocabulary import add_words
from milepost.search.words import body_words, title_words

CHUNK = 500
_REPLACED = "ON CONFLICT (id) DO UPDATE SET title_words = excluded.title_words, body_words = excluded.body_words"
_put_off: ContextVar[dict[str, dict[int, None]] | None] = ContextVar("put_off", default=None)


@contextmanager
def indexed_once() -> Iterator[None]:
    """Index whatever is written inside the block at its end, each record once however often it was written.

    Stand inside the transaction of the writes: an error in the block leaves the index as it was.
    """
    if _put_off.get() is not None:
        yield
        return
    waiting: dict[str, dict[int, None]] = {}
    token = _put_off.set(waiting)
    try:
        yield
    finally:
        _put_off.reset(token)
    for kind, keys in waiting.items():
        index_keys(kind, keys)


def observe_writes(records: Sequence[Model], action: str) -> None:
    """Follow an audited write (see `audit.WriteObserver`); kinds without a source cost one look-up in a dict."""
    kind = records[0]._meta.label_lower if records else ""
    if kind not in search_sources.keys():  # noqa: SIM118 - a registry is no dict
        return
    if action == "delete":
        remove_records(kind, [record.pk for record in records])
    else:
        index_records(kind, records)


def index_records(kind: str, records: Iterable[Model]) -> int:
    """Make the documents of `records` say what the records say now; return how many had to be written.

    Unchanged documents are not written: one read for every 500, and up to three writes where words changed. In the
    caller's transaction, or in one of its own. A kind without a source is a KeyError.
    """
    source = search_sources[kind]
    waiting = _put_off.get()
    if waiting is not None:
        waiting.setdefault(kind, {}).update(dict.fromkeys(record.pk for record in records))
        return 0
    number = number_of(kind)
    return sum(_index_chunk(source, number, _with_related(source, chunk)) for chunk in batched(records, CHUNK))


def index_keys(kind: str, keys: Iterable[int]) -> int:
    """Index the records with these primary keys, as `index_records` does; they are read where that is not put off."""
    waiting = _put_off.get()
    if waiting is not None:
        waiting.setdefault(kind, {}).update(dict.fromkeys(keys))
        return 0
    source, number, rows = search_sources[kind], number_of(kind), apps.get_model(kind)._base_manager
    chunks = (list(rows.filter(pk__in=some)) for some in batched(dict.fromkeys(keys), CHUNK))
    return sum(_index_chunk(source, number, read_parts(chunk, source.related)) for chunk in chunks)


def remove_records(kind: str, keys: Iterable[int]) -> None:
    """Take the documents of the records with these primary keys out of the index."""
    base = number_of(kind).base
    for chunk in batched(keys, CHUNK):
        Document.objects.filter(pk__in=[base + key for key in chunk]).delete()


def number_of(kind: str) -> Kind:
    return Kind.objects.get_or_create(key=kind)[0]


def _index_chunk(source: SearchSource, kind: Kind, records: Sequence[Model]) -> int:
    wanted = {kind.base + record.pk: _words(source, record) for record in records}
    with transaction.atomic():
        rows = Document.objects.filter(pk__in=list(wanted)).values_list("id", "title_words", "body_words")
        stored = {key: words for key, *words in rows}
        written = {key: words for key, words in wanted.items() if words is not None and words != stored.get(key)}
        gone = [key for key, words in wanted.items() if words is None and key in stored]
        if written:
            values = [(key, kind.pk, *words) for key, words in written.items()]
            insert_values(Document, ("id", "kind_id", "title_words", "body_words"), values, on_conflict=_REPLACED)
            add_words({word for words in written.values() for text in words for word in text.split()})
        if gone:
            Document.objects.filter(pk__in=gone).delete()
    return len(written) + len(gone)


def _with_related(source: SearchSource, records: Sequence[Model]) -> list[Model]:
    """Return the records with what their documents read beside the row, on copies: the caller's stay as they are."""
    if not source.related:
        return list(records)
    return read_parts([copy.copy(record) for record in records], source.related)


def _words(source: SearchSource, record: Any) -> list[str] | None:
    """Return the words that a record is found by, of its title and others; None for one that nobody should find."""
    said = source.document(record)
    if not said:
        return None
    title = title_words(said.title)
    return [title, body_words(said.title, said.body, title)]
