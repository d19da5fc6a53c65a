"""Profile, preferences, security, tokens, notifications: what is one's own."""

import datetime as dt
import re

import pytest
from allauth.usersessions.models import UserSession
from django.template import RequestContext, Template
from django.urls import reverse

from milepost.audit.public import update_record
from milepost.identity.public import (
    ApiToken,
    Notification,
    Role,
    User,
    change_user,
    issue_token,
    notify,
    token_from_secret,
)
from milepost.ui.public import settings_pages


def test_it_saves_name_and_title(signed_in, max_):
    assert signed_in(max_).post("/settings/profile/", {"name": "Maxi", "title": "PM", "version": 1}).status_code == 302
    stored = User.objects.get(pk=max_.pk)
    assert (stored.name, stored.title) == ("Maxi", "PM")


def test_it_takes_no_role_from_a_profile(signed_in, max_):
    signed_in(max_).post(
        "/settings/profile/", {"name": "Maxi", "role": "admin", "email": "new@example.com", "version": 1}
    )
    stored = User.objects.get(pk=max_.pk)
    assert (stored.role, stored.email) == (Role.MEMBER, "max@example.com")


def test_it_refuses_an_empty_name_and_keeps_the_shell_as_it_was(signed_in, max_):
    answer = signed_in(max_).post("/settings/profile/", {"name": " ", "version": 1})
    assert answer.status_code == 422
    assert User.objects.get(pk=max_.pk).name == "Max"


def test_it_saves_preferences_and_lives_by_them(signed_in, max_):
    client = signed_in(max_)
    given = {"timezone": "Asia/Tokyo", "theme": "dark", "wants_digest": "", "version": 1}
    assert client.post("/settings/preferences/", given).status_code == 302
    stored = User.objects.get(pk=max_.pk)
    assert (stored.timezone, stored.theme, stored.wants_digest) == ("Asia/Tokyo", "dark", False)
    assert 'data-theme="dark"' in client.get("/settings/preferences/").content.decode()


@pytest.mark.parametrize("wrong", [{"timezone": "Mars/Base"}, {"locale": "xx"}, {"theme": "pink"}])
def test_it_refuses_preferences_that_do_not_exist(signed_in, max_, settings, wrong):
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    given = {"timezone": "UTC", "locale": "de", "theme": "auto", "version": 1}
    assert signed_in(max_).post("/settings/preferences/", given | wrong).status_code == 422
    assert signed_in(max_).post("/settings/preferences/", given).status_code == 302


def test_it_offers_no_language_that_has_no_words(signed_in, max_):
    page = signed_in(max_).get("/settings/preferences/").text
    assert 'name="timezone"' in page
    assert 'name="locale"' not in page


def test_it_speaks_english_to_whom_a_language_is_no_longer_offered(signed_in, max_):
    update_record(max_, {"locale": "de"}, actor=max_.as_actor())
    assert '<html lang="en"' in signed_in(max_).get("/settings/preferences/").text


def test_it_shows_both_values_to_the_second_of_two_tabs(signed_in, max_):
    client = signed_in(max_)
    given = {"timezone": "UTC", "version": 1}
    assert client.post("/settings/preferences/", {**given, "theme": "dark"}).status_code == 302
    refused = client.post("/settings/preferences/", {**given, "theme": "light"})
    shown = " ".join(refused.text.split())
    assert refused.status_code == 422
    assert '<th scope="row">Appearance</th><td>Dark</td><td>Light</td>' in shown
    assert "Time zone</th>" not in shown  # both want the same
    assert 'name="version" value="2"' in shown
    assert User.objects.get(pk=max_.pk).theme == "dark"
    assert client.post("/settings/preferences/", {**given, "theme": "light", "version": 2}).status_code == 302
    assert User.objects.get(pk=max_.pk).theme == "light"


def test_it_lets_two_tabs_change_different_things(signed_in, max_):
    client = signed_in(max_)
    assert client.post("/settings/profile/", {"name": "Maxi", "title": "PM", "version": 1}).status_code == 302
    given = {"timezone": "UTC", "theme": "dark", "version": 1}
    assert client.post("/settings/preferences/", given).status_code == 302
    stored = User.objects.get(pk=max_.pk)
    assert (stored.name, stored.theme, stored.version) == ("Maxi", "dark", 3)


@pytest.mark.parametrize(
    "url_name", ["account_change_password", "mfa_activate_totp", "mfa_view_recovery_codes", "web:session-end-others"]
)
def test_it_marks_security_on_the_pages_that_belong_to_it(rf, max_, url_name):
    request = rf.get(reverse(url_name))
    request.user = max_
    frame = Template('{% extends "ui/settings.html" %}').render(RequestContext(request))
    current = re.findall(r'href="([^"]+)" aria-current="page"', frame)
    assert reverse("web:security") in current
    assert reverse("web:profile") not in current


def test_it_marks_settings_in_the_sidebar_on_every_page_of_its_menu(rf, ada):
    for page in settings_pages:
        request = rf.get(reverse(page.url_name))
        request.user = ada
        frame = Template('{% extends "ui/page.html" %}').render(RequestContext(request))
        sidebar = frame[: frame.index("</nav>")]
        assert f'href="{reverse("web:settings")}" aria-current="page"' in sidebar, page.key


def test_it_shows_ones_sessions_and_ends_one_at_its_next_request(signed_in, max_):
    here, phone = signed_in(max_), signed_in(max_)
    phone.get("/", headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605"})
    page = here.get("/settings/security/").content.decode()
    assert "Safari on iPhone" in page
    session = UserSession.objects.exclude(session_key=here.session.session_key).get()
    assert here.post(f"/settings/security/sessions/{session.pk}/end/").status_code == 302
    assert phone.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_it_ends_all_other_sessions(signed_in, max_, victor):
    here, phone, stranger = signed_in(max_), signed_in(max_), signed_in(victor)
    for client in (here, phone, stranger):
        client.get("/")
    here.post("/settings/security/sessions/end-others/")
    assert [client.get("/").status_code for client in (here, phone, stranger)] == [200, 302, 200]


def test_it_ends_nobody_elses_session(signed_in, max_, victor):
    signed_in(victor).get("/")
    session = UserSession.objects.get(user=victor)
    assert signed_in(max_).post(f"/settings/security/sessions/{session.pk}/end/").status_code == 404
    assert UserSession.objects.filter(user=victor).exists()


def test_it_shuts_a_person_out_at_the_next_request_after_they_were_deactivated(signed_in, ada, max_):
    client = signed_in(max_)
    client.get("/")
    change_user(max_, {"is_active": False}, actor=ada.as_actor())
    assert client.get("/").status_code == 302
    assert not UserSession.objects.filter(user=max_).exists()


def test_it_writes_a_sessions_last_use_every_five_minutes(signed_in, max_, time_machine):
    client = signed_in(max_)
    client.get("/")
    first = UserSession.objects.get().last_seen_at
    client.get("/")
    assert UserSession.objects.get().last_seen_at == first
    time_machine.move_to(first + dt.timedelta(minutes=6))
    client.get("/")
    assert UserSession.objects.get().last_seen_at > first


def test_it_shows_a_token_once(signed_in, max_):
    client = signed_in(max_)
    answer = client.post("/settings/tokens/", {"name": "import", "scopes": ["read"], "ends_after_days": "90"})
    secret = re.search(r"mp_[0-9a-f]{8}_[\w-]{40,}", answer.content.decode()).group()
    assert "no-store" in answer["Cache-Control"]
    token = token_from_secret(secret)
    assert (token.user, token.scopes, round((token.expires_at - token.created_at) / dt.timedelta(days=1))) == (
        max_,
        ["read"],
        90,
    )
    assert secret not in client.get("/settings/tokens/").content.decode()
    assert "import" in client.get("/settings/tokens/").content.decode()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["fly"]}, {"scopes": ["admin"]}])
def test_it_refuses_a_token_without_name_or_of_scopes_that_are_not_offered(signed_in, max_, wrong):
    given = {"name": "import", "scopes": ["read"], "ends_after_days": "0", **wrong}
    assert signed_in(max_).post("/settings/tokens/", given).status_code == 422
    assert not ApiToken.objects.exists()


def test_it_revokes_ones_own_token_and_no_others(signed_in, max_, victor):
    token, secret = issue_token(max_, "import", ["read"], None, max_.as_actor())
    assert signed_in(victor).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert token_from_secret(secret)
    signed_in(max_).post(f"/settings/tokens/{token.pk}/revoke/")
    assert token_from_secret(secret) is None


def test_it_lists_ones_notifications_and_opens_them(signed_in, max_, victor):
    notify(max_, "task", "Lena waits for you", "/settings/profile/")
    notify(victor, "task", "Not for Max", "/")
    client = signed_in(max_)
    page = client.get("/notifications/").content.decode()
    assert "Lena waits for you" in page
    assert "Not for Max" not in page
    mine = Notification.objects.get(user=max_)
    assert client.post(f"/notifications/{mine.pk}/open/")["Location"] == "/settings/profile/"
    assert not Notification.objects.visible_to(max_).unread().exists()


def test_it_leads_nowhere_outside(signed_in, max_):
    notify(max_, "task", "Look", "https://evil.example/")
    answer = signed_in(max_).post(f"/notifications/{Notification.objects.get().pk}/open/")
    assert answer["Location"] == "/notifications/"


def test_it_opens_nobody_elses_notification(signed_in, max_, victor):
    notify(victor, "task", "Not for Max", "/")
    notice = Notification.objects.get()
    assert signed_in(max_).post(f"/notifications/{notice.pk}/open/").status_code == 404
    assert Notification.objects.unread().exists()


def test_it_marks_all_of_ones_own_read_and_teaches_when_empty(signed_in, max_, victor):
    client = signed_in(max_)
    assert "Nothing new" in client.get("/notifications/").content.decode()
    for user in (max_, victor):
        notify(user, "task", "Look", "/")
    client.post("/notifications/read/")
    assert list(Notification.objects.unread()) == [Notification.objects.get(user=victor)]


def test_it_pages_through_many(signed_in, max_):
    for number in range(60):
        notify(max_, "task", f"Notice {number:02}", "/")
    client = signed_in(max_)
    first = client.get("/notifications/").content.decode()
    assert "Notice 59" in first
    assert "Notice 05" not in first
    older = re.search(r'href="(\?after=[^"]+)">Older', first).group(1)
    assert "Notice 05" in client.get(f"/notifications/{older}").content.decode()


def test_it_has_no_scope_of_admins_for_others(signed_in, ada, max_):
    assert "Manage people" in signed_in(ada).get("/settings/tokens/").content.decode()
    assert "Manage people" not in signed_in(max_).get("/settings/tokens/").content.decode()
