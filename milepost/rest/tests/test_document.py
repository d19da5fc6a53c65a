from django.test import Client
from openapi_spec_validator import validate


def test_it_hands_out_the_document_to_everybody(db):
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")
    assert "/api/v1/users" in response.json()["paths"]


def test_it_is_a_valid_document(db):
    validate(Client().get("/api/v1/openapi.json").json())


def test_it_answers_only_reading(db):
    assert Client().post("/api/v1/openapi.json").status_code == 405


def test_it_shows_the_document_as_a_page_without_anything_from_elsewhere(signed_in, max_):
    page = signed_in(max_).get("/api/v1/docs")
    assert page.status_code == 200
    assert "http" not in page.content.decode().replace("http-equiv", "").replace("http://www.w3.org", "")
    assert "unsafe" not in page["Content-Security-Policy"]


def test_it_asks_strangers_to_sign_in_before_the_page(db):
    response = Client().get("/api/v1/docs")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/login/")
