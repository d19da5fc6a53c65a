import pytest

from milepost.identity.public import Team, add_to_team, create_team


@pytest.fixture
def teams(ada):
    return [create_team(name, actor=ada.as_actor()) for name in ("B", "A", "D", "C", "E")]


def names(response):
    return "".join(item["name"] for item in response.json()["items"])


def test_it_pages_through_all_and_back(calling, ada, teams):
    client = calling(ada)
    first = client.get("/api/teams?limit=2")
    assert first.json()["previous"] is None
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = client.get(first.json()["next"])
    third = client.get(second.json()["next"])
    assert (names(first), names(second), names(third)) == ("AB", "CD", "E")
    assert third.json()["next"] is None
    assert names(client.get(second.json()["previous"])) == "AB"


def test_it_keeps_its_place_while_rows_come(calling, ada, teams):
    client = calling(ada)
    first = client.get("/api/teams?limit=2").json()
    create_team("AA", actor=ada.as_actor())
    assert names(client.get(first["next"])) == "CD"


@pytest.mark.parametrize("path", ["/api/teams?after=nonsense", "/api/teams?sort=-name&after={}"])
def test_it_refuses_a_cursor_of_another_list(calling, ada, teams, path):
    client = calling(ada)
    cursor = client.get("/api/teams?limit=2").json()["next"].split("after=")[1]
    response = client.get(path.format(cursor))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/after"


def test_it_sorts(calling, ada, teams):
    assert names(calling(ada).get("/api/teams?sort=-name")) == "EDCBA"
    assert names(calling(ada).get("/api/teams?sort=id")) == "BADCE"


def test_it_shows_only_the_fields_asked_for(calling, ada, teams):
    client = calling(ada)
    assert client.get("/api/teams?fields=name,id&limit=1").json()["items"] == [{"id": teams[1].pk, "name": "A"}]
    assert client.get(f"/api/teams/{teams[0].pk}?fields=name").json() == {"name": "B"}


def test_it_expands_in_two_queries(calling, ada, max_, teams, django_assert_num_queries):
    for team in teams:
        add_to_team(team, max_, actor=ada.as_actor())
    client = calling(ada)
    client.get("/api/teams")  # notes the use of the token
    with django_assert_num_queries(3):  # the token, the teams, their members
        items = client.get("/api/teams?expand=people").json()["items"]
    assert [item["people"] for item in items] == [["Max"]] * 5
    assert client.get(f"/api/teams/{teams[0].pk}?expand=people&fields=id").json() == {
        "id": teams[0].pk,
        "people": ["Max"],
    }


@pytest.mark.parametrize("parameter", ["fields", "expand", "sort"])
def test_it_refuses_names_that_it_does_not_know(calling, ada, parameter):
    response = calling(ada).get(f"/api/teams?{parameter}=secret")
    assert response.status_code == 422
    [fault] = response.json()["errors"]
    assert (fault["in"], fault["pointer"]) == ("query", f"/{parameter}")
    assert "secret" in fault["message"]


def test_it_lists_in_two_queries(calling, ada, teams, django_assert_num_queries):
    client = calling(ada)
    client.get("/api/teams")
    with django_assert_num_queries(2):  # the token, the teams
        client.get("/api/teams")
    assert Team.objects.count() == 5
