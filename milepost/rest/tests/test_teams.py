import pytest

from milepost.identity.public import Team, TeamMembership

pytestmark = pytest.mark.usefixtures("world")


def test_it_makes_a_team(calling, lena):
    response = calling(lena).post(
        "/api/v1/teams", {"name": " Renewals ", "purpose": "Keeps them"}, content_type="application/json"
    )
    team = Team.objects.get(name="Renewals")
    assert response.status_code == 201
    assert response.json()["name"] == team.name == "Renewals"
    assert response["Location"] == f"/api/v1/teams/{team.pk}"
    assert response["ETag"] == '"1"'


def test_it_refuses_a_name_that_is_taken(calling, world, lena):
    response = calling(lena).post("/api/v1/teams", {"name": "onboarding"}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (422, "name-taken")
    assert response.json()["errors"][0]["pointer"] == "/name"


def test_it_lists_members_and_expands_them(calling, world, victor):
    client = calling(victor)
    members = client.get(f"/api/v1/teams/{world.team.pk}/members").json()["items"]
    assert [(member["name"], member["is_lead"]) for member in members] == [("Lena", True), ("Max", False)]
    assert client.get(f"/api/v1/teams/{world.team.pk}?expand=members").json()["members"] == members


def test_it_adds_a_member_and_changes_them(calling, world, lena, fiona):
    client = calling(lena)
    path = f"/api/v1/teams/{world.team.pk}/members"
    response = client.post(path, {"user_id": fiona.pk}, content_type="application/json")
    assert (response.status_code, response["Location"]) == (201, f"{path}/{fiona.pk}")
    client.patch(f"{path}/{fiona.pk}", {"is_lead": True}, content_type="application/json")
    assert TeamMembership.objects.get(user=fiona).is_lead


def test_it_points_to_a_person_who_is_not_there(calling, world, lena):
    response = calling(lena).post(
        f"/api/v1/teams/{world.team.pk}/members", {"user_id": 987654}, content_type="application/json"
    )
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/user_id"


def test_it_takes_a_member_out(calling, world, lena, max_):
    path = f"/api/v1/teams/{world.team.pk}/members/{max_.pk}"
    client = calling(lena)
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404


def test_it_deletes_a_team_with_its_memberships(calling, world, lena):
    response = calling(lena).delete(f"/api/v1/teams/{world.team.pk}", headers={"If-Match": '"1"'})
    assert response.status_code == 204
    assert not TeamMembership.objects.exists()
