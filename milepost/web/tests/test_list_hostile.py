"""Lists answer whatever their addresses and forms hold, and never with a crash."""

import pytest

from milepost.audit.public import AuditEntry
from milepost.ui.public import SavedView

HUGE, LONG = "9" * 30, "9" * 5000


@pytest.mark.parametrize("key", ["²", "abc", HUGE, LONG, "-", "1-1", "%00"])
def test_it_leaves_out_what_is_no_key_of_a_row(signed_in, ada, key):
    client = signed_in(ada)
    for address in ("/lists/people/bulk/set-role/", "/lists/jobs/bulk/retry/"):
        assert client.get(f"{address}?id={key}").status_code == 200
        assert client.post(f"{address}?id={key}", {"value": "viewer"}).status_code == 422


@pytest.mark.parametrize("key", ["abc", HUGE, "1-1"])
def test_it_knows_no_row_of_a_wrong_key(signed_in, ada, key):
    for name in ("people", "jobs"):
        assert signed_in(ada).get(f"/lists/{name}/rows/{key}/").status_code == 404


def test_it_reads_no_endless_numbers(signed_in, ada, lena):
    client = signed_in(ada)
    written = {"value": "CSM", "version": LONG}
    assert client.post(f"/lists/people/rows/{lena.pk}/title/", written).status_code == 422
    assert client.get(f"/lists/people/filter/name/?replace={LONG}").status_code == 200
    shared = {"name": "Mine", "sharing": "team", "team": LONG}
    assert client.post("/lists/people/views/new/", shared).status_code == 422
    entry = AuditEntry.objects.create(kind="identity.user", key=str(ada.pk), action="event", event="signed-in")
    assert client.get(f"/history/identity.user/{entry.key}/?before={LONG}").status_code == 200


def test_it_keeps_no_character_that_a_database_refuses(signed_in, ada, lena):
    client = signed_in(ada)
    assert client.get("/history/identity.user/1%00/").status_code == 404
    assert client.get("/lists/people/options/teams/?search=a%00").status_code == 200
    assert client.post("/lists/people/views/new/", {"name": "a\x00b"}).status_code == 422
    assert client.post("/lists/people/views/new/?q=a%00b", {"name": "Mine"}).status_code == 302
    assert SavedView.objects.get().state["search"] == "ab"
    answer = client.post(f"/lists/people/bulk/set-title/?id={lena.pk}", {"value": "a\x00b"})
    assert answer.status_code == 422


def test_it_leads_to_the_sign_in_whatever_page_asked(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://["}
    answer = client.get("/settings/people/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/sign-in/login/?next=/")
