import pytest

from milepost.accounts.public import (
    Account,
    Contact,
    add_contact,
    archive_contact,
    change_account,
    change_contact,
    create_account,
    log_touchpoint,
)

JSON = "application/json"


@pytest.fixture
def two(max_):
    """The account that stays, and its double with a touchpoint and a currency that the other lacks."""
    actor = max_.as_actor()
    winner, loser = (create_account(name, actor=actor, csm=max_) for name in ("Northwind", "Northwind Ltd"))
    change_account(loser, {"employees": 70}, actor=actor)
    log_touchpoint(loser, "call", "Spoke", actor=actor)
    return winner, loser


@pytest.fixture
def client(calling, lena):
    return calling(lena)


def post(client, path, body=None):
    return client.post(f"/api/v1{path}", body or {}, content_type=JSON)


def test_it_shows_what_a_merge_would_do_then_merges_and_takes_it_back(client, two):
    winner, loser = two
    preview = client.get(f"/api/v1/accounts/{winner.pk}/merge-preview?loser_id={loser.pk}").json()
    assert {one["label"]: one["count"] for one in preview["moving"]}["Touchpoints"] == 1
    filled = [one for one in preview["differences"] if one["is_filled"]]
    assert [(one["loser"], one["winner"]) for one in filled] == [("70", "")]
    body = {"loser_id": loser.pk, **{name: preview[name] for name in ("loser_version", "winner_version")}}
    answer = post(client, f"/accounts/{winner.pk}/merges", body)
    merge = client.get(answer["Location"]).json()
    assert (answer.status_code, merge["winner_id"], merge["loser_id"]) == (201, winner.pk, loser.pk)
    assert client.get(f"/api/v1/accounts/{winner.pk}").json()["employees"] == 70
    assert client.get(f"/api/v1/touchpoints?account_id={winner.pk}").json()["items"][0]["subject"] == "Spoke"
    undone = client.post(f"{answer['Location']}/undo").json()
    assert (undone["left"], bool(undone["undone_at"])) == ([], True)
    assert Account.objects.get(pk=loser.pk).archived_at is None


def test_it_merges_only_what_was_seen(client, two, max_):
    winner, loser = two
    seen = {"loser_id": loser.pk, "loser_version": loser.version, "winner_version": winner.version}
    change_account(winner, {"employees": 3}, actor=max_.as_actor())
    answer = post(client, f"/accounts/{winner.pk}/merges", {**seen, "winner_version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert Account.objects.filter(archived_at=None).count() == 2


def test_it_does_not_merge_a_record_with_itself(client, two):
    answer = post(client, f"/accounts/{two[0].pk}/merges", {"loser_id": two[0].pk})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/loser_id")


def test_it_merges_contacts(client, two, max_):
    mona, twin = (add_contact(name, actor=max_.as_actor(), account=two[0]) for name in ("Mona", "M. Lind"))
    answer = post(client, f"/contacts/{mona.pk}/merges", {"loser_id": twin.pk})
    assert (answer.status_code, answer.json()["record_kind"]) == (201, "contact")
    assert Contact.objects.get(pk=twin.pk).archived_at
    listed = client.get("/api/v1/merges").json()["items"]
    assert [one["id"] for one in listed] == [answer.json()["id"]]


@pytest.fixture
def mona(two, max_):
    return add_contact("Mona Lind", actor=max_.as_actor(), account=two[0], emails=["mona@n.example"])


def test_it_erases_a_person_after_their_name_was_said(calling, ada, client, mona):
    shown = client.get(f"/api/v1/contacts/{mona.pk}/erasure-preview").json()
    assert sum(row["count"] for row in shown["rows"]) >= 2
    answer = post(client, f"/contacts/{mona.pk}/erasure", {"name": "mona  lind", "version": shown["version"]})
    report = answer.json()
    assert (answer.status_code, report["addresses"], report["mentions"]) == (201, 1, [])
    assert report["log_entries"] > 0
    assert not Contact.objects.exists()
    told = calling(ada).get(answer["Location"]).json()["items"]
    assert told[0]["what"] == "erased on request"
    assert "mona" not in str(told).lower()


def test_it_erases_nobody_under_another_name(client, mona):
    answer = post(client, f"/contacts/{mona.pk}/erasure", {"name": "Mona Lund"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "wrong-name")
    assert answer.json()["errors"][0]["pointer"] == "/name"
    assert Contact.objects.exists()


def test_it_erases_nobody_who_changed_since(client, mona, max_):
    change_contact(mona, {"title": "CEO"}, actor=max_.as_actor())
    answer = post(client, f"/contacts/{mona.pk}/erasure", {"name": "Mona Lind", "version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert Contact.objects.exists()


def test_it_tells_the_history_of_a_record_that_one_sees(calling, max_, fiona, two, mona):
    path = f"/api/v1/history/accounts.contact/{mona.pk}"
    change_contact(mona, {"title": "CEO"}, actor=max_.as_actor())
    archive_contact(mona, actor=max_.as_actor())
    first = calling(max_).get(f"{path}?limit=2").json()
    newest, older = first["items"]
    assert [change["after"] for change in older["changes"]] == ["CEO"]
    assert (older["what"], older["actor_label"], newest["version"]) == ("changed", "Max", older["version"] + 1)
    rest = calling(max_).get(first["next"]).json()["items"]
    assert rest[-1]["action"] == "create"
    assert calling(fiona).get(path).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("path", ["accounts.contact/x", "accounts.nothing/1", "nothing/1", "accounts.contact/987654"])
def test_it_has_no_history_of_what_is_not_there(calling, max_, path):
    assert calling(max_).get(f"/api/v1/history/{path}").status_code == 404
