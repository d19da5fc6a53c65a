import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from milepost.identity.public import issue_token


def make(client, **body: object):
    return client.post("/api/v1/tokens", {"name": "T", "scopes": ["read"], **body}, content_type="application/json")


def test_it_makes_a_token_that_works(calling, max_):
    response = make(calling(max_))
    assert response.status_code == 201
    secret = response.json()["secret"]
    me = Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/me").json()
    assert (me["name"], me["scopes"]) == ("Max", ["read"])


def test_it_shows_the_secret_once(calling, max_):
    client = calling(max_)
    made = make(client)
    assert "secret" not in client.get(made["Location"]).json()
    assert made.json()["secret"] not in client.get("/api/v1/tokens").content.decode()


def test_it_gives_no_scope_that_it_has_not(calling, ada):
    response = make(calling(ada, "write"), scopes=["write", "admin"])
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "beyond-own-scopes"


@pytest.mark.parametrize(("days", "status"), [(None, 422), (2, 422), (0.5, 201)])
def test_it_gives_no_longer_life_than_it_has(max_, days, status):
    now = timezone.now()
    _token, secret = issue_token(max_, "Short", ["write"], now + dt.timedelta(days=1), max_.as_actor())
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    end = None if days is None else (now + dt.timedelta(days=days)).isoformat()
    response = make(client, scopes=["write"], expires_at=end)
    assert response.status_code == status
    if status == 422:
        assert response.json()["errors"][0]["code"] == "beyond-own-end"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"expires_at": "9999-12-31T23:59:59-14:00"}, "/expires_at"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, "/expires_at"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["king"]}, "/scopes/0"),
        ({"name": ""}, "/name"),
        ({"expires_at": "2000-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2100-01-01T00:00:00"}, "/expires_at"),
    ],
)
def test_it_points_to_what_is_wrong(calling, ada, body, pointer):
    response = make(calling(ada), **body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


def test_it_revokes_at_once(calling, max_):
    client = calling(max_)
    made = make(client)
    assert client.delete(made["Location"]).status_code == 204
    theirs = Client(headers={"Authorization": f"Bearer {made.json()['secret']}"})
    assert theirs.get("/api/v1/me").status_code == 401
    assert client.get(made["Location"]).json()["state"] == "revoked"
