"""The list's page, tried on people."""

import pytest
from django.db import connection

from milepost.audit.public import create_record
from milepost.identity.public import Role, Team, User, add_to_team, issue_token, revoke_token
from milepost.lib.keyset import in_order, order_terms
from milepost.lib.text import fold
from milepost.ui.public import save_view, set_default_view

PEOPLE = "/settings/people/"


@pytest.fixture
def cast(ada, lena, max_, fiona, victor):
    return ada


def names(answer):
    return [row.label for row in answer.context["rows"]]


def test_it_shows_the_rows_in_order(signed_in, cast):
    assert names(signed_in(cast).get(PEOPLE)) == ["Ada", "Fiona", "Lena", "Max", "Victor"]


def test_it_filters_and_sorts_by_its_address(signed_in, cast):
    assert names(signed_in(cast).get(PEOPLE + "?role!=admin,viewer&sort=-name")) == ["Max", "Lena", "Fiona"]


def test_it_does_not_repeat_a_person_in_two_teams(signed_in, cast, lena):
    actor = cast.as_actor()
    teams = [Team.objects.create(name=name) for name in ["North", "South"]]
    for team in teams:
        add_to_team(team, lena, actor=actor)
    keys = ",".join(str(team.pk) for team in teams)
    assert names(signed_in(cast).get(f"{PEOPLE}?teams={keys}")) == ["Lena"]
    assert "Lena" not in names(signed_in(cast).get(f"{PEOPLE}?teams!={keys}"))


def test_it_says_what_is_wrong_with_an_address(signed_in, cast):
    answer = signed_in(cast).get(PEOPLE + "?shoe_size=43")
    assert answer.status_code == 400
    assert "shoe_size" in answer.content.decode()
    assert "Victor" not in answer.content.decode()


def test_it_keeps_fields_from_those_who_may_not_see_them(signed_in, cast, max_):
    client = signed_in(max_)
    assert "Last sign-in" not in client.get(PEOPLE).content.decode()
    assert client.get(PEOPLE + "?last_login=last-30-days").status_code == 400
    assert client.get(PEOPLE + "?sort=last_login").status_code == 400
    assert "Last sign-in" not in client.get(PEOPLE + "?columns=name,last_login").content.decode()
    assert client.get("/lists/people/filter/last_login/").status_code == 404


def test_it_shows_a_contributor_their_own_only(signed_in, cast, fiona):
    assert names(signed_in(fiona).get(PEOPLE)) == ["Fiona"]


def test_it_asks_for_the_right_of_the_list(signed_in, cast, lena):
    assert signed_in(lena).get("/settings/audit/").status_code == 403


def test_it_adds_a_condition_from_its_form(signed_in, cast):
    answer = signed_in(cast).get(PEOPLE + "?add=role&op=any_of&value=lead&value=admin&name~=a")
    assert answer.status_code == 302
    assert answer["Location"] == PEOPLE + "?name~=a&role=lead,admin&view=none"


def test_it_answers_htmx_with_the_list_alone(signed_in, cast):
    answer = signed_in(cast).get(PEOPLE, headers={"HX-Request": "true", "HX-Target": "list"})
    text = answer.content.decode()
    assert text.strip().startswith("<section")
    assert "<html" not in text
    assert "HX-Target" in answer["Vary"]


def test_it_opens_with_the_view_that_somebody_chose(signed_in, cast):
    view = save_view("people", "Leads", {"filter": {"field": "role", "op": "any_of", "value": ["lead"]}}, owner=cast)
    set_default_view(cast, "people", view)
    assert names(signed_in(cast).get(PEOPLE)) == ["Lena"]
    assert len(names(signed_in(cast).get(PEOPLE + "?view=none"))) == 5


def test_it_drops_what_the_reader_of_a_shared_view_may_not_see(signed_in, cast, max_):
    state = {
        "filter": {
            "and": [
                {"field": "role", "op": "any_of", "value": ["lead"]},
                {"field": "last_login", "op": "unknown"},
                {"field": "teams", "op": "any_of", "value": ["4711"]},
            ]
        },
        "columns": ["name", "two_factor"],
    }
    view = save_view("people", "Leads", state, owner=cast, sharing="everyone")
    answer = signed_in(max_).get(f"{PEOPLE}?view={view.pk}")
    assert names(answer) == ["Lena"]
    assert "3 conditions or columns of this view are left out" in answer.content.decode()


def test_it_pages_through_everyone_once(signed_in, cast, make_user):
    for number in range(60):
        make_user(f"Person{number}")
    client, seen, url = signed_in(cast), [], PEOPLE
    while url:
        answer = client.get(url)
        seen += names(answer)
        url = answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 65
    assert client.get(PEOPLE + "?after=nonsense").status_code == 400


@pytest.mark.once
def test_it_makes_the_same_queries_for_one_row_and_fifty(signed_in, cast, make_user, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(cast)
    client.get(PEOPLE)
    with CaptureQueriesContext(connection) as few:
        client.get(PEOPLE)
    team = Team.objects.create(name="North")
    for number in range(40):
        add_to_team(team, make_user(f"Person{number}", Role.LEAD), actor=cast.as_actor())
    with CaptureQueriesContext(connection) as many:
        client.get(PEOPLE)
    assert len(many) <= len(few)


def test_it_teaches_when_there_is_nothing_at_all_whatever_the_list_opens_with(signed_in, ada, max_):
    client = signed_in(ada)
    assert "Nobody has a token yet" in client.get("/settings/all-tokens/").text
    assert "Nobody has a token yet" in client.get("/settings/all-tokens/?q=import").text
    token, _secret = issue_token(max_, "import", ["read"], None, max_.as_actor())
    revoke_token(token, actor=max_.as_actor())
    page = client.get("/settings/all-tokens/").text
    assert "Nobody has a token yet" not in page
    assert "Nothing matches" in page


NAMES = ["Zoë", "élodie", "Émile", "Tomasz", "Łukasz", "Åsa", "Öykü", "emma", "Elodie", "ÉLODIE"]


@pytest.mark.parametrize(("sort", "turned"), [("name", False), ("-name", True)])
def test_it_orders_names_without_case_and_accents_on_every_page(signed_in, ada, monkeypatch, sort, turned):
    monkeypatch.setattr("milepost.ui.lists.context.PAGE_ROWS", 3)
    for number, name in enumerate(NAMES):
        create_record(User(email=f"q{number}@example.com", name=name), actor=ada.as_actor())
    client, url, seen = signed_in(ada), f"{PEOPLE}?sort={sort}", []
    while url:
        answer = client.get(url)
        seen += names(answer)
        url = answer.context["next_url"]
    assert [fold(name) for name in seen] == sorted((fold(name) for name in [*NAMES, "Ada"]), reverse=turned)
    assert set(seen) == {*NAMES, "Ada"}


def test_it_reads_people_in_the_order_of_an_index(ada):
    page = in_order(User.objects.all(), order_terms(["name_folded"]))[:50]
    plan = page.explain()
    if connection.vendor == "sqlite":
        assert "user_by_name" in plan
        assert "TEMP B-TREE" not in plan
