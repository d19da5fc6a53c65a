import pytest

from milepost.audit.public import AuditEntry


def test_it_lists_writes_the_newest_first(calling, world, ada):
    items = calling(ada).get("/api/v1/audit-entries?limit=3").json()["items"]
    assert [item["id"] for item in items] == sorted((item["id"] for item in items), reverse=True)
    assert items[0]["actor_label"] == "Ada"


@pytest.mark.parametrize(
    "query", ["kind=identity.team", "action=create", "actor_kind=user&actor_id={ada}", "since=2001-01-01T00:00:00Z"]
)
def test_it_narrows(calling, world, ada, query):
    client = calling(ada)
    query = query.format(ada=ada.pk)
    found = client.get(f"/api/v1/audit-entries?{query}&limit=200").json()["items"]
    assert found
    names = [part.split("=") for part in query.split("&") if not part.startswith("since")]
    assert all(str(item[name]) == value for item in found for name, value in names)


def test_it_finds_nothing_before_there_was_anything(calling, world, ada):
    assert calling(ada).get("/api/v1/audit-entries?until=2001-01-01T00:00:00Z").json()["items"] == []


def test_it_keeps_a_cursor_to_its_filter(calling, world, ada):
    client = calling(ada)
    cursor = client.get("/api/v1/audit-entries?limit=1").json()["next"].split("after=")[1]
    assert client.get(f"/api/v1/audit-entries?after={cursor}&kind=identity.team").status_code == 422


def test_it_shows_what_changed(calling, world, ada):
    entry = AuditEntry.objects.filter(kind="identity.team").earliest("id")
    assert calling(ada).get(f"/api/v1/audit-entries/{entry.pk}").json()["changes"]["name"] == [None, "Onboarding"]
