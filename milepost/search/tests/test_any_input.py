import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.search import words
from milepost.search.public import search

ODD = [
    "",
    " ",
    "\0",
    "north\0wind",
    '"',
    "'",
    "northwind'",
    'northwind"',
    "northwind*",
    "northwind:*",
    "title_words:northwind",
    "a & | ! <-> b",
    "NOT northwind",
    "northwind AND (",
    "NEAR(north wind)",
    "%",
    "_",
    "nor_hwind",
    "n%",
    "\\",
    "--",
    "; DROP TABLE search_document",
    "🙂",
    "🙂 northwind",
    "\ud800",
    "a" * 10_000,
    "a " * 5_000,
    "!?.,;" * 100,
    "\u202enorthwind",
    "ﬁle",
    "İ",
    "\u0345",
]


@pytest.mark.parametrize("text", ODD)
def test_it_bears_odd_input(add, text):
    add("Northwind", "robotics")
    hits = search("everyone", text)
    assert all(hit.title == "Northwind" for hit in hits)


@pytest.mark.parametrize("text", ["", " ", "\0", "🙂", "%", "_", "!?.,;", "--", '"'])
def test_it_finds_nothing_without_a_word(add, text):
    add("Northwind", "robotics")
    assert search("everyone", text) == []


@given(text=st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_bears_any_input(db, text):
    assert isinstance(search("everyone", text), list)


@given(title=st.text(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_finds_any_title_by_itself(add, title):
    from milepost.search.words import words_of

    place = add(title.replace("\0", "").encode("utf-8", "ignore").decode())
    hits = search("everyone", place.name, kinds=["search.place"], limit=200)
    assert not words_of(place.name) or len(words_of(place.name)) > 10 or place.pk in {hit.key for hit in hits}
    for hit in hits:
        assert "".join(part.text for part in hit.matched.title) == hit.title


def test_it_takes_any_limit(add):
    add("Northwind")
    assert search("everyone", "northwind", limit=0) == search("everyone", "northwind", limit=-1) == []
    assert len(search("everyone", "northwind", limit=10_000)) == 1


def test_it_knows_every_mark_of_the_scripts_as_part_of_a_word():
    marks = [chr(code) for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code)) in {"Mn", "Mc"}]
    assert len(marks) > 1000
    assert [mark for mark in marks if not words._RUN.fullmatch(f"a{mark}b")] == []
