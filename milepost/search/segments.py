"""FTS5's segments: what each transaction wrote, merged in later writes."""

from django.db import connection

# Fewer blocks than this are read in no time.
MANY_BLOCKS = 1_000


def merges_read_all() -> bool:
    """Return whether merging reads the whole index again and again (SQLite).

    FTS5 deletes each segment by a range of ids. Statistics that ANALYZE took while the index was small say that reading
    all of it is as quick, and SQLite believes them until ANALYZE runs again.
    """
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN DELETE FROM search_text_data WHERE id >= 1 AND id <= 2")
        is_read = any("SCAN" in row[3] for row in cursor.fetchall())
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM search_text_data LIMIT %s)", [MANY_BLOCKS])
        return is_read and bool(cursor.fetchone()[0] == MANY_BLOCKS)
