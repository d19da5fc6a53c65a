import json

import pytest

from milepost.audit.public import AuditEntry
from milepost.identity.public import User, add_to_team, create_team

pytestmark = pytest.mark.usefixtures("world")


def names(response):
    return [item["name"] for item in response.json()["items"]]


def test_it_lists_people_by_name(calling, world, ada):
    assert names(calling(ada).get("/api/v1/users")) == ["Ada", "Fiona", "Lena", "Max", "Victor"]
    assert names(calling(ada).get("/api/v1/users?sort=-name&limit=2")) == ["Victor", "Max"]


def test_it_filters_by_the_tree_of_the_page(calling, world, ada):
    client = calling(ada)
    tree = {"or": [{"field": "role", "op": "any_of", "value": ["lead"]}, {"field": "teams", "op": "unknown"}]}
    found = client.get("/api/v1/users", {"filter": json.dumps(tree), "sort": "-name"})
    assert names(found) == ["Victor", "Lena", "Fiona", "Ada"]
    assert names(client.get("/api/v1/users?q=max")) == ["Max"]


def test_it_pages_through_what_is_filtered(calling, world, ada):
    client = calling(ada)
    tree = json.dumps({"not": {"field": "role", "op": "any_of", "value": ["lead"]}})
    first = client.get("/api/v1/users", {"filter": tree, "limit": 3}).json()
    assert names(client.get(first["next"])) == ["Victor"]
    cursor = first["next"].split("after=")[1].split("&")[0]
    assert client.get(f"/api/v1/users?after={cursor}").status_code == 422


@pytest.mark.parametrize(
    ("tree", "pointer"),
    [
        ("{", "/filter"),
        ('{"field": "password", "op": "known"}', "/filter/field"),
        ('{"and": [{"field": "role", "op": "gt", "value": 1}]}', "/filter/and/0/op"),
        ('{"field": "name", "op": "is", "value": "\\u0000"}', "/filter"),
    ],
)
def test_it_points_into_the_filter(calling, world, ada, tree, pointer):
    response = calling(ada).get("/api/v1/users", {"filter": tree})
    assert response.status_code == 422
    [fault] = response.json()["errors"]
    assert (fault["in"], fault["pointer"]) == ("query", pointer)


def test_it_neither_filters_nor_sorts_by_what_one_may_not_see(calling, world, max_, ada):
    tree = {"filter": '{"field": "last_login", "op": "unknown"}'}
    assert calling(ada).get("/api/v1/users", tree).status_code == 200
    assert calling(max_).get("/api/v1/users", tree).status_code == 422
    assert calling(ada).get("/api/v1/users?sort=last_login").status_code == 200
    response = calling(max_).get("/api/v1/users?sort=last_login")
    assert response.json()["errors"][0]["pointer"] == "/sort"


def test_it_shows_a_contributor_only_themself_and_their_teams(calling, world, fiona):
    assert names(calling(fiona).get("/api/v1/users")) == ["Fiona"]


def test_it_expands_teams(calling, world, max_):
    user = calling(max_).get(f"/api/v1/users/{max_.pk}?expand=teams&fields=id").json()
    assert user == {"id": max_.pk, "teams": [{"id": world.team.pk, "name": "Onboarding", "is_lead": False}]}


def test_it_expands_only_teams_that_the_reader_sees(calling, world, fiona, max_, ada):
    shared = create_team("Shared", actor=ada.as_actor())
    for person in (fiona, max_):
        add_to_team(shared, person, actor=ada.as_actor())
    teams = calling(fiona).get(f"/api/v1/users/{max_.pk}?expand=teams").json()["teams"]
    assert [team["name"] for team in teams] == ["Shared"]


def test_it_never_shows_a_password(calling, world, ada):
    assert "password" not in calling(ada).get(f"/api/v1/users/{ada.pk}").content.decode()


def test_it_adds_a_person(calling, ada):
    response = calling(ada).post(
        "/api/v1/users", {"email": "Nora@Example.com", "name": "Nora", "role": "lead"}, content_type="application/json"
    )
    nora = User.objects.get(email="nora@example.com")
    assert (response.status_code, response["Location"]) == (201, f"/api/v1/users/{nora.pk}")
    assert nora.role == "lead"
    assert AuditEntry.objects.of(nora).get().door == "api"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": "ada@example.com", "name": "A"}, "/email"),
        ({"email": "nonsense", "name": "A"}, "/email"),
        ({"email": "b@example.com", "name": ""}, "/name"),
        ({"email": "b@example.com", "name": "B" * 121}, "/name"),
        ({"email": "b@example.com", "name": "B", "role": "king"}, "/role"),
        ({"email": "b@example.com", "name": "B", "locale": "xx"}, "/locale"),
    ],
)
def test_it_points_to_what_is_wrong(calling, ada, body, pointer):
    response = calling(ada).post("/api/v1/users", body, content_type="application/json")
    assert response.status_code == 422
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


def test_it_keeps_the_last_admin(calling, ada):
    response = calling(ada).patch(
        f"/api/v1/users/{ada.pk}", {"role": "viewer"}, content_type="application/json", headers={"If-Match": "*"}
    )
    assert (response.status_code, response.json()["code"]) == (409, "last-admin")


def test_it_locks_out_whom_it_deactivates(calling, ada, max_):
    theirs = calling(max_)
    response = calling(ada).patch(
        f"/api/v1/users/{max_.pk}", {"is_active": False}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert response.json()["is_active"] is False
    assert theirs.get("/api/v1/me").status_code == 401
