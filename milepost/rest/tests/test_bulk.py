import json

import pytest

from milepost.accounts.public import Account, Contact
from milepost.jobs.testing import run_all_jobs

ACCOUNTS, CONTACTS = "/api/v1/accounts/bulk", "/api/v1/contacts/bulk"


@pytest.fixture
def post(calling, max_):
    client = calling(max_)

    def send(path, body, headers=None):
        return client.post(path, body, content_type="application/json", headers=headers)

    return send


def test_it_says_of_each_item_what_came_of_it(post, world):
    body = {
        "system": "crm",
        "items": [
            {
                "external_id": "1",
                "name": "One",
                "tags": ["Pilot"],
                "stage_id": world.stage.pk,
                "stage_since": "2026-01-05",
            },
            {"external_id": "2", "name": "Two", "tier_id": 999},
            {"external_id": "1", "name": "Again"},
            {"external_id": "4"},
            {"external_id": "5", "name": "Five", "custom": {"nothing": "x"}},
        ],
    }
    answer = post(ACCOUNTS, body)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["created"], told["refused"]) == (1, 4)
    faults = [(item["errors"][0]["pointer"], item["errors"][0]["code"]) for item in told["items"] if item["errors"]]
    assert faults == [
        ("/items/1/tier_id", "wrong-value"),
        ("/items/2/external_id", "duplicate-key"),
        ("/items/3/name", "wrong-value"),
        ("/items/4/custom", "wrong-value"),
    ]
    account = Account.objects.get(pk=told["items"][0]["id"])
    assert (account.name, account.stage, account.stage_since.isoformat()) == ("One", world.stage, "2026-01-05")
    again = post(ACCOUNTS, {"system": "crm", "items": body["items"][:1]}).json()
    assert (again["unchanged"], again["items"][0]["id"]) == (1, account.pk)


def test_contacts_come_to_their_account(post, world):
    body = {"items": [{"email": "new@n.example", "name": "New", "account_id": world.account.pk, "stance": "champion"}]}
    told = post(CONTACTS, body).json()
    contact = Contact.objects.get(pk=told["items"][0]["id"])
    assert contact.places.get().account == world.account
    refused = post(CONTACTS, {"items": [{"email": "x@n.example", "name": "X", "account_id": 999}]}).json()
    assert refused["items"][0]["errors"][0]["pointer"] == "/items/0/account_id"
    refused = post(CONTACTS, {"items": [{"email": "x@n.example", "name": "X", "reports_to_id": 999}]}).json()
    assert refused["items"][0]["errors"][0]["pointer"] == "/items/0/reports_to_id"


@pytest.mark.parametrize(
    ("item", "pointer", "code"),
    [
        ({"external_id": "1", "name": "N", "nonsense": 1}, "/items/0/nonsense", "unknown-field"),
        ({"external_id": 1, "name": "N"}, "/items/0/external_id", "string-type"),
        ({"name": "N"}, "/items/0/external_id", "missing"),
        ({"external_id": "1", "employees": "5"}, "/items/0/employees", "int-type"),
        ({"external_id": "1", "renewal_date": "31-02-2026"}, "/items/0/renewal_date", "value-error"),
    ],
)
def test_a_body_of_another_shape_is_refused_as_a_whole(post, world, item, pointer, code):
    answer = post(ACCOUNTS, {"system": "crm", "items": [item]})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("count", [0, 5001])
def test_it_takes_one_to_five_thousand(post, world, count):
    answer = post(ACCOUNTS, {"system": "crm", "items": [{"external_id": str(n)} for n in range(count)]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/items"


@pytest.mark.slow
def test_more_than_500_go_on_in_the_background(calling, post, world, max_):
    items = [{"external_id": str(n), "name": f"A {n}"} for n in range(502)]
    items[501]["external_id"] = "7"
    answer = post(ACCOUNTS, {"system": "crm", "items": items})
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/work/{answer.json()['id']}"
    run_all_jobs()
    work = calling(max_).get(answer["Location"]).json()
    assert (work["state"], work["done"], work["total"]) == ("done", 502, 502)
    told = json.loads(b"".join(calling(max_).get(work["result_url"]).streaming_content))
    assert (told["created"], told["refused"]) == (501, 1)
    assert told["items"][501]["errors"][0]["pointer"] == "/items/501/external_id"


def test_the_same_key_sends_the_same_answer(post, world):
    body = {"system": "crm", "items": [{"external_id": "1", "name": "One"}]}
    first = post(ACCOUNTS, body, {"Idempotency-Key": "k"})
    second = post(ACCOUNTS, body, {"Idempotency-Key": "k"})
    assert second["Idempotent-Replayed"] == "true"
    assert first.json() == second.json()
