import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail

from conftest import PASSWORD
from milepost.audit.public import AuditEntry
from milepost.identity.public import second_factor_of
from milepost.jobs.testing import run_all_jobs

TOTP = "/sign-in/2fa/totp/activate/"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def confirm(client):
    """Prove once more that it is you, as what comes next asks for it."""
    client.post("/sign-in/reauthenticate/", {"password": PASSWORD})


def turn_on(client):
    confirm(client)
    secret = re.search(r'id="totp-secret">(\w+)<', client.get(TOTP).content.decode()).group(1)
    assert client.post(TOTP, {"code": code_of(secret)})["Location"] == "/sign-in/2fa/recovery-codes/"
    return secret


def recovery_codes(client):
    return re.findall(r"<li><code>(\d{8})</code>", client.get("/sign-in/2fa/recovery-codes/").content.decode())


def half_signed_in(client, user):
    answer = client.post("/sign-in/login/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/sign-in/2fa/authenticate/"
    assert client.get("/").status_code == 302
    return client


def events(user):
    return list(AuditEntry.objects.of(user).filter(action="event").order_by("id").values_list("event", flat=True))


@pytest.mark.django_db(transaction=True)
def test_it_asks_for_a_code_once_it_is_on(signed_in, max_, client):
    secret = turn_on(signed_in(max_))
    assert second_factor_of(max_).is_on
    half_signed_in(client, max_)
    wrong = client.post("/sign-in/2fa/authenticate/", {"code": "000000"})
    assert "not right" in wrong.content.decode()
    assert client.post("/sign-in/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert events(max_) == ["two-factor-on", "recovery-codes-made", "second-factor-failed", "signed-in"]
    run_all_jobs()
    assert [message.subject for message in mail.outbox] == ["Two-factor sign-in was turned on"]


@pytest.mark.django_db(transaction=True)
def test_it_lets_a_recovery_code_in_once(signed_in, max_, client, make_user):
    owner = signed_in(max_)
    turn_on(owner)
    codes = recovery_codes(owner)
    assert len(codes) == 10
    half_signed_in(client, max_).post("/sign-in/2fa/authenticate/", {"code": codes[0]})
    assert client.get("/").status_code == 200
    assert "recovery-code-used" in events(max_)
    client.post("/sign-in/logout/")
    half_signed_in(client, max_).post("/sign-in/2fa/authenticate/", {"code": codes[0]})
    assert client.get("/").status_code == 302
    assert second_factor_of(max_).codes_left == 9


@pytest.mark.django_db(transaction=True)
def test_it_makes_new_recovery_codes_and_ends_the_old(signed_in, max_):
    client = signed_in(max_)
    turn_on(client)
    old = recovery_codes(client)
    client.post("/sign-in/2fa/recovery-codes/generate/")
    assert not set(old) & set(recovery_codes(client))
    assert recovery_codes(client)[0] in client.get("/sign-in/2fa/recovery-codes/download/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_is_turned_off_only_by_whoever_proves_it_is_them(signed_in, max_):
    client = signed_in(max_)
    turn_on(client)
    other = signed_in(max_)
    assert "reauthenticate" in other.post("/sign-in/2fa/totp/deactivate/")["Location"]
    assert second_factor_of(max_).is_on
    client.post("/sign-in/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert events(max_)[-1] == "two-factor-off"


@pytest.mark.django_db(transaction=True)
def test_it_keeps_its_secrets_encrypted(signed_in, max_):
    secret = turn_on(signed_in(max_))
    assert secret not in str(list(Authenticator.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_guess_codes_for_ever(signed_in, max_, client):
    secret = turn_on(signed_in(max_))
    half_signed_in(client, max_)
    for _try in range(5):
        client.post("/sign-in/2fa/authenticate/", {"code": "000000"})
    answer = client.post("/sign-in/2fa/authenticate/", {"code": code_of(secret)})
    assert "Too many wrong tries" in answer.content.decode()
    assert client.get("/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_it_can_be_dropped_by_an_admin_for_whoever_lost_it(signed_in, ada, max_, lena, client):
    owner = signed_in(max_)
    turn_on(owner)
    path = f"/settings/people/{max_.pk}/drop-2fa/"
    assert signed_in(lena).post(path).status_code == 403
    assert second_factor_of(max_).is_on
    signed_in(ada).post(path)
    assert not second_factor_of(max_).is_on
    assert owner.get("/").status_code == 302
    assert client.post("/sign-in/login/", {"login": max_.email, "password": PASSWORD})["Location"] == "/"
