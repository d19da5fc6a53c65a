"""Refusals in words: as a page, and as a toast for htmx."""

import json

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, override_settings
from django.urls import path

from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, Unavailable

ERRORS = {
    "not-allowed": (NotAllowed("no", "Only leads may share a view."), 403),
    "not-found": (NotFound("gone", "This view was removed."), 404),
    "conflict": (Conflict("stale", "Lena changed the name."), 409),
    "invalid": (Invalid("bad", "Two fields are wrong.", {"name": "is empty"}), 422),
    "too-many": (TooMany("slow", "Sixty tries an hour are enough.", 90), 429),
    "unavailable": (Unavailable("down", "The mail server does not answer."), 503),
}


def refuse(request, kind):
    raise ERRORS[kind][0]


def crash(request):
    raise RuntimeError("boom")


urlpatterns = [
    path("refuse/<kind>/", refuse),
    path("crash/", crash),
    path("post-only/", lambda request: HttpResponseNotAllowed(["POST"])),
    path("fine/", lambda request: HttpResponse("fine")),
]
handler404 = "milepost.ui.errors.not_found"
handler500 = "milepost.ui.errors.broken"

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client(max_):
    client = Client(raise_request_exception=False)
    client.force_login(max_)
    return client


@pytest.mark.parametrize("kind", ERRORS)
def test_it_answers_a_domain_error_as_a_page_with_its_own_words(client, kind):
    error, status = ERRORS[kind]
    answer = client.get(f"/refuse/{kind}/")
    assert answer.status_code == status
    assert error.message in answer.text
    assert "<h1>" in answer.text


@pytest.mark.parametrize("kind", ERRORS)
def test_it_answers_htmx_with_a_toast_and_leaves_the_page(client, kind):
    error, status = ERRORS[kind]
    answer = client.get(f"/refuse/{kind}/", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert answer["HX-Reswap"] == "none"
    assert error.message in json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert json.loads(answer["HX-Trigger"])["toast"]["tone"] == "danger"


def test_it_says_when_to_come_back(client):
    assert client.get("/refuse/too-many/")["Retry-After"] == "90"


def test_it_names_the_wrong_fields(client):
    assert "name: is empty" in client.get("/refuse/invalid/").text


def test_it_says_what_to_do_after_a_crash(client):
    answer = client.get("/crash/")
    assert answer.status_code == 500
    assert "Something broke" in answer.text
    assert "boom" not in answer.text


def test_it_asks_the_database_nothing_after_a_crash(client, django_assert_num_queries):
    from django.test import RequestFactory

    from milepost.ui.errors import broken

    with django_assert_num_queries(0):
        assert broken(RequestFactory().get("/")).status_code == 500


def test_it_words_a_missing_page(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_it_words_a_wrong_method_and_names_the_right_one(client):
    answer = client.get("/post-only/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "That is not how this works" in answer.text


@override_settings(LOGIN_URL="/sign-in/login/")
def test_it_takes_the_whole_page_to_sign_in_when_the_session_ended(db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/views/?q=a"}
    answer = Client().get("/fine/", headers=headers)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/sign-in/login/?next=/views/%3Fq%3Da"


def test_it_words_a_form_whose_token_is_old(max_):
    client = Client(enforce_csrf_checks=True)
    client.force_login(max_)
    answer = client.post("/fine/")
    assert answer.status_code == 403
    assert "This form has expired" in answer.text
