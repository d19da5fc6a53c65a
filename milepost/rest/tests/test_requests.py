"""Requests, by the API."""

import pytest

JSON = "application/json"


@pytest.fixture
def client(calling, max_):
    return calling(max_)


def post(client, path, body=None, status=200):
    sent = {"data": body, "content_type": JSON} if body is not None else {}
    answer = client.post(f"/api/v1{path}", **sent)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_it_is_taken_in_once_by_its_key(client, world):
    given = {"title": "More readers", "account_id": world.account.pk, "source_key": "desk:9", "kind": "service"}
    first = post(client, "/requests", {**given, "contact_id": world.contact.pk}, 201)
    assert (first["contact"]["name"], first["door"], first["filed_by"]["id"]) == ("Mona Lind", "api", world.max.pk)
    assert post(client, "/requests", given, 201)["id"] == first["id"]


def test_it_is_answered_heard_and_done(client, world):
    url = f"/requests/{world.request.pk}"
    post(client, f"{url}/messages", {"text": "Ask support", "is_internal": True}, 201)
    assert client.get(f"/api/v1{url}").json()["answered_at"] is None
    post(client, f"{url}/messages", {"text": "We look into it"}, 201)
    post(client, f"{url}/wait")
    heard = post(client, f"{url}/messages", {"text": "Here it is", "contact_id": world.contact.pk}, 201)
    assert heard["contact"]["name"] == "Mona Lind"
    assert client.get(f"/api/v1{url}").json()["state"] == "work"
    post(client, f"{url}/messages", {"text": "Done", "is_end": True}, 201)
    done = client.get(f"/api/v1{url}").json()
    assert (done["state"], done["outcome"], done["answered_at"] is None) == ("done", "answer", False)
    assert len(client.get(f"/api/v1{url}/messages").json()["items"]) == 4


def test_it_refuses_strangers_and_itself(client, world):
    url = f"/requests/{world.request.pk}"
    assert post(client, f"{url}/join", {"other_id": world.request.pk}, 422)["errors"][0]["pointer"] == "/other_id"
    stranger = {"title": "x", "account_id": world.twin.pk, "contact_id": world.contact.pk}
    assert post(client, "/requests", stranger, 422)["errors"][0]["pointer"] == "/contact_id"
    assert post(client, "/requests", {"title": "x", "state": "done"}, 422)["errors"][0]["pointer"] == "/state"


def test_it_lists_those_of_an_account_by_state(client, world):
    path = f"/api/v1/requests?account_id={world.account.pk}"
    titles = {one["title"] for one in client.get(f"{path}&state=new").json()["items"]}
    assert titles == {"Labels", "Tags"}
    assert [one["title"] for one in client.get(f"{path}&state=declined").json()["items"]] == ["Invoice"]


def test_a_change_is_guarded(client, world):
    url = f"/api/v1/requests/{world.request.pk}"
    etag = client.get(url)["ETag"]
    changed = client.patch(url, {"promised_on": "2031-02-03"}, content_type=JSON, headers={"If-Match": etag})
    assert changed.json()["promised_on"] == "2031-02-03"
    again = client.patch(url, {"title": "X"}, content_type=JSON, headers={"If-Match": etag})
    assert again.status_code == 412
