from django.test import Client

from milepost.apikit.public import PROBLEM_JSON


def test_it_answers_unknown_paths_with_a_problem(db):
    for path in ("/api/", "/api/nothing", "/api/teams/1/2", "/api/teams/"):
        response = Client().get(path)
        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM_JSON)
        assert response["Request-Id"]


def test_it_names_the_methods_that_there_are(calling, ada):
    response = calling(ada).put("/api/teams")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")
    assert response["Content-Type"] == PROBLEM_JSON


def test_it_answers_head_as_get_without_its_body(calling, ada):
    client = calling(ada)
    got, headed = client.get("/api/teams"), client.head("/api/teams")
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed["Content-Length"] == str(len(got.content))


def test_it_tells_caches_whose_answer_it_is(calling, ada):
    response = calling(ada).get("/api/teams")
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {word.strip() for word in response["Vary"].split(",")}


def test_it_hands_out_bytes(calling, ada):
    client = calling(ada)
    got, headed = client.get("/api/download"), client.head("/api/download")
    assert got.getvalue() == b"bytes"
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed["Content-Disposition"] == got["Content-Disposition"]
