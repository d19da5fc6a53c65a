import pytest


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Northwind Robotics", "northwind"),
        ("Northwind Robotics", "ROBOT"),
        ("Northwind Robotics", "no"),
        ("Northwind Robotics", "robotics northwind"),
        ("Northwind Robotics", "rob nor"),
        ("Northwind Robotics", "northwind-robotics"),
        ("Müller GmbH", "Muller"),
        ("Muller GmbH", "Müller"),
        ("Straße 7", "strasse"),
        ("Strasse 7", "straße"),
        ("Ærø Łódź", "aero lodz"),
        ("O'Brien", "obrien"),
        ("O'Brien", "o'brien"),
        ("OBrien", "o’brien"),
        ("E-mail", "email"),
        ("max.muster@north-wind.example.com", "muster"),
        ("max.muster@north-wind.example.com", "wind.example"),
        ("max.muster@north-wind.example.com", "max.muster@north"),
        ("max.muster@north-wind.example.com", "max.muster@north-wind.example.com"),
        ("東京都庁", "東京"),
        ("東京都庁", "京都"),
        ("東京都庁", "庁"),
        ("東京都庁", "東京都庁"),
        ("株式会社ABC", "abc"),
        ("株式会社ABC", "株式"),
        ("삼성전자", "삼성"),
        ("हिन्दी समाचार", "समाचार"),
        ("Ticket QBR-2026", "qbr-2026"),
        ("Ticket QBR-2026", "2026"),
    ],
)
def test_it_finds_by_words_and_their_beginnings(add, found, title, text):
    add("Something else")
    add(title)
    assert found(text) == [title]


@pytest.mark.usefixtures("_every_way")
@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("northwind", ["Northwind Foods", "Northwind Robotics", "Of northwind", "Body"]),
        ("no", ["Northwind Foods", "Northwind Robotics", "Of northwind", "Body"]),
        ("northwind ro", ["Northwind Robotics", "Body"]),
        ("ro no", ["Northwind Robotics", "Body"]),
        ("north rob", ["Northwind Robotics", "Body"]),
        ("about northwind robotics", ["Body"]),
        ("all about northwind robotics", ["Body"]),
        ("all about northwind ro", ["Body"]),
        ("northwnd rob", ["Northwind Robotics", "Body"]),
        ("northwnd robtics", ["Northwind Robotics", "Body"]),
        ("northwind zzzzzz", []),
        ("zz", []),
    ],
)
def test_it_finds_the_same_whichever_way_it_looks(add, found, text, titles):
    add("Body", "all about northwind robotics")
    add("Of northwind")
    add("Northwind Robotics")
    add("Northwind Foods")
    for number in range(40):  # a kind of which few rows are a tenth
        add(f"Other {number}", owner="lena")
    assert found(text) == titles


@pytest.mark.parametrize("count", [3, 20])
def test_it_finds_by_a_beginning_of_few_words_and_of_many(add, found, count):
    names = [f"North{chr(97 + number)}" for number in range(count)]
    for name in names:
        add(name)
    add("Southa")
    assert sorted(found("nort", limit=100)) == sorted(names)


@pytest.mark.parametrize(
    "text",
    [
        "Northwnd",  # a letter missing
        "Northwindd",  # one too many
        "Northwimd",  # a wrong one
        "Nortwhind",  # two swapped
        "Onrthwind",  # the first two swapped
        "Morthwind",  # the first one wrong
        "orthwind",  # the first one missing
        "nortwhnd",  # two typos, in a word long enough for them
        "robotics northwnd",
        "robtics northwnd",
    ],
)
def test_it_finds_in_spite_of_typos(add, found, text):
    add("Bellweather Foods")
    add("Northwind Robotics")
    assert found(text) == ["Northwind Robotics"]


@pytest.mark.parametrize("text", ["amce", "cme", "acm e", "bcme", "acne"])
def test_it_allows_one_typo_in_short_words(add, found, text):
    add("Acme")
    assert found(text) == ([] if text in {"cme", "acm e"} else ["Acme"])


def test_it_allows_no_typo_in_numbers(add, found):
    add("Invoice 20261")
    assert found("20262") == []


def test_it_takes_no_typo_for_granted_when_enough_matches_as_typed(add, found):
    for number in range(3):
        add(f"Land {number}")
    add("Sand")
    assert found("land") == ["Land 2", "Land 1", "Land 0"]


def test_it_wants_every_word(add, found):
    add("Northwind Robotics")
    add("Northwind Foods")
    assert found("northwind foods") == ["Northwind Foods"]
    assert found("northwind zzzzzz") == []


def test_it_finds_by_the_body_and_shows_where(add):
    from milepost.search.public import search

    add("Kick-off", "Long before. " * 20 + "We agreed on the Zürich warehouse, then left. " + "Long after. " * 40)
    [hit] = search("everyone", "zurich ware")
    assert [part.text for part in hit.matched.excerpt if part.is_match] == ["Zürich", "ware"]
    excerpt = "".join(part.text for part in hit.matched.excerpt)
    assert excerpt.startswith("…")
    assert "agreed on the Zürich warehouse, then" in excerpt
    assert len(excerpt) < 150


def test_it_marks_what_was_typed_in_the_title(add):
    from milepost.search.public import search

    add("Große Straße, Northwind")
    [hit] = search("everyone", "strass gro")
    assert [(part.text, part.is_match) for part in hit.matched.title] == [
        ("Gro", True),
        ("ße ", False),
        ("Straß", True),
        ("e, Northwind", False),
    ]
    [hit] = search("everyone", "northwnd")
    assert [part.text for part in hit.matched.title if part.is_match] == ["Northwind"]
    assert hit.matched.excerpt == ()


def test_it_tells_what_was_meant_only_after_a_typo(add):
    from milepost.search.public import search, suggestion

    add("Northwind Robotics")
    assert suggestion(search("everyone", "northwnd")) == "Northwind"
    assert suggestion(search("everyone", "northw")) == ""
    assert suggestion([]) == ""


def test_it_gives_all_that_a_hit_needs(add):
    from milepost.search.public import Tier, search

    place = add("Northwind", owner="lena")
    [hit] = search("everyone", "northwind")
    assert (hit.kind, hit.key, hit.title, hit.subtitle) == ("search.place", place.pk, "Northwind", "lena")
    assert (hit.url, hit.label, hit.icon, hit.score) == (f"/places/{place.pk}", "Place", "map-pin", Tier.TITLE)
