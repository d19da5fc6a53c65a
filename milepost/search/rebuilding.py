"""The rebuild of the index from the records themselves, while people work."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet

from milepost.search.actions import index_records, number_of
from milepost.search.models import Document, Kind
from milepost.search.records import SearchSource, search_sources
from milepost.search.vocabulary import recount_words

FIRST_STEP, LARGEST_STEP = 100, 500
STEP_SECONDS = 0.05

type Progress = Callable[[int, int], None]


def rebuild_index(kind: str | None = None, progress: Progress | None = None, pause_seconds: float = 0.02) -> int:
    """Make the index agree with the records of `kind` (None: of every kind); return how many documents changed.

    Goes through the records in steps of at most about 50 ms with a pause after each, so that other writers are served
    between, and corrects documents in place: searches find what they found all the while. What is right already is
    only read, so an interrupted rebuild is simply begun again. `progress(done, total)` is told after each step, in
    records. For `milepost`'s command line and a nightly schedule; an unknown kind is a KeyError.
    """
    sources = list(search_sources) if kind is None else [search_sources[kind]]
    total = sum(_records(source).count() for source in sources)
    done = changed = 0
    for source in sources:
        for step, step_changed in _steps(source, pause_seconds):
            done, changed = done + step, changed + step_changed
            if progress:
                progress(done, total)
    if changed:
        recount_words(pause_seconds)
    return changed


def _records(source: SearchSource) -> QuerySet[Any]:
    rows: QuerySet[Any] = model_of(source.kind)._default_manager.order_by("pk")
    return rows


def model_of(kind: str) -> type[Model]:
    return apps.get_model(kind)


def _steps(source: SearchSource, pause_seconds: float) -> Iterator[tuple[int, int]]:
    kind, last, size = number_of(source.kind), 0, FIRST_STEP
    while True:
        started = time.monotonic()
        read, changed, last_read = _step(source, kind, last, size)
        yield read, changed
        if last_read is None:
            return
        last = last_read
        size = _next_size(size, time.monotonic() - started)
        time.sleep(pause_seconds)


def _step(source: SearchSource, kind: Kind, last: int, size: int) -> tuple[int, int, int | None]:
    """Put the next `size` records right; return how many were read, how many changed, and where to go on."""
    with transaction.atomic():
        # Locked: a writer of one of them writes its document after us, or has written it before.
        records = list(_records(source).select_for_update(no_key=True).filter(pk__gt=last)[:size])
        changed = index_records(source.kind, records)
        is_last = len(records) < size
        changed += _remove_strays(kind, last, None if is_last else records[-1].pk, {record.pk for record in records})
    return len(records), changed, None if is_last else records[-1].pk


def _remove_strays(kind: Kind, after: int, until: int | None, keys: set[int]) -> int:
    """Remove the documents between two keys that have no record any more."""
    # By id alone: beside `kind`, SQLite would choose that index and read the whole kind.
    last = kind.last if until is None else kind.base + until
    documents = Document.objects.filter(id__gt=kind.base + after, id__lte=last)
    strays = [key for key in documents.values_list("id", flat=True) if key - kind.base not in keys]
    Document.objects.filter(pk__in=strays).delete()
    return len(strays)


def _next_size(size: int, seconds: float) -> int:
    if seconds > STEP_SECONDS:
        return max(50, size // 2)
    return min(LARGEST_STEP, size + size // 4) if seconds < STEP_SECONDS / 2 else size
