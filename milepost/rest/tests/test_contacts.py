"""Contacts, their addresses and places by the API."""

import json

import pytest

from milepost.accounts.public import Contact, change_contact, create_account, declare_field
from milepost.rest.tests.test_accounts import HTML, MATCH, pointers, send


def test_it_makes_and_shows_a_contact(calling, world, max_):
    declare_field("Hobby", "text", actor=world.people["ada"].as_actor(), record_kind="contact")
    body = {
        "name": HTML,
        "title": "COO",
        "emails": ["Olaf@n.example", "ob@n.example"],
        "timezone": "Europe/Oslo",
        "reports_to_id": world.contact.pk,
        "account_id": world.account.pk,
        "stance": "champion",
        "custom": {"hobby": "Chess"},
    }
    client = calling(max_)
    answer = send(client, "post", "/contacts", body)
    assert answer.status_code == 201, answer.content
    shown = send(client, "get", f"/contacts/{answer.json()['id']}").json()
    assert shown == answer.json()
    assert shown["emails"] == ["olaf@n.example", "ob@n.example"]
    assert (shown["reports_to"]["name"], shown["custom"]) == ("Mona Lind", {"hobby": "Chess"})
    [place] = shown["places"]
    assert (place["account"]["name"], place["stance"]) == ("Northwind", "champion")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": ""}, "/name"),
        ({"account_id": 987654}, "/account_id"),
        ({"reports_to_id": 987654}, "/reports_to_id"),
        ({"emails": ["nobody at home"]}, "/emails"),
        ({"timezone": "Mars"}, "/timezone"),
        ({"stance": "foe"}, "/stance"),
        ({"custom": {"nothing": 1}}, "/custom"),
        ({"left_on": 5}, "/left_on"),
    ],
)
def test_it_points_to_what_is_wrong(calling, world, max_, body, wrong):
    answer = send(calling(max_), "post", "/contacts", {"name": "A", **body})
    assert {pointer[: len(wrong)] for pointer in pointers(answer)} == {wrong}
    assert not Contact.objects.filter(name="A").exists()


def test_it_makes_nobody_twice_at_one_account(calling, world, max_):
    body = {"name": "M. Lind", "account_id": world.account.pk, "emails": ["mona@n.example"]}
    answer = send(calling(max_), "post", "/contacts", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "contact-known")


def test_it_changes_one_version_of_a_contact(calling, world, max_, ada):
    client, path = calling(max_), f"/contacts/{world.contact.pk}"
    tag = send(client, "get", path)["ETag"]
    change_contact(world.contact, {"title": "CEO"}, actor=ada.as_actor())
    stale = send(client, "patch", path, {"title": "CTO"}, **{"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["title"]) == (412, "CEO")
    body = {"title": "CTO", "emails": ["new@n.example", "mona@n.example"], "timezone": None}
    fresh = send(client, "patch", path, body, **{"If-Match": stale["ETag"]})
    assert (fresh.status_code, fresh.json()["emails"]) == (200, ["new@n.example", "mona@n.example"])
    assert (fresh.json()["title"], fresh.json()["timezone"]) == ("CTO", "")


def test_it_refuses_a_circle(calling, world, max_):
    path = f"/contacts/{world.contact.pk}"
    itself = send(calling(max_), "patch", path, {"reports_to_id": world.contact.pk}, **MATCH)
    assert pointers(itself) == {"/reports_to_id"}


def test_it_filters_and_sorts_as_people_do(calling, world, max_):
    client = calling(max_)
    send(client, "post", "/contacts", {"name": "Élodie", "account_id": world.account.pk, "stance": "sponsor"})
    tree = json.dumps({"field": "stance", "op": "any_of", "value": ["sponsor"]})
    assert [one["name"] for one in send(client, "get", f"/contacts?filter={tree}").json()["items"]] == ["Élodie"]
    names = [one["name"] for one in send(client, "get", "/contacts?sort=name").json()["items"]]
    assert names == ["Élodie", "Mona Lind", "Mona Lind"]


def test_it_puts_somebody_at_an_account_and_takes_them_away(calling, world, max_):
    client, path = calling(max_), f"/contacts/{world.contact.pk}/places"
    partner = create_account("Partner", actor=max_.as_actor(), csm=max_)
    place = send(client, "post", path, {"account_id": partner.pk, "stance": "champion"}).json()
    first = send(client, "patch", f"{path}/{place['id']}", {"is_primary": True}, **MATCH)
    assert (first.status_code, first.json()["is_primary"]) == (200, True)
    people = send(client, "get", f"/accounts/{partner.pk}/contacts").json()["items"]
    assert [(one["contact"]["name"], one["stance"]) for one in people] == [("Mona Lind", "champion")]
    assert send(client, "delete", f"{path}/{place['id']}").status_code == 204
    assert send(client, "get", f"/accounts/{partner.pk}/contacts").json()["items"] == []


def test_it_shows_a_contributor_only_the_places_they_see(calling, world, fiona, ada):
    mine = create_account("Mine", actor=ada.as_actor(), support=fiona)
    send(calling(ada), "post", f"/contacts/{world.contact.pk}/places", {"account_id": mine.pk})
    shown = send(calling(fiona), "get", f"/contacts/{world.contact.pk}").json()
    assert [place["account"]["name"] for place in shown["places"]] == ["Mine"]
    send(calling(ada), "post", f"/contacts/{world.contact.pk}/archive")
    assert send(calling(fiona), "get", "/contacts").json()["items"] == []
