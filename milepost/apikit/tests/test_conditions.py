import pytest

from milepost.identity.public import Team, create_team


@pytest.fixture
def team(ada):
    return create_team("A", actor=ada.as_actor())


def patch(client, team, **headers: str):
    return client.patch(f"/api/teams/{team.pk}", {"purpose": "P"}, content_type="application/json", headers=headers)


def test_it_names_the_version_and_spares_the_unchanged(calling, ada, team):
    client = calling(ada)
    assert client.get(f"/api/teams/{team.pk}")["ETag"] == '"1"'
    response = client.get(f"/api/teams/{team.pk}", headers={"If-None-Match": '"0", W/"1"'})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", '"1"')
    assert client.get(f"/api/teams/{team.pk}", headers={"If-None-Match": '"2"'}).status_code == 200


def test_it_has_no_etag_with_expansions(calling, ada, team):
    response = calling(ada).get(f"/api/teams/{team.pk}?expand=people", headers={"If-None-Match": '"1"'})
    assert response.status_code == 200
    assert "ETag" not in response


def test_it_writes_over_the_version_that_was_read(calling, ada, team):
    response = patch(calling(ada), team, **{"If-Match": '"1"'})
    assert (response.status_code, response["ETag"], response.json()["purpose"]) == (200, '"2"', "P")


def test_it_writes_over_anything_when_told(calling, ada, team):
    assert patch(calling(ada), team, **{"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("wrong", ['"2"', 'W/"1"', "nonsense"])
def test_it_refuses_another_version_and_shows_what_is_there(calling, ada, team, wrong):
    response = patch(calling(ada), team, **{"If-Match": wrong})
    assert (response.status_code, response["ETag"], response.json()["code"]) == (412, '"1"', "stale")
    assert response.json()["current"]["name"] == "A"
    assert Team.objects.get().purpose == ""


def test_it_demands_the_version(calling, ada, team):
    assert patch(calling(ada), team).status_code == 428
    assert calling(ada).delete(f"/api/teams/{team.pk}").status_code == 428
    assert Team.objects.exists()


def test_it_deletes_the_version_that_was_read(calling, ada, team):
    client = calling(ada)
    assert client.delete(f"/api/teams/{team.pk}", headers={"If-Match": '"9"'}).status_code == 412
    response = client.delete(f"/api/teams/{team.pk}", headers={"If-Match": '"1"'})
    assert (response.status_code, response.content) == (204, b"")
    assert not Team.objects.exists()
