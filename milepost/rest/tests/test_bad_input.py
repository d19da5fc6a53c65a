"""What programs send by mistake: each with its status, its code, where it is, and a sentence that helps."""

import json

import pytest

from milepost.apikit.public import PROBLEM_JSON

pytestmark = pytest.mark.usefixtures("world")

ACCOUNTS = "/api/v1/accounts"


@pytest.fixture
def client(calling, max_):
    return calling(max_)


def refused(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM_JSON)
    problem = answer.json()
    assert problem["code"] == code
    assert problem["detail"].endswith(".")
    return problem


@pytest.mark.parametrize(("depth", "leaf"), [(100_000, "1"), (1_100, '"\\u0000"')])
@pytest.mark.parametrize("path", [ACCOUNTS, "/api/v1/segments", "/api/v1/accounts/bulk"])
def test_json_that_is_nested_too_deeply(client, path, depth, leaf):
    body = '{"name": ' + '{"a": ' * depth + leaf + "}" * depth + "}"
    problem = refused(client.post(path, body, content_type="application/json"), 400, "malformed-json")
    assert "nested too deeply" in problem["detail"]


def test_a_filter_that_is_nested_too_deeply(client):
    tree = {"field": "name", "op": "contains", "value": "a"}
    for _n in range(50):
        tree = {"not": tree}
    body = {"name": "Deep", "filter": tree}
    problem = refused(client.post("/api/v1/segments", body, content_type="application/json"), 422, "invalid")
    assert problem["errors"][0]["pointer"].startswith("/filter/not/not")
    assert "levels at most" in problem["errors"][0]["message"]


def test_a_body_that_is_too_large(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    body = {"system": "crm", "items": [{"external_id": str(n), "name": "N"} for n in range(100)]}
    refused(client.post("/api/v1/accounts/bulk", body, content_type="application/json"), 413, "too-large")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", 5, "string-type"),
        ("name", None, "string-type"),
        ("name", "", "string-too-short"),
        ("name", "n" * 201, "string-too-long"),
        ("employees", "12", "int-type"),
        ("employees", 1.5, "int-type"),
        ("employees", True, "int-type"),
        ("employees", -1, "greater-than-equal"),
        ("employees", 10**30, "less-than-equal"),
        ("tags", "Pilot", "list-type"),
        ("domains", [1], "string-type"),
        ("external_ids", ["crm"], "dict-type"),
        ("renewal_date", "31-02-2026", "value-error"),
        ("renewal_date", "2026-02-31", "value-error"),
        ("renewal_date", 20260231, "value-error"),
        ("currency", "euro", "string-pattern-mismatch"),
        ("tier_id", "1", "int-type"),
    ],
)
def test_a_value_of_another_type(client, field, value, code):
    answer = client.post(ACCOUNTS, {"name": "N", field: value}, content_type="application/json")
    problem = refused(answer, 422, "invalid")
    assert problem["errors"][0]["code"] == code
    assert problem["errors"][0]["pointer"].startswith(f"/{field}")
    assert problem["errors"][0]["message"]


@pytest.mark.parametrize("body", ["[]", '"name"', "5", "null"])
def test_a_body_that_is_no_object(client, body):
    assert client.post(ACCOUNTS, body, content_type="application/json").status_code == 422


def test_every_unknown_field_is_named(client):
    answer = client.post(ACCOUNTS, {"name": "N", "nmae": "x", "size/m": 1}, content_type="application/json")
    problem = refused(answer, 422, "invalid")
    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/nmae", "unknown-field"),
        ("/size~1m", "unknown-field"),
    }


@pytest.mark.parametrize("change", ["sort=-name", "q=north", "filter=%7B%22and%22%3A%5B%5D%7D"])
def test_a_cursor_of_another_query(client, world, change):
    for number in range(3):
        client.post(ACCOUNTS, {"name": f"Northwind {number}"}, content_type="application/json")
    after = client.get(f"{ACCOUNTS}?limit=1").json()["next"].rpartition("after=")[2]
    problem = refused(client.get(f"{ACCOUNTS}?limit=1&{change}&after={after}"), 422, "invalid")
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == ("/after", "wrong-cursor")


def test_a_token_without_the_scope(calling, max_):
    answer = calling(max_, "read").post(ACCOUNTS, json.dumps({"name": "N"}), content_type="application/json")
    problem = refused(answer, 403, "scope-missing")
    assert problem["scope"] == "write"
    assert "write" in answer["WWW-Authenticate"]
