import json

import pytest

from milepost.audit.public import AuditEntry


def test_it_lists_writes_the_newest_first(calling, world, ada):
    items = calling(ada).get("/api/v1/audit-entries?limit=3").json()["items"]
    assert [item["id"] for item in items] == sorted((item["id"] for item in items), reverse=True)
    assert items[0]["actor_label"] == "Ada"


@pytest.mark.parametrize(
    ("condition", "narrows"),
    [
        ({"field": "kind", "op": "any_of", "value": ["identity.team"]}, lambda item: item["kind"] == "identity.team"),
        ({"field": "action", "op": "any_of", "value": ["create"]}, lambda item: item["action"] == "create"),
        ({"field": "at", "op": "in", "value": "today"}, lambda _item: True),
    ],
)
def test_it_narrows(calling, world, ada, condition, narrows):
    found = calling(ada).get("/api/v1/audit-entries", {"filter": json.dumps(condition), "limit": 200}).json()["items"]
    assert found
    assert all(narrows(item) for item in found)


def test_it_shows_what_changed(calling, world, ada):
    entry = AuditEntry.objects.filter(kind="identity.team").earliest("id")
    assert calling(ada).get(f"/api/v1/audit-entries/{entry.pk}").json()["changes"]["name"] == [None, "Onboarding"]
