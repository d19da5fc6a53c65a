"""Writes of the index: documents follow their records, in the records' own transaction."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, prefetch_related_objects

from milepost.search.models import Document, Kind
from milepost.search.records import SearchSource, search_sources
from milepost.search.vocabulary import add_words
from milepost.search.words import body_words, title_words

CHUNK = 500
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
        for some in batched(keys, CHUNK):
            index_records(kind, apps.get_model(kind)._base_manager.filter(pk__in=some))


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
    return sum(_index_chunk(source, number, chunk) for chunk in batched(records, CHUNK))


def remove_records(kind: str, keys: Iterable[int]) -> None:
    """Take the documents of the records with these primary keys out of the index."""
    base = number_of(kind).base
    for chunk in batched(keys, CHUNK):
        Document.objects.filter(pk__in=[base + key for key in chunk]).delete()


def number_of(kind: str) -> Kind:
    return Kind.objects.get_or_create(key=kind)[0]


def _index_chunk(source: SearchSource, kind: Kind, records: Sequence[Model]) -> int:
    wanted = {kind.base + record.pk: _document(source, kind, record) for record in _with_related(source, records)}
    with transaction.atomic():
        stored = Document.objects.in_bulk(list(wanted))
        written = [document for key, document in wanted.items() if document and not _same(document, stored.get(key))]
        gone = [key for key, document in wanted.items() if document is None and key in stored]
        if written:
            Document.objects.bulk_create(
                written,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["title_words", "body_words"],
            )
            add_words({word for document in written for word in document.words})
        if gone:
            Document.objects.filter(pk__in=gone).delete()
    return len(written) + len(gone)


def _with_related(source: SearchSource, records: Sequence[Model]) -> list[Model]:
    """Return the records with what their documents read beside the row, on copies: the caller's stay as they are."""
    if not source.related:
        return list(records)
    copies = [copy.copy(record) for record in records]
    for one in copies:
        one.__dict__.pop("_prefetched_objects_cache", None)  # what was read before the write
    prefetch_related_objects(copies, *source.related)
    return copies


def _document(source: SearchSource, kind: Kind, record: Any) -> Document | None:
    said = source.document(record)
    if said is None:
        return None
    return Document(
        id=kind.base + record.pk,
        kind=kind,
        title_words=title_words(said.title),
        body_words=body_words(said.title, said.body),
    )


def _same(document: Document, stored: Document | None) -> bool:
    return stored is not None and (document.title_words, document.body_words) == (stored.title_words, stored.body_words)
