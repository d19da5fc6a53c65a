from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from milepost.audit.public import create_records
from milepost.search import segments
from milepost.search.public import merges_read_all
from milepost.search.tests.conftest import Place

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="FTS5 is SQLite's")


def ask(statement: str, *params: object):
    with connection.cursor() as cursor:
        return cursor.execute(statement, params).fetchall()


def settings_of_fts5():
    return {key: value for key, value in ask("SELECT k, v FROM search_text_config") if key.endswith("merge")}


def test_it_gathers_segments_before_it_merges():
    assert settings_of_fts5() == {"automerge": 16, "crisismerge": 128}


def test_its_migration_is_reversible_and_forgets_statistics():
    migration = import_module("milepost.search.migrations.0004_merge_seldom_on_sqlite")
    editor = SimpleNamespace(connection=connection, execute=lambda statement, params: ask(statement, *params))
    ask("ANALYZE")
    migration.backwards(None, editor)
    assert settings_of_fts5() == {"automerge": 4, "crisismerge": 16}
    migration.forwards(None, editor)
    assert settings_of_fts5() == {"automerge": 16, "crisismerge": 128}
    told_of = {name for (name,) in ask("SELECT tbl FROM sqlite_stat1")}
    assert "django_migrations" in told_of
    assert not any(name.startswith("search_text_") for name in told_of)


def test_it_tells_of_statistics_from_when_the_index_was_small(add, actor, monkeypatch):
    monkeypatch.setattr(segments, "MANY_BLOCKS", 10)
    assert not merges_read_all()
    ask("ANALYZE search_text_data")
    assert not merges_read_all()
    for number in range(20):
        create_records([Place(name=f"Northwind {number}")], actor=actor)
        ask("INSERT INTO search_text(search_text) VALUES ('integrity-check')")  # writes what FTS5 gathered
    assert merges_read_all()
