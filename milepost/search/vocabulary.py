"""The vocabulary: every word of the index, with the number of documents that hold it."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import batched

from django.db import connection, transaction

from milepost.lib.bulk_rows import insert_values
from milepost.search.models import Document, Word

WORDS_AT_ONCE = 500
DOCUMENTS_AT_ONCE = 2_000
# Beginnings are found by the vocabulary (`beginnings`): a word that a writer counted on meanwhile stays, once.
REMOVE = """
DELETE FROM search_word WHERE id = %s AND (
    NOT EXISTS (SELECT 1 FROM {holds_it})
    OR EXISTS (SELECT 1 FROM search_word twin WHERE twin.word = search_word.word AND twin.id < search_word.id))
"""
HOLDS_IT = {
    "sqlite": "search_text WHERE search_text MATCH '\"' || search_word.word || '\"'",
    "postgresql": "search_document d WHERE d.any_text @@ quote_literal(search_word.word)::tsquery",
}
# On PostgreSQL a writer's documents are not seen before it commits: no word is removed while one is at work.
WRITERS = 0x5EA7C4


def add_words(words: Collection[str]) -> None:
    """Add the words that the vocabulary does not hold yet; the others are left alone, so that no writer waits.

    In the transaction that writes their documents.
    """
    if connection.vendor == "postgresql":
        _ask("SELECT pg_advisory_xact_lock_shared(%s)")
    for chunk in batched(sorted(words), WORDS_AT_ONCE):
        known = set(Word.objects.filter(word__in=chunk).values_list("word", flat=True))
        _insert((word, 1) for word in chunk if word not in known)


def recount_words(pause_seconds: float = 0.02) -> int:
    """Put every count right and remove the words that no document holds; return how many rows changed.

    Reads all documents (about 10 s for 700,000) and keeps the vocabulary in memory; writes in short transactions with
    pauses, so that others are not kept waiting. Meant for the night.
    """
    newest = Word.objects.order_by("-id").values_list("id", flat=True).first() or 0
    counts = _counts()
    changed, surplus = [], []
    for key, word, count in Word.objects.filter(id__lte=newest).order_by("id").values_list("id", "word", "count"):
        wanted = counts.pop(word, 0)  # a second row of the same word finds nothing left, and goes
        if not wanted:
            surplus.append(key)
        elif wanted != count:
            changed.append((wanted, key))
    for rows in batched(changed, WORDS_AT_ONCE):
        _in_peace(partial(_set_counts, rows), pause_seconds)
    for keys in batched(surplus, WORDS_AT_ONCE):
        _in_peace(partial(_remove, keys), pause_seconds)
    for words in batched(counts.items(), WORDS_AT_ONCE):
        _in_peace(partial(_insert, words), pause_seconds)
    return len(changed) + len(surplus) + len(counts)


def _counts() -> Counter[str]:
    counts: Counter[str] = Counter()
    documents = Document.objects.order_by("id").values_list("title_words", "body_words")
    for title, body in documents.iterator(chunk_size=DOCUMENTS_AT_ONCE):
        counts.update({*title.split(), *body.split()})
    return counts


def _insert(words: Iterable[tuple[str, int]]) -> None:
    insert_values(Word, ("word", "backwards", "count"), [(word, word[::-1], count) for word, count in words])


def _remove(keys: Sequence[int]) -> None:
    if connection.vendor == "postgresql" and not _ask("SELECT pg_try_advisory_xact_lock(%s)"):
        return  # another night
    with connection.cursor() as cursor:
        cursor.executemany(REMOVE.format(holds_it=HOLDS_IT[connection.vendor]), [(key,) for key in keys])


def _ask(about_writers: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(about_writers, [WRITERS])
        return bool(cursor.fetchone()[0])


def _in_peace(write: Callable[[], object], pause_seconds: float) -> None:
    with transaction.atomic():
        write()
    time.sleep(pause_seconds)


def _set_counts(rows: Sequence[tuple[int, int]]) -> None:
    # Django's bulk_update would spend fifty times as long on making its statement.
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE search_word SET count = %s WHERE id = %s", rows)
