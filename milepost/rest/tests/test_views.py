import pytest

LEADS = {"field": "role", "op": "any_of", "value": ["lead"]}


def make(client, state=None, **body: object):
    body = {"list_key": "people", "name": "Mine", "state": state or {}, **body}
    return client.post("/api/v1/views", body, content_type="application/json")


def test_it_keeps_a_view_that_can_be_read_again(calling, world, lena):
    client = calling(lena)
    made = make(client, {"filter": LEADS, "sort": ["-name"], "columns": ["name", "role"]})
    assert made.status_code == 201
    view = client.get(made["Location"]).json()
    assert (view["owner"]["name"], view["state"]["filter"], view["state"]["sort"]) == ("Lena", LEADS, ["-name"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"list_key": "nothing"}, "/list_key"),
        ({"list_key": "audit"}, "/list_key"),
        ({"state": {"filter": {"field": "password", "op": "known"}}}, "/state/filter/field"),
        ({"state": {"columns": ["last_login"]}}, "/state"),
        ({"state": {"colour": "red"}}, "/state/colour"),
        ({"name": " "}, "/name"),
        ({"team_id": 987654, "sharing": "team"}, "/team_id"),
    ],
)
def test_it_points_to_what_is_wrong(calling, world, max_, body, pointer):
    response = make(calling(max_), **body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


def test_it_shares_only_by_right(calling, world, max_, lena, victor):
    assert make(calling(max_), sharing="everyone").status_code == 403
    shared = make(calling(lena), sharing="team", team_id=world.team.pk)
    assert calling(max_).get(shared["Location"]).status_code == 200
    assert calling(victor).get(shared["Location"]).status_code == 404
    response = calling(max_).patch(
        shared["Location"], {"name": "Mine now"}, content_type="application/json", headers={"If-Match": "*"}
    )
    assert response.status_code == 403


def test_it_changes_and_deletes(calling, world, max_):
    client = calling(max_)
    path = f"/api/v1/views/{world.view.pk}"
    changed = client.patch(
        path, {"state": {"filter": LEADS}}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.json()["state"]["filter"], changed["ETag"]) == (200, LEADS, '"2"')
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": '"2"'}).status_code == 204
    assert client.get("/api/v1/views?list_key=people").json()["items"] == []
