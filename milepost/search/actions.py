"""Writes of the index: documents follow their records, in the records' own transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from milepost.lib.bulk_rows import insert_values
from milepost.search.models import Document, Kind
from milepost.search.parts import parts_read
from milepost.search.records import SearchSource, search_sources
from milepost.search.vocabulary import add_words
from milepost.search.words import body_words, title_words

CHUNK = 500
_REPLACED = "ON CONFLICT (id) DO UPDATE SET title_words = excluded.title_words, body_words = excluded.body_words"


@dataclass(slots=True)
class _PutOff:
    """What is to be indexed at the end of a block, and what need not be read for it."""

    # By kind and number: the records themselves where they were made inside the block, None where they must be read.
    records: dict[str, dict[int, Model | None]] = field(default_factory=dict)
    # By kind and name: what was made inside the block and hangs on records of this kind; None once others were changed.
    parts: dict[tuple[str, str], list[Model] | None] = field(default_factory=dict)

    def of_kind(self, kind: str) -> dict[int, Model | None]:
        return self.records.setdefault(kind, {})

    def copied(self) -> "_PutOff":
        records = {kind: dict(known) for kind, known in self.records.items()}
        return _PutOff(records, {name: parts and list(parts) for name, parts in self.parts.items()})


_put_off: ContextVar[_PutOff | None] = ContextVar("put_off", default=None)


@contextmanager
def indexed_once() -> Iterator[None]:
    """Index whatever is written inside the block at its end, each record once however often it was written.

    Stand inside the transaction of the writes: an error in the block leaves the index as it was. One inside another
    leaves it to the outer one.
    """
    outer = _put_off.get()
    waiting = outer.copied() if outer else _PutOff()
    token = _put_off.set(waiting)
    try:
        yield
    finally:
        _put_off.reset(token)
    if outer:
        outer.records, outer.parts = waiting.records, waiting.parts
        return
    for kind, known in waiting.records.items():
        if made := [record for record in known.values() if record is not None]:
            _index_made(kind, made, waiting.parts)
        if written := [key for key, record in known.items() if record is None]:
            index_keys(kind, written)


def observe_writes(records: Sequence[Model], action: str) -> None:
    """Follow an audited write (see `audit.WriteObserver`); kinds without a source cost one look-up in a dict."""
    kind = records[0]._meta.label_lower if records else ""
    if kind not in search_sources.keys():  # noqa: SIM118 - a registry is no dict
        return
    waiting = _put_off.get()
    if action == "delete":
        remove_records(kind, [record.pk for record in records])
        for record in records:
            if waiting is not None:
                waiting.of_kind(kind).pop(record.pk, None)
    elif action == "create" and waiting is not None:
        waiting.of_kind(kind).update((record.pk, record) for record in records)
    else:
        index_records(kind, records)


def columns_read(kind: str) -> frozenset[str] | None:
    """Return the columns whose update may change a record's document; None where any may."""
    return search_sources[kind].columns if kind in search_sources.keys() else frozenset()  # noqa: SIM118 - as above


def index_wholes(kind: str, name: str, parts: Sequence[Any], action: str) -> None:
    """Index the records of `kind` whose parts were just written; `name` is what the source's `related` calls these.

    Every write of such parts is to be told: where a block only makes some, they are not read for what it makes.
    """
    attribute = _link(kind, name).attname
    index_keys(kind, [getattr(part, attribute) for part in parts])
    if (waiting := _put_off.get()) is not None:
        known = waiting.parts.setdefault((kind, name), [])
        if action != "create":
            waiting.parts[kind, name] = None
        elif known is not None:
            known.extend(parts)


def index_records(kind: str, records: Iterable[Model]) -> int:
    """Make the documents of `records` say what the records say now; return how many had to be written.

    Unchanged documents are not written: one read for every 500, and up to three writes where words changed. In the
    caller's transaction, or in one of its own. A kind without a source is a KeyError.
    """
    source = search_sources[kind]
    waiting = _put_off.get()
    if waiting is not None:
        waiting.of_kind(kind).update(dict.fromkeys(record.pk for record in records))
        return 0
    number = number_of(kind)
    return sum(_index_chunk(source, number, chunk) for chunk in batched(records, CHUNK))


def index_keys(kind: str, keys: Iterable[int]) -> int:
    """Index the records with these primary keys, as `index_records` does; they are read where that is not put off."""
    waiting = _put_off.get()
    if waiting is not None:
        known = waiting.of_kind(kind)
        for key in keys:
            known.setdefault(key)  # what hangs on a record was written: a new one need not be read for that
        return 0
    source, number, rows = search_sources[kind], number_of(kind), apps.get_model(kind)._base_manager
    chunks = (list(rows.filter(pk__in=some)) for some in batched(dict.fromkeys(keys), CHUNK))
    return sum(_index_chunk(source, number, chunk) for chunk in chunks)


def remove_records(kind: str, keys: Iterable[int]) -> None:
    """Take the documents of the records with these primary keys out of the index."""
    base = number_of(kind).base
    for chunk in batched(keys, CHUNK):
        Document.objects.filter(pk__in=[base + key for key in chunk]).delete()


def number_of(kind: str) -> Kind:
    return Kind.objects.get_or_create(key=kind)[0]


def _index_made(kind: str, records: Sequence[Model], parts: Mapping[tuple[str, str], list[Model] | None]) -> None:
    """Index records that were made in this block; of what hangs on them only what nobody told of is read."""
    source, number = search_sources[kind], number_of(kind)
    held: dict[str, dict[Any, list[Model]]] = {}
    for (of, name), some in parts.items():
        if of == kind and some is not None:
            attribute = _link(kind, name).attname
            by_key = held.setdefault(name, defaultdict(list))
            for part in some:
                by_key[getattr(part, attribute)].append(part)
    for chunk in batched(records, CHUNK):
        _index_chunk(source, number, chunk, held)


def _link(kind: str, name: str) -> Any:
    return apps.get_model(kind)._meta.get_field(name).field  # of a reverse foreign key


def _index_chunk(
    source: SearchSource,
    kind: Kind,
    records: Sequence[Model],
    held: Mapping[str, Mapping[Any, list[Model]]] | None = None,
) -> int:
    with parts_read(records, source.related, held or {}):
        wanted = {kind.base + record.pk: _words(source, record) for record in records}
    with transaction.atomic(savepoint=False):  # who told of the write goes back as a whole
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


def _words(source: SearchSource, record: Any) -> list[str] | None:
    """Return the words that a record is found by, of its title and others; None for one that nobody should find."""
    said = source.document(record)
    if not said:
        return None
    title = title_words(said.title)
    return [title, body_words(said.title, said.body, title)]
