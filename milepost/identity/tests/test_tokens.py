import datetime as dt
import time

import pytest
from django.db import connection
from django.utils import timezone

from milepost.audit.public import AuditEntry, revert_batch
from milepost.identity.public import ApiToken, issue_token, revoke_token, token_from_secret
from milepost.lib.actor import entering
from milepost.lib.errors import Invalid, NotAllowed


@pytest.fixture
def issued(max_):
    return issue_token(max_, "script", ["write", "read"], None, max_.as_actor())


def test_it_opens_with_the_secret(issued, max_):
    token, secret = issued
    assert secret.startswith(f"mp_{token.prefix}_")
    assert token_from_secret(secret) == token
    assert token.scopes == ["read", "write"]
    assert token_from_secret(secret).user == max_


def test_it_keeps_only_the_digest(issued):
    proof = issued[1].split("_", 2)[2]
    assert proof not in str(ApiToken.objects.values().get())
    assert proof not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-1], lambda s: "xx" + s[2:], lambda s: "mp_00000000_" + s, lambda s: ""]
)
def test_it_stays_shut_for_anything_else(issued, spoil):
    assert token_from_secret(spoil(issued[1])) is None


def test_it_stays_shut_when_revoked_expired_or_its_person_left(issued, max_, time_machine):
    _token, short = issue_token(max_, "short", ["read"], timezone.now() + dt.timedelta(days=1), max_.as_actor())
    assert token_from_secret(short)
    time_machine.move_to(timezone.now() + dt.timedelta(days=1, seconds=1))
    assert token_from_secret(short) is None
    revoke_token(issued[0], actor=max_.as_actor())
    assert token_from_secret(issued[1]) is None


def test_it_notes_its_use_once_a_minute_and_leaves_no_entry(issued, time_machine, django_assert_num_queries):
    entries = AuditEntry.objects.count()
    time_machine.move_to(dt.datetime(2030, 1, 1, tzinfo=dt.UTC), tick=False)
    token_from_secret(issued[1])
    with django_assert_num_queries(1):
        token_from_secret(issued[1])
    assert ApiToken.objects.get().last_used_at == dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    time_machine.shift(dt.timedelta(minutes=1))
    token_from_secret(issued[1])
    stored = ApiToken.objects.get()
    assert stored.last_used_at == dt.datetime(2030, 1, 1, 0, 1, tzinfo=dt.UTC)
    assert (stored.version, AuditEntry.objects.count()) == (1, entries)


@pytest.mark.django_db(transaction=True)
def test_it_opens_without_waiting_while_somebody_else_writes(issued):
    from django.db import connections

    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("UPDATE identity_apitoken SET name = name")
        began = time.perf_counter()
        assert token_from_secret(issued[1]) == issued[0]
        assert time.perf_counter() - began < 1
        assert ApiToken.objects.get().last_used_at is None
        other.rollback()
    finally:
        other.close()


def test_it_refuses_what_is_wrong(max_):
    past = timezone.now() - dt.timedelta(seconds=1)
    for name, scopes, expires_at in (
        ("a", [], None),
        ("a", ["fly"], None),
        (" ", ["read"], None),
        ("a", ["read"], past),
    ):
        with pytest.raises(Invalid):
            issue_token(max_, name, scopes, expires_at, max_.as_actor())
    assert not ApiToken.objects.exists()


def test_it_is_ones_own_or_an_admins_to_make_and_end(issued, ada, max_, victor):
    with pytest.raises(NotAllowed):
        issue_token(max_, "mine", ["read"], None, victor.as_actor())
    with pytest.raises(NotAllowed):
        revoke_token(issued[0], actor=victor.as_actor())
    revoke_token(issued[0], actor=ada.as_actor())
    assert ApiToken.objects.get().state == "revoked"


def test_it_stays_revoked_whatever_is_taken_back(ada):
    actor = ada.as_actor()
    token, secret = issue_token(ada, "program", ["read"], None, actor=actor)
    with entering(batch="b1"):
        revoke_token(token, actor=actor)
    reverted, [(entry, conflict)] = revert_batch("b1", actor=actor)
    assert (reverted, entry.key, conflict.code) == ([], str(token.pk), "final")
    assert token_from_secret(secret) is None
