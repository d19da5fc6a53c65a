import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from milepost.identity.tasks import forget_sessions
from milepost.jobs.public import schedules

NOW = timezone.now()


def make_session(user, key, *, ends_in_days=1, is_kept=True, created_days_ago=5):
    if is_kept:
        Session.objects.create(session_key=key, expire_date=NOW + dt.timedelta(days=ends_in_days))
    noted = UserSession.objects.create(user=user, session_key=key, ip="192.0.2.1")
    UserSession.objects.filter(pk=noted.pk).update(created_at=NOW - dt.timedelta(days=created_days_ago))


@pytest.fixture
def left(max_):
    make_session(max_, "alive")
    make_session(max_, "expired", ends_in_days=-1)
    make_session(max_, "signed-out", is_kept=False)
    make_session(max_, "just-signing-in", is_kept=False, created_days_ago=0)
    forget_sessions.call()
    return set(UserSession.objects.values_list("session_key", flat=True))


def test_it_keeps_the_sessions_that_hold(left):
    assert Session.objects.get().session_key == "alive"
    assert "alive" in left


def test_it_forgets_the_browsers_whose_session_is_over(left):
    assert left == {"alive", "just-signing-in"}


def test_it_runs_every_night():
    assert schedules["identity.sessions"].task == forget_sessions
