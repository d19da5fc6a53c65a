import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.apikit.public import PROBLEM_JSON
from milepost.identity.public import Team

CASES = [
    ("not-allowed", 403, "nope"),
    ("invalid", 422, "bad"),
    ("conflict", 409, "last-admin"),
    ("stale", 409, "stale"),
    ("not-found", 404, "gone"),
    ("too-many", 429, "slow-down"),
    ("unavailable", 503, "down"),
    ("denied", 403, "not-allowed"),
    ("integrity", 409, "conflict"),
    ("bug", 500, "internal"),
]


@pytest.mark.parametrize(("name", "status", "code"), CASES)
def test_it_answers_every_kind_of_error_with_a_problem(calling, ada, name, status, code):
    response = calling(ada).get(f"/api/errors/{name}")
    problem = response.json()
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert response["Content-Type"] == PROBLEM_JSON
    assert problem["type"] == f"urn:milepost:problem:{code}"
    assert problem["title"]
    assert problem["instance"] == f"urn:uuid:{response['Request-Id']}"
    assert "secret words" not in response.content.decode()


def test_it_logs_what_was_not_foreseen_under_its_instance(calling, ada, caplog):
    with caplog.at_level(logging.ERROR, "milepost.api"):
        response = calling(ada).get("/api/errors/bug")
    assert response["Request-Id"] in caplog.text
    assert "secret words" in caplog.text


def test_it_says_when_to_come_back(calling, ada):
    assert calling(ada).get("/api/errors/too-many")["Retry-After"] == "9"
    assert calling(ada).get("/api/errors/unavailable")["Retry-After"]


def test_it_shows_what_is_stored_to_the_second_writer(calling, ada):
    response = calling(ada).get("/api/errors/stale")
    assert response.json()["current"] == {"name": "New"}
    assert response["ETag"] == '"7"'


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"name": "A", "nam": 1}, "/nam", "unknown-field"),
        ({}, "/name", "missing"),
        ({"name": 5}, "/name", "string-type"),
        ({"name": "A", "details": {"size": "x"}}, "/details/size", "int-parsing"),
        ({"name": "A", "details": {"size": 1, "a/b": 2}}, "/details/a~1b", "unknown-field"),
        ({"name": "A\0"}, "/name", "nul"),
        (["A"], "", "model-type"),
    ],
)
def test_it_points_to_the_faults_of_a_body(calling, ada, body, pointer, code):
    response = calling(ada).post("/api/teams", body, content_type="application/json")
    assert response.status_code == 422
    [fault] = response.json()["errors"]
    assert (fault["in"], fault["pointer"], fault["code"]) == ("body", pointer, code)
    assert fault["message"]
    assert not Team.objects.exists()


@pytest.mark.parametrize("path", ["/api/teams?limit=0", "/api/teams?limit=201", "/api/teams?limit=x"])
def test_it_points_to_a_wrong_parameter(calling, ada, path):
    [fault] = calling(ada).get(path).json()["errors"]
    assert (fault["in"], fault["pointer"]) == ("query", "/limit")


def test_it_refuses_parameters_that_it_does_not_know(calling, ada):
    response = calling(ada).get("/api/teams?limits=5")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/limits"


def test_it_refuses_a_nul_in_a_parameter(calling, ada):
    assert calling(ada).get("/api/teams?after=%00").json()["errors"][0]["code"] == "nul"


@pytest.mark.parametrize("body", ["", "{", '{"name": NaN}', b"\xff", "[" * 100_000])
def test_it_refuses_what_is_not_json(calling, ada, body):
    response = calling(ada).post("/api/teams", body, content_type="application/json")
    assert response.status_code == (422 if body == "" else 400)


def test_it_refuses_another_media_type(calling, ada):
    response = calling(ada).post("/api/teams", {"name": "A"})
    assert (response.status_code, response["Accept"]) == (415, "application/json")


def test_it_refuses_a_body_that_is_too_large(calling, ada, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = calling(ada).post("/api/teams", {"name": "A" * 200}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_it_refuses_a_file_that_is_too_large_before_reading_it(calling, ada, settings):
    settings.FILE_MAX_BYTES = 10
    response = calling(ada).post("/api/uploads", {"file": _file(2 * 1024 * 1024)})
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_it_takes_a_file(calling, ada):
    assert calling(ada).post("/api/uploads", {"file": _file(5)}).json() == {"size": 5}


def _file(size):
    return SimpleUploadedFile("a.txt", b"x" * size)


def test_it_says_so_when_a_file_is_a_little_too_large(calling, ada, settings):
    settings.FILE_MAX_BYTES = 1000
    response = calling(ada).post("/api/uploads", {"file": _file(1001)})
    assert (response.status_code, response.json()["code"]) == (413, "file-too-large")


def test_it_points_to_the_file_that_is_missing(calling, ada):
    response = calling(ada).post("/api/uploads", {"other": "x"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/file"
