import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from conftest import PASSWORD
from milepost.identity.public import Invitation, Role, Team, User, invite

NEW = "/settings/invitations/new/"
WANTED = {"email": "Nora@example.com", "name": "Nora", "role": "lead"}


def link_in(text):
    return re.search(r"http://testserver(/invitation/[\w-]+/)", text).group(1)


@pytest.fixture
def sent(signed_in, ada):
    """Ada invites Nora through the page; what she sees, and the link of the mail."""
    answer = signed_in(ada).post(NEW, WANTED)
    return answer, link_in(mail.outbox[0].body)


def test_it_mails_the_link_and_shows_it_once(sent, signed_in, ada):
    answer, link = sent
    assert mail.outbox[0].to == ["nora@example.com"]
    assert mail.outbox[0].subject == "Ada invites you to Milepost"
    assert link in mail.outbox[0].alternatives[0].content
    assert link in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert link not in signed_in(ada).get("/settings/invitations/").content.decode()


def test_it_writes_the_mail_into_a_file_where_no_server_is_named(signed_in, ada, settings, tmp_path):
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    answer = signed_in(ada).post(NEW, WANTED)
    [file] = tmp_path.iterdir()
    assert link_in(answer.content.decode()) in file.read_text()


def test_it_lets_the_guest_in(sent):
    link, guest = sent[1], Client()
    page = guest.get(link).content.decode()
    assert "Ada invited you as Lead" in page
    answer = guest.post(link, {"name": "Nora B.", "password": PASSWORD, "timezone": "Asia/Tokyo"})
    assert answer["Location"] == "/"
    assert guest.get("/").status_code == 200
    nora = User.objects.get(email="nora@example.com")
    assert (nora.name, nora.role, nora.timezone) == ("Nora B.", Role.LEAD, "Asia/Tokyo")


def test_it_changes_nothing_when_the_link_is_only_read(sent):
    for _visit in range(3):
        Client().get(sent[1])
        Client().head(sent[1])
    assert Invitation.objects.get().state == "open"
    assert User.objects.count() == 1


@pytest.mark.parametrize("given", [{"name": "", "password": PASSWORD}, {"name": "Nora", "password": "short"}])
def test_it_says_what_is_missing(sent, given):
    answer = Client().post(sent[1], given)
    assert answer.status_code == 422
    assert Invitation.objects.get().state == "open"


def test_it_says_in_words_why_a_link_is_no_good(sent, signed_in, ada, time_machine):
    link, words = sent[1], {}
    words["older"] = Client().get("/invitation/no-such-secret/").content.decode()
    Client().post(link, {"name": "Nora", "password": PASSWORD})
    words["accepted"] = Client().get(link).content.decode()
    revoked, secret = invite("otto@example.com", actor=ada.as_actor())
    signed_in(ada).post(f"/settings/invitations/{revoked.pk}/revoke/")
    words["taken back"] = Client().get(f"/invitation/{secret}/").content.decode()
    _expired, secret = invite("olga@example.com", actor=ada.as_actor())
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=8))
    words["seven days"] = Client().get(f"/invitation/{secret}/").content.decode()
    assert "a newer one was sent" in words["older"]
    for sign in ("accepted already", "taken back", "seven days"):
        assert sign in " ".join(words.values())
    assert all("Welcome" not in page for page in words.values())
    assert Client().post(f"/invitation/{secret}/", {"name": "x", "password": PASSWORD}).status_code == 200
    assert not User.objects.filter(email="olga@example.com").exists()


def test_it_asks_whoever_is_signed_in_to_sign_out_first(sent, signed_in, max_):
    client = signed_in(max_)
    assert "You are Max" in client.get(sent[1]).content.decode()
    client.post(sent[1], {"name": "Nora", "password": PASSWORD})
    assert Invitation.objects.get().state == "open"


def test_it_sends_a_new_link_and_ends_the_former(sent, signed_in, ada):
    signed_in(ada).post(f"/settings/invitations/{Invitation.objects.get().pk}/resend/")
    fresh = link_in(mail.outbox[1].body)
    assert fresh != sent[1]
    assert "cannot be used" in Client().get(sent[1]).content.decode()
    assert "Welcome" in Client().get(fresh).content.decode()


def test_it_hands_the_link_over_when_the_mail_cannot_be_sent(signed_in, ada, settings):
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1}}}
    page = signed_in(ada).post(NEW, WANTED).content.decode()
    assert "could not be sent" in page
    assert link_in(page)


@pytest.mark.parametrize("email", ["", "nonsense", "ada@example.com"])
def test_it_refuses_a_wrong_or_known_address(signed_in, ada, email):
    assert signed_in(ada).post(NEW, {**WANTED, "email": email}).status_code == 422
    assert not mail.outbox
    assert not Invitation.objects.exists()


def test_it_puts_the_guest_into_the_team(signed_in, ada):
    team = Team.objects.create(name="Rollout")
    signed_in(ada).post(NEW, {**WANTED, "team": team.pk})
    Client().post(link_in(mail.outbox[0].body), {"name": "Nora", "password": PASSWORD})
    assert team.members.get().email == "nora@example.com"


def test_it_lists_what_is_open(sent, signed_in, ada):
    page = signed_in(ada).get("/settings/invitations/").content.decode()
    assert "nora@example.com" in page
    Client().post(sent[1], {"name": "Nora", "password": PASSWORD})
    assert "No open invitations" in signed_in(ada).get("/settings/invitations/").content.decode()
