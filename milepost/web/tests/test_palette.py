"""The palette's results."""

import pytest

from milepost.identity.public import Right
from milepost.search.public import Hit, Matched, Part
from milepost.ui.public import Command
from milepost.web import palette

URL = "/palette/"


def northwind(kind="accounts.account", label="Accounts"):
    matched = Matched((Part("Northwind", is_match=True), Part(" <Robotics>")))
    return Hit(kind, 1, "Northwind <Robotics>", "Berlin", "/accounts/1/", label, "building", 900, matched)


@pytest.fixture
def found(monkeypatch):
    hits, asked = [], []

    def search(viewer, text, limit):
        asked.append((viewer, text))
        return hits

    monkeypatch.setattr(palette, "search", search)
    return hits, asked


def test_it_shows_every_command_while_nothing_is_typed(signed_in, max_, found):
    answer = signed_in(max_).get(URL)
    assert "Go to Today" in answer.text
    assert "Open settings" in answer.text
    assert found[1] == []


@pytest.mark.parametrize("text", ["se", "Séttings", "open set", "preferences"])
def test_it_finds_a_command_by_the_beginnings_of_its_words(signed_in, max_, found, text):
    answer = signed_in(max_).get(URL, {"q": text})
    assert "Open settings" in answer.text
    assert "Go to Today" not in answer.text


def test_it_offers_only_what_the_person_may_do(signed_in, ada, max_, found, monkeypatch):
    tidy = Command("tidy", "Tidy people", "users", "web:today", "clean", Right.MANAGE_PEOPLE)
    monkeypatch.setattr(palette, "commands", [tidy])
    assert "Tidy people" in signed_in(ada).get(URL, {"q": "tidy"}).text
    assert "Tidy people" not in signed_in(max_).get(URL, {"q": "tidy"}).text


def test_it_groups_what_search_finds_and_marks_what_matched(signed_in, max_, found):
    found[0].append(northwind())
    answer = signed_in(max_).get(URL, {"q": "northw"})
    assert "Accounts" in answer.text
    assert "<mark>Northwind</mark> &lt;Robotics&gt;" in answer.text
    assert 'href="/accounts/1/"' in answer.text
    assert found[1] == [(max_, "northw")]


def test_it_gives_every_option_an_id_of_its_own(signed_in, max_, found):
    found[0].extend([northwind(), northwind("people.person", "People")])
    text = signed_in(max_).get(URL, {"q": "o"}).text
    ids = [part.split('"')[0] for part in text.split('id="palette-item-')[1:]]
    assert len(ids) == len(set(ids)) >= 3


def test_it_says_that_nothing_was_found_in_escaped_words(signed_in, max_, found):
    answer = signed_in(max_).get(URL, {"q": "<b>zz"})
    assert "Nothing is called" in answer.text
    assert "<b>zz" not in answer.text


def test_it_cuts_what_is_too_long(signed_in, max_, found):
    signed_in(max_).get(URL, {"q": "x" * 5000})
    assert len(found[1][0][1]) == palette.LONGEST_TEXT


def test_it_sends_a_stranger_to_sign_in(client, db):
    assert client.get(URL)["Location"].startswith("/sign-in/login/")


def test_it_knows_no_post(signed_in, max_):
    assert signed_in(max_).post(URL).status_code == 405
