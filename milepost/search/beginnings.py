"""Beginnings as words: what a beginning stands for, where only few words of the vocabulary begin so.

Both databases find a word's matches far quicker than a beginning's. The vocabulary holds every word of the index, so
asking for its words finds the same.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from milepost.search.models import Word

LAST = chr(0x10FFFF)
# SQLite's prefix index holds shorter ones, and of those there are many words.
LONG_BEGINNING, FEW_WORDS = 4, 12


def words_by_beginning(beginnings: Collection[str]) -> dict[str, list[str]]:
    """Return the words that begin so, for those of the beginnings that are long and have few; one statement."""
    long = [beginning for beginning in beginnings if len(beginning) >= LONG_BEGINNING]
    found = defaultdict(list)
    if long:
        for place, word in _read(long):
            found[long[place]].append(word)
    return {beginning: found[beginning] for beginning in long if len(found[beginning]) <= FEW_WORDS}


def _read(beginnings: list[str]) -> list[tuple[int, str]]:
    table, parts, params = connection.ops.quote_name(Word._meta.db_table), [], []
    for place, beginning in enumerate(beginnings):
        parts.append(
            f"SELECT * FROM (SELECT DISTINCT {place} AS place, word FROM {table} "
            f"WHERE word >= %s AND word < %s ORDER BY word LIMIT {FEW_WORDS + 1}) AS words"
        )
        params += [beginning, beginning + LAST]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows: list[tuple[int, str]] = cursor.fetchall()
    return rows
