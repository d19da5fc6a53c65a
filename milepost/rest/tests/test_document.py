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
