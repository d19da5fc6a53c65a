import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from milepost.apikit.authentication import WRONG_TOKENS_PER_MINUTE
from milepost.audit.public import AuditEntry
from milepost.identity.public import ApiToken, Team, User, issue_token


def bearer(secret, **extra: str):
    return Client(headers={"Authorization": f"Bearer {secret}", **extra})


def test_it_lets_a_token_in(calling, ada):
    assert calling(ada, "read").get("/api/teams").status_code == 200


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer mp_none_such", "Basic abc", "Token x"])
def test_it_refuses_strangers(db, header):
    response = Client(headers={"Authorization": header} if header else {}).get("/api/teams")
    assert (response.status_code, response.json()["code"]) == (401, "not-authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer ")


def test_it_refuses_a_token_of_somebody_deactivated(calling, max_):
    client = calling(max_)
    User.objects.filter(pk=max_.pk).update(is_active=False)
    assert client.get("/api/teams").status_code == 401


def test_it_refuses_tokens_that_are_over(ada):
    token, secret = issue_token(ada, "T", ["read"], timezone.now() + dt.timedelta(hours=1), ada.as_actor())
    assert bearer(secret).get("/api/teams").status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert bearer(secret).get("/api/teams").status_code == 401


def test_it_names_the_scope_that_is_missing(calling, ada):
    response = calling(ada, "read").post("/api/teams", {"name": "A"}, content_type="application/json")
    assert (response.status_code, response.json()["code"], response.json()["scope"]) == (403, "scope-missing", "write")
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]
    assert calling(ada, "write").get("/api/teams").status_code == 403


def test_it_asks_for_the_owners_right_too(calling, ada, max_):
    response = calling(max_).get("/api/admin")
    assert (response.status_code, response.json()["right"]) == (403, "read-audit")
    assert calling(ada).get("/api/admin").status_code == 200


def test_it_notes_the_door_and_the_address(calling, ada):
    client = calling(ada)
    client.post("/api/teams", {"name": "A"}, content_type="application/json", REMOTE_ADDR="192.0.2.9")
    entry = AuditEntry.objects.of(Team.objects.get()).get()
    assert (entry.door, entry.address, entry.actor_label) == ("api", "192.0.2.9", "Ada")


def test_it_lets_the_browsers_session_read(signed_in, ada):
    assert signed_in(ada).get("/api/teams").status_code == 200


def test_it_asks_the_session_for_the_csrf_token_on_writes(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    refused = client.post("/api/teams", {"name": "A"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    client.cookies["csrftoken"] = "a" * 32
    headers = {"X-CSRFToken": "a" * 32}
    assert client.post("/api/teams", {"name": "A"}, content_type="application/json", headers=headers).status_code == 201


def test_it_asks_no_csrf_token_of_a_bearer(ada):
    _token, secret = issue_token(ada, "T", ["write"], None, ada.as_actor())
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})
    assert client.post("/api/teams", {"name": "A"}, content_type="application/json").status_code == 201


def test_it_refuses_a_wrong_token_though_the_session_is_right(signed_in, ada):
    client = signed_in(ada)
    assert client.get("/api/teams", headers={"Authorization": "Bearer mp_a_b"}).status_code == 401


def test_it_slows_down_those_who_try_tokens(calling, ada):
    known, late = calling(ada), calling(ada)
    assert known.get("/api/teams").status_code == 200
    for _try in range(WRONG_TOKENS_PER_MINUTE):
        assert bearer("mp_a_b").get("/api/teams").status_code == 401
    refused = bearer("mp_a_b").get("/api/teams")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-wrong-tokens")
    assert int(refused["Retry-After"]) > 0
    assert known.get("/api/teams").status_code == 200, "a token that was right before is not locked out"
    assert late.get("/api/teams").status_code == 429, "else the right one could be found by trying"
    assert late.get("/api/teams", REMOTE_ADDR="192.0.2.1").status_code == 200
