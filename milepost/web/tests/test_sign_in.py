import json
import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from conftest import PASSWORD
from milepost.audit.public import AuditEntry
from milepost.identity.public import User
from milepost.jobs.testing import run_all_jobs

LOGIN = "/sign-in/login/"


def sign_in(client, email, password=PASSWORD, to=""):
    return client.post(LOGIN, {"login": email, "password": password, "next": to})


def events(user):
    return list(AuditEntry.objects.of(user).filter(action="event").order_by("id").values_list("event", flat=True))


def test_it_lets_in_with_the_right_password_and_notes_it(client, max_):
    client.get(LOGIN)
    answer = sign_in(client, "Max@Example.com")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert events(max_) == ["signed-in"]
    assert AuditEntry.objects.get(event="signed-in").address == "127.0.0.1"
    assert UserSession.objects.get().user == max_


def test_it_gives_a_new_session_key(client, max_):
    session = client.session
    session["before"] = "1"
    session.save()
    key = session.session_key
    sign_in(client, max_.email)
    assert client.session.session_key != key


def test_it_says_the_same_of_a_wrong_password_and_an_unknown_address(client, max_):
    wrong, unknown = sign_in(client, max_.email, "nonsense"), sign_in(client, "nobody@example.com", "nonsense")
    words = "do not belong together"
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()
    assert events(max_) == ["sign-in-failed"]
    assert AuditEntry.objects.count() == 1


def test_it_refuses_the_sixth_try_and_still_serves_other_addresses(client, max_, victor):
    for _try in range(5):
        sign_in(client, max_.email, "nonsense")
    answer = sign_in(client, max_.email)
    assert "Too many wrong tries" in answer.content.decode()
    assert client.get("/").status_code == 302
    assert sign_in(Client(), victor.email).status_code == 302


def test_it_keeps_out_whoever_was_deactivated(client, make_user):
    make_user("Gone", is_active=False)
    answer = sign_in(client, "gone@example.com")
    assert client.get("/").status_code == 302
    assert answer.status_code in {200, 302}


@pytest.mark.parametrize(
    ("wish", "lands"),
    [
        ("/settings/", "/settings/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("http://localhost:9999/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_it_leads_on_only_within_the_house(client, max_, wish, lands):
    assert sign_in(client, max_.email, to=wish)["Location"] == lands


def test_it_signs_out_by_post_alone(signed_in, max_):
    client = signed_in(max_)
    client.get("/sign-in/logout/")
    assert client.get("/").status_code == 200
    client.post("/sign-in/logout/")
    assert client.get("/").status_code == 302
    assert events(max_) == ["signed-out"]


@pytest.mark.parametrize("path", ["signup/", "email/", "3rdparty/", "confirm-email/", "sessions/", "login/code/"])
def test_it_offers_none_of_the_rest(client, path):
    assert client.get(f"/sign-in/{path}").status_code in {302, 404}
    assert "login" in client.get(f"/sign-in/{path}").get("Location", "login")


def test_it_tells_a_new_house_how_to_make_the_first_admin(client, db):
    assert "milepost user add" in client.get(LOGIN).content.decode()
    User.objects.create_user("max@example.com", PASSWORD, name="Max")
    assert "milepost user add" not in client.get(LOGIN).content.decode()


def test_it_shows_the_demo_its_sign_ins_and_nobody_else(client, max_, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    logins = [
        {"email": max_.email, "password": PASSWORD, "role": "member"},
        {"email": "x@y.z", "password": "", "role": ""},
    ]
    (tmp_path / "demo-logins.json").write_text(json.dumps(logins))
    assert PASSWORD not in client.get(LOGIN).content.decode()
    settings.IS_DEMO = True
    page = client.get(LOGIN).content.decode()
    assert PASSWORD in page
    assert "x@y.z" not in page


def reset_link():
    run_all_jobs()
    return re.search(r"http://testserver(/sign-in/password/reset/key/\S+)", mail.outbox[-1].body).group(1)


def test_it_sets_a_new_password_by_mail_and_ends_all_sessions(client, signed_in, max_):
    elsewhere = signed_in(max_)
    elsewhere.get("/")
    assert client.post("/sign-in/password/reset/", {"email": max_.email}).status_code == 302
    link = reset_link()
    assert client.get(link, follow=True).status_code == 200
    form = client.get(link)["Location"]
    new = "another staple battery"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert elsewhere.get("/").status_code == 302
    assert not UserSession.objects.exists()
    assert "password-reset" in events(max_)
    assert "no longer good" in Client().get(link).content.decode()
    assert sign_in(Client(), max_.email, new).status_code == 302
    run_all_jobs()
    assert mail.outbox[-1].subject == "Your password was reset"


def test_it_does_not_tell_whether_an_address_is_known(client, max_, make_user):
    make_user("Gone", is_active=False)
    known = client.post("/sign-in/password/reset/", {"email": max_.email})
    for email in ("nobody@example.com", "gone@example.com"):
        unknown = client.post("/sign-in/password/reset/", {"email": email})
        assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    run_all_jobs()
    assert [message.to for message in mail.outbox] == [[max_.email]]


def test_it_refuses_a_weak_new_password(client, max_):
    client.post("/sign-in/password/reset/", {"email": max_.email})
    form = client.get(reset_link())["Location"]
    answer = client.post(form, {"password1": "short", "password2": "short"})
    assert "too short" in answer.content.decode()
    assert User.objects.get(pk=max_.pk).check_password(PASSWORD)


def test_it_changes_the_password_and_ends_the_other_sessions(signed_in, max_):
    here, elsewhere = signed_in(max_), signed_in(max_)
    elsewhere.get("/")
    new = "another staple battery"
    answer = here.post("/sign-in/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/security/")
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert UserSession.objects.filter(user=max_).count() == 1
    assert events(max_)[0] == "password-changed"
    assert AuditEntry.objects.of(max_).filter(action="update").get().changes == {"password": ["•••", "•••"]}


def test_it_asks_for_the_present_password(signed_in, max_):
    new = "another staple battery"
    signed_in(max_).post("/sign-in/password/change/", {"oldpassword": "no", "password1": new, "password2": new})
    assert User.objects.get(pk=max_.pk).check_password(PASSWORD)


def test_it_lets_whoever_came_by_single_sign_on_set_a_password(signed_in, max_):
    max_.set_unusable_password()
    max_.save()
    client, new = signed_in(max_), "another staple battery"
    assert client.get("/sign-in/password/change/")["Location"] == "/sign-in/password/set/"
    client.post("/sign-in/password/set/", {"password1": new, "password2": new})
    assert User.objects.get(pk=max_.pk).check_password(new)
