"""Has SQLite's index gather more segments before it merges them: merging takes place within somebody's write.

FTS5 keeps what each transaction wrote as a segment, and merges four of a level as soon as they are there. A search asks
every segment, which costs it 2 µs for each: with up to sixteen of a level nobody notices, and merging becomes seldom.
Where so many came at once that a level has 128, FTS5 does not go on in steps but merges them in one go.

Statistics of its inner tables go: taken while the index was small, they make each merge read all of it again and again.
"""

from django.db import migrations

SEGMENTS_BEFORE_A_MERGE = {"automerge": 16, "crisismerge": 128}
AS_FTS5_COMES = {"automerge": 4, "crisismerge": 16}


def forwards(apps, schema_editor):
    _configure(schema_editor, SEGMENTS_BEFORE_A_MERGE)
    _forget_statistics(schema_editor)


def backwards(apps, schema_editor):
    _configure(schema_editor, AS_FTS5_COMES)


def _configure(schema_editor, numbers):
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, number in numbers.items():
        schema_editor.execute("INSERT INTO search_text(search_text, rank) VALUES (%s, %s)", (name, number))


def _forget_statistics(schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        if cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone():
            cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl LIKE 'search!_text!_%' ESCAPE '!'")


class Migration(migrations.Migration):
    dependencies = [("search", "0003_find_quickly_on_postgresql")]
    operations = [migrations.RunPython(forwards, backwards)]
