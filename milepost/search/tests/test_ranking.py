from milepost.search.public import Tier, search


def test_it_ranks_titles_before_bodies_and_whole_words_before_beginnings(add, found):
    add("Of the wind", "acmes")
    add("Notes", "all about acme")
    add("About the acmes")
    add("About the acme")
    add("Acmes")
    add("Acme again")
    add("Acme")
    assert found("acme") == [
        "Acme",
        "Acme again",
        "Acmes",
        "About the acme",
        "About the acmes",
        "Notes",
        "Of the wind",
    ]
    assert [hit.score for hit in search("everyone", "acme")] == [
        Tier.TITLE,
        Tier.TITLE_START,
        Tier.TITLE_START,
        Tier.TITLE_WORDS,
        Tier.TITLE_PREFIXES,
        Tier.WORDS,
        Tier.PREFIXES,
    ]


def test_it_puts_typos_last(add, found):
    add("Nothing", "about northwind")
    add("Northwind")
    add("Body", "about northwnd")
    assert found("northwnd") == ["Body", "Northwind", "Nothing"]


def test_it_puts_the_newest_first_among_equals_and_stays_so(add, found):
    for number in range(5):
        add(f"Review {number}")
    newest_first = [f"Review {number}" for number in (4, 3, 2, 1, 0)]
    assert found("review") == newest_first
    assert found("review") == newest_first
    assert found("review", limit=2) == newest_first[:2]


def test_it_finds_the_oldest_exact_title_under_a_heap_of_newer_matches(add, found, actor):
    from milepost.audit.public import create_records
    from milepost.search.tests.conftest import Place

    add("Acme")
    add("Acme of the north")
    create_records([Place(name=f"Call acme of the north {number}") for number in range(300)], actor=actor)
    assert found("acme", limit=1) == ["Acme"]
    assert found("ac", limit=2) == ["Acme of the north", "Acme"]
    assert found("acme of the no", limit=1) == ["Acme of the north"]


def test_it_prefers_the_source_with_more_weight(add, remark, found):
    add("Northwind")
    remark("Northwind")
    assert [hit.kind for hit in search("everyone", "northwind")] == ["search.place", "search.remark"]


def test_it_looks_only_in_the_kinds_asked_for(add, remark):
    add("Northwind")
    remark("Northwind")
    assert [hit.kind for hit in search("everyone", "northwind", kinds=["search.remark"])] == ["search.remark"]
    assert search("everyone", "northwind", kinds=[]) == []
    assert search("everyone", "northwind", kinds=["search.unheard"]) == []
