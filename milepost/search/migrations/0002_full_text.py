"""The full-text structures of each database, over `search_document`.

SQLite: an external-content FTS5 table kept by triggers. Its tokenizer is `ascii`, which takes every character past
ASCII for a letter: words were made before (`search.words`). Whoever remakes the table `search_document` in a later
migration must make the triggers again.
PostgreSQL: generated tsvector columns of the very same words, and byte order for all comparisons.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_text USING fts5(
    title_words, body_words, content='search_document', content_rowid='id',
    tokenize='ascii', prefix='1 2 3', detail=column, columnsize=0
);
CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
    INSERT INTO search_text(rowid, title_words, body_words) VALUES (new.id, new.title_words, new.body_words);
END;
CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
    INSERT INTO search_text(search_text, rowid, title_words, body_words)
    VALUES ('delete', old.id, old.title_words, old.body_words);
END;
CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN
    INSERT INTO search_text(search_text, rowid, title_words, body_words)
    VALUES ('delete', old.id, old.title_words, old.body_words);
    INSERT INTO search_text(rowid, title_words, body_words) VALUES (new.id, new.title_words, new.body_words);
END;
"""
SQLITE_BACK = """
DROP TRIGGER search_document_added;
DROP TRIGGER search_document_removed;
DROP TRIGGER search_document_changed;
DROP TABLE search_text;
"""
POSTGRESQL = """
ALTER TABLE search_document ALTER COLUMN title_words TYPE text COLLATE "C",
    ALTER COLUMN body_words TYPE text COLLATE "C";
ALTER TABLE search_document
    ADD COLUMN title_text tsvector GENERATED ALWAYS AS
        (array_to_tsvector(array_remove(string_to_array(title_words, ' '), ''))) STORED,
    ADD COLUMN any_text tsvector GENERATED ALWAYS AS
        (array_to_tsvector(array_remove(string_to_array(title_words || ' ' || body_words, ' '), ''))) STORED;
CREATE INDEX search_title_text ON search_document USING gin (title_text) WITH (fastupdate = off);
CREATE INDEX search_any_text ON search_document USING gin (any_text) WITH (fastupdate = off);
ALTER TABLE search_word ALTER COLUMN word TYPE varchar(40) COLLATE "C",
    ALTER COLUMN backwards TYPE varchar(40) COLLATE "C";
"""
POSTGRESQL_BACK = """
ALTER TABLE search_document DROP COLUMN title_text, DROP COLUMN any_text;
"""


def forwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def _run(schema_editor, scripts):
    if schema_editor.connection.vendor == "postgresql":
        # Foreign keys wait for the end of the transaction, and a table with waiting checks cannot be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(scripts["postgresql"])
        return
    for statement in _statements(scripts["sqlite"]):
        schema_editor.execute(statement)


def _statements(script):
    """Split at each line that ends a statement; a trigger's own statements are indented."""
    statement = []
    for line in script.strip().splitlines():
        statement.append(line)
        if line.endswith(";") and not line.startswith(" "):
            yield "\n".join(statement)
            statement = []


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
