"""The page of all results, over people and teams."""

import pytest

from milepost.audit.public import create_record, update_record
from milepost.identity.public import Team, TeamMembership
from milepost.search.public import index_records, search

URL = "/search/"


@pytest.fixture
def team(ada, lena, max_, fiona, victor):
    team = create_record(Team(name="Onboarding", purpose="First weeks of Northwind"), actor=ada.as_actor())
    index_records("identity.user", [ada, lena, max_, fiona, victor])
    for user in (lena, fiona):
        create_record(TeamMembership(team=team, user=user), actor=ada.as_actor())
    return team


def test_it_lists_people_and_teams_with_their_pages(signed_in, ada, max_, team):
    answer = signed_in(max_).get(URL, {"q": "len"})
    assert "<mark>Len</mark>a" in answer.text
    assert f'href="/settings/people/{team.members.get(name="Lena").pk}/"' in answer.text
    answer = signed_in(max_).get(URL, {"q": "northwind onb"})
    assert f'href="/settings/teams/{team.pk}/"' in answer.text
    assert "<mark>Northwind</mark>" in answer.text


@pytest.mark.usefixtures("team")
def test_it_finds_people_by_address_and_by_what_they_are_called_now(signed_in, max_, victor):
    client = signed_in(max_)
    assert "Victor" in client.get(URL, {"q": "victor@example"}).text
    update_record(victor, {"name": "Viktoria Müller"}, actor=max_.as_actor())
    assert "Viktoria <mark>Müller</mark>" in client.get(URL, {"q": "muller"}).text


def test_it_shows_a_contributor_only_their_own_team_and_its_people(ada, fiona, team):
    create_record(Team(name="Onboarding South"), actor=ada.as_actor())
    assert [hit.title for hit in search(fiona, "onboarding")] == ["Onboarding"]
    assert [hit.title for hit in search(fiona, "lena")] == ["Lena"]
    assert search(fiona, "max") == []
    assert search(fiona, "victr") == []


@pytest.mark.usefixtures("team")
def test_it_says_what_was_probably_meant(signed_in, max_):
    answer = signed_in(max_).get(URL, {"q": "Onbaording"})
    assert "Did you mean" in answer.text
    assert 'href="?q=Onboarding"' in answer.text
    assert "Did you mean" not in signed_in(max_).get(URL, {"q": "Onboarding"}).text


@pytest.mark.usefixtures("team")
def test_it_leaves_typos_out_of_one_kind_when_another_has_it_as_typed(signed_in, ada, max_):
    create_record(Team(name="Viktor"), actor=ada.as_actor())
    answer = signed_in(max_).get(URL, {"q": "victor"})
    assert "<h2" in answer.text
    assert "Viktor</" not in answer.text


def test_it_shows_more_of_one_kind(signed_in, ada, max_):
    for number in range(10):
        create_record(Team(name=f"Team {number}"), actor=ada.as_actor())
    answer = signed_in(max_).get(URL, {"q": "team"})
    assert answer.text.count('class="row-link"') == 8
    assert "?q=team&amp;kind=identity.team" in answer.text
    answer = signed_in(max_).get(URL, {"q": "team", "kind": "identity.team"})
    assert answer.text.count('class="row-link"') == 10


def test_it_teaches_when_nothing_was_asked_or_found(signed_in, max_):
    assert "Search everything you may see" in signed_in(max_).get(URL).text
    answer = signed_in(max_).get(URL, {"q": "<b>zz"})
    assert "Nothing matches “&lt;b&gt;zz”" in answer.text


@pytest.mark.parametrize("query", [{"q": "\0"}, {"q": "x" * 5_000}, {"q": "a", "kind": "no.such"}, {"kind": "'"}])
def test_it_bears_bad_input(signed_in, max_, query):
    assert signed_in(max_).get(URL, query).status_code == 200


def test_it_refuses_strangers_and_writes(client, signed_in, max_):
    assert client.get(URL, {"q": "lena"}).status_code == 302
    assert signed_in(max_).post(URL).status_code == 405
