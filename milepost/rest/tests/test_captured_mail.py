import pytest

from milepost.accounts.public import Touchpoint


@pytest.fixture
def client(calling, world):
    return calling(world.max)


def test_it_lists_own_mail_by_state(client, world, calling):
    found = client.get("/api/v1/captured-mail?state=waiting").json()["items"]
    assert [one["id"] for one in found] == [world.mail.pk]
    assert (found[0]["sender"], found[0]["body"]) == ("sven@fabrikam.example", "Hi")
    assert "not known" in found[0]["reason"]
    assert len(client.get("/api/v1/captured-mail").json()["items"]) == 2
    assert calling(world.people["ada"]).get("/api/v1/captured-mail").json()["items"] == []


def test_it_assigns_remembers_and_takes_back(client, world):
    path = f"/api/v1/captured-mail/{world.mail.pk}"
    body = {"account_id": world.account.pk, "remember": True}
    answer = client.post(f"{path}/assignment", body, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (201, "assigned")
    assert Touchpoint.objects.get(pk=answer.json()["touchpoint_id"]).account == world.account
    assert world.account.people.filter(contact__emails__address="sven@fabrikam.example").exists()
    again = client.post(f"{path}/assignment", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "decided")
    assert client.post(f"{path}/reopen").json()["state"] == "waiting"
    suggested = client.get(f"{path}/suggestions").json()["accounts"]
    assert [one["id"] for one in suggested] == [world.account.pk]


def test_it_assigns_to_no_account_that_is_not_there(client, world):
    path = f"/api/v1/captured-mail/{world.mail.pk}/assignment"
    assert client.post(path, {"account_id": 987654}, content_type="application/json").status_code == 404


def test_it_dismisses(client, world):
    assert client.post(f"/api/v1/captured-mail/{world.mail.pk}/dismiss").json()["state"] == "dismissed"
