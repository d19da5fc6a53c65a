"""People whom a body names: whom the caller does not see, or who left, is nobody; who stands there already stays."""

import pytest

from milepost.accounts.public import change_account, create_account, declare_field, hand_over, join_team
from milepost.audit.public import update_record
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Invalid

MATCH = {"If-Match": "*"}


@pytest.fixture
def owned(ada, max_, fiona):
    """An account of Max and Fiona, who sees none of the others, with a field for a person."""
    for kind in ("account", "contact"):
        declare_field("Backup", "person", record_kind=kind, actor=ada.as_actor())
    account = create_account("Owned", actor=max_.as_actor(), csm=max_)
    join_team(account, fiona, "support", actor=max_.as_actor())
    return account


@pytest.fixture
def left(make_user):
    return update_record(make_user("Left"), {"is_active": False}, actor=SYSTEM)


@pytest.fixture
def unnamed(calling, lena, max_, fiona, left):
    """Who calls, and whom they cannot name."""
    return [(calling(fiona), lena.pk), (calling(max_), left.pk), (calling(max_), 999_999)]


def send(client, method, path, body):
    return getattr(client, method)(f"/api/v1{path}", body, content_type="application/json", headers=MATCH)


def writes(account, key):
    """Yield each way to name somebody, and the pointer of its refusal."""
    about = {"account_id": account.pk}
    yield "patch", f"/accounts/{account.pk}", {"custom": {"backup": key}}, "/custom"
    yield "post", "/contacts", {**about, "name": "Mona", "custom": {"backup": key}}, "/custom"
    yield "post", "/action-items", {**about, "text": "offer", "owner_id": key}, "/owner_id"
    yield "post", "/escalations", {**about, "subject": "Down", "owner_id": key}, "/owner_id"
    actions = [{"text": "offer", "owner_id": key}]
    touchpoint = {**about, "kind": "call", "subject": "Called", "action_items": actions}
    yield "post", "/touchpoints", touchpoint, "/action_items"
    yield "post", f"/accounts/{account.pk}/team", {"user_id": key, "role": "pm"}, "/user_id"
    yield "post", "/hand-overs", {"account_ids": [account.pk], "role": "am", "user_id": key}, "/user_id"


@pytest.mark.parametrize("number", range(7))
def test_it_names_nobody_whom_one_does_not_see_or_who_left(owned, unnamed, number):
    answers = []
    for client, key in unnamed:
        method, path, body, pointer = list(writes(owned, key))[number]
        answer = send(client, method, path, body)
        assert answer.status_code == 422, answer.content
        assert {fault["pointer"] for fault in answer.json()["errors"]} == {pointer}
        answers.append(answer.content)
    assert b"Lena" not in answers[0]


@pytest.mark.parametrize("number", range(7))
def test_it_names_who_is_seen(calling, owned, lena, max_, number):
    method, path, body, _pointer = list(writes(owned, lena.pk))[number]
    assert send(calling(max_), method, path, body).status_code in {200, 201}


def test_it_keeps_who_left_where_they_stand(calling, owned, lena, max_):
    change_account(owned, {"custom": {"backup": lena.pk}}, actor=max_.as_actor())
    client = calling(max_)
    escalation = send(client, "post", "/escalations", {"account_id": owned.pk, "subject": "Down", "owner_id": lena.pk})
    item = send(client, "post", "/action-items", {"account_id": owned.pk, "text": "offer", "owner_id": lena.pk})
    update_record(lena, {"is_active": False}, actor=SYSTEM)
    for path, body in (
        (f"/accounts/{owned.pk}", {"custom": {"backup": lena.pk}, "name": "Renamed"}),
        (f"/escalations/{escalation.json()['id']}", {"owner_id": lena.pk, "subject": "Slow"}),
        (f"/action-items/{item.json()['id']}", {"owner_id": lena.pk, "text": "an offer"}),
    ):
        assert send(client, "patch", path, body).status_code == 200


def test_it_says_who_is_named_in_bulk(calling, owned, left, max_):
    body = {"system": "crm", "items": [{"external_id": "5", "name": "Five", "custom": {"backup": left.pk}}]}
    [item] = send(calling(max_), "post", "/accounts/bulk", body).json()["items"]
    assert [fault["pointer"] for fault in item["errors"]] == ["/items/0/custom"]


@pytest.mark.usefixtures("owned")
def test_it_hands_nothing_to_who_left(owned, left, max_):
    with pytest.raises(Invalid, match="is deactivated"):
        hand_over([owned], "csm", left, actor=max_.as_actor())
