from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from milepost.audit.public import AuditEntry
from milepost.identity.public import Invitation, Role, User, invite
from milepost.web.tests.fake_provider import FakeProvider

START = "/sign-in/sso/login/"


@pytest.fixture
def provider(settings):
    provider = FakeProvider()
    settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
    yield provider
    provider.close()


def come_in(client, start=START):
    """Go to the provider, and come back to the callback."""
    away = client.get(start)
    back = requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def is_in(client):
    return client.get("/").status_code == 200


def test_it_is_offered_only_where_the_environment_names_a_provider(client, db, settings):
    assert "Single sign-on" not in client.get("/sign-in/login/").content.decode()
    assert client.get(START)["Location"] == "/"
    provider = FakeProvider()
    provider.close()
    settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
    assert START in client.get("/sign-in/login/").content.decode()


def test_it_links_a_known_person_by_their_verified_address(provider, client, max_):
    assert come_in(client)["Location"] == "/"
    assert is_in(client)
    assert SocialAccount.objects.get().user == max_
    assert {"/authorize", "/token", "/userinfo"} <= set(provider.seen)
    assert list(AuditEntry.objects.of(max_).order_by("id").values_list("event", flat=True)) == [
        "single-sign-on-linked",
        "signed-in",
    ]


def test_it_knows_a_linked_person_by_their_number_whatever_address_the_provider_gives(provider, max_):
    come_in(Client())
    provider.claims = {"sub": "42", "email": "other@example.com", "email_verified": False}
    client = Client()
    come_in(client)
    assert is_in(client)
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("word", [False, None, "true", "missing"])
def test_it_trusts_no_address_that_the_provider_did_not_verify(provider, client, max_, word):
    provider.claims["email_verified"] = word
    if word == "missing":
        del provider.claims["email_verified"]
    answer = come_in(client)
    assert answer.status_code == 403
    assert "not verified" in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_it_refuses_the_unknown_in_words(provider, client, ada):
    answer = come_in(client)
    assert answer.status_code == 403
    assert "Ask an admin to invite you" in answer.content.decode()
    assert User.objects.count() == 1


def test_it_lets_the_invited_in_with_their_role(provider, client, ada):
    invite("max@example.com", actor=ada.as_actor(), role=Role.LEAD)
    come_in(client)
    assert is_in(client)
    user = User.objects.get(email="max@example.com")
    assert (user.name, user.role, user.has_usable_password()) == ("Max Oduya", "lead", False)
    assert Invitation.objects.get().state == "accepted"


def test_it_shortens_an_endless_name_of_the_invited(provider, client, ada):
    invite("max@example.com", actor=ada.as_actor())
    provider.claims["name"] = "M" * 300
    come_in(client)
    assert User.objects.get(email="max@example.com").name == "M" * 120


def test_it_lets_people_of_a_named_domain_in_as_members(provider, client, db, settings):
    settings.OIDC_DOMAINS = ["Example.com"]
    come_in(client)
    assert is_in(client)
    assert User.objects.get().role == Role.MEMBER


@pytest.mark.parametrize("email", ["max@example.com.evil.example", "max@sub.example.com"])
def test_it_takes_no_lookalike_domain(provider, client, db, settings, email):
    settings.OIDC_DOMAINS = ["example.com"]
    provider.claims["email"] = email
    assert come_in(client).status_code == 403
    assert not User.objects.exists()


def test_it_keeps_out_whoever_was_deactivated(provider, client, make_user):
    make_user("Max", is_active=False)
    answer = come_in(client)
    assert answer.status_code == 403
    assert "has ended" in answer.content.decode()


def test_it_keeps_out_whoever_was_deactivated_after_they_were_linked(provider, max_):
    come_in(Client())
    User.objects.filter(pk=max_.pk).update(is_active=False)
    client = Client()
    come_in(client)
    assert not is_in(client)


def test_it_leads_on_only_within_the_house(provider, client, max_):
    assert come_in(client, f"{START}?next=/settings/")["Location"] == "/settings/"
    assert come_in(Client(), f"{START}?next=https://evil.example/")["Location"] == "/"


def test_it_hangs_no_account_on_somebody_who_is_signed_in(provider, signed_in, victor, max_):
    client = signed_in(victor)
    assert come_in(client, f"{START}?process=connect")["Location"] == "/"
    assert not SocialAccount.objects.exists()


def test_it_says_so_when_the_provider_fails_or_the_person_turns_back(provider, client, max_):
    provider.is_broken = True
    assert "did not work" in come_in(client).content.decode()
    provider.is_broken, provider.refuses = False, True
    assert come_in(client)["Location"] == "/sign-in/cancelled/"
    assert not is_in(client)


def test_it_takes_no_answer_that_it_did_not_ask_for(provider, client, max_):
    assert "did not work" in client.get(f"{START}callback/?code=x&state=forged").content.decode()
    assert not is_in(client)
