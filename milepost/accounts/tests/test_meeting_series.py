"""A series of meetings goes on: each later meeting is planned once, and what people changed stays."""

import datetime as dt
from itertools import pairwise

import pytest
from django.utils import timezone

from milepost.accounts.actions import meeting_series
from milepost.accounts.actions.mail_texts import forget
from milepost.accounts.actions.meeting_series import roll_series_on
from milepost.accounts.public import (
    CapturedMail,
    IncomingMail,
    Invitation,
    InvitationAct,
    Occurrence,
    Party,
    cancel_meeting,
    capture_mail,
    change_touchpoint,
    delete_touchpoint,
    people_of,
    reopen_mail,
)
from milepost.identity.public import change_user
from milepost.lib.actor import SYSTEM

WEEKLY = 60


@pytest.fixture
def send(northwind, mona, max_):
    """Send max an invitation of mona's to a weekly meeting, or to a change of the single one at `part`."""
    first = timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=3)

    def send_one(weeks=0, *, act=InvitationAct.PLAN, sequence=0, part=None, start=None):
        moments = [first + dt.timedelta(weeks=number) for number in range(weeks)] if part is None else [part]
        mona_, max_too = Party("mona@northwind.example"), Party(max_.email)
        invitation = Invitation(
            event_key="e" * 40,
            act=act,
            subject="Go-live review",
            sequence=sequence,
            organizer="mona",
            agenda="What is left",
            people=(mona_, max_too),
            occurrences=tuple(Occurrence(start or one, 45, f"{one:%Y%m%dT%H%M}") for one in moments),
            is_series=part is None,
            is_part=part is not None,
        )
        key = f"{CapturedMail.objects.count():064}"
        mail = IncomingMail(key=key, sender=mona_, recipients=(max_too,), sent_at=timezone.now(), invitation=invitation)
        return capture_mail(mail, max_)

    return send_one


@pytest.fixture
def later(monkeypatch):
    """Let days pass."""
    real = timezone.now

    def pass_days(days):
        monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=days))

    return pass_days


def run() -> int:
    return roll_series_on.call()


def starts(account):
    return list(account.touchpoints.order_by("at").values_list("at", flat=True))


def test_it_plans_each_later_meeting_once(send, northwind, mona, max_, later):
    send(WEEKLY)
    assert (len(starts(northwind)), run()) == (12, 0)
    later(15)
    assert [run(), run()] == [2, 0]
    days = [one.date() for one in starts(northwind)]
    assert len(days) == 14
    assert {b - a for a, b in pairwise(days)} == {dt.timedelta(days=7)}
    last = northwind.touchpoints.latest("at")
    assert (last.subject, last.minutes, last.state, last.author) == ("Go-live review", 45, "planned", max_)
    assert set(people_of(last)) == {mona, max_}


def test_it_goes_on_after_the_text_was_forgotten(send, northwind, later):
    forget(send(WEEKLY), actor=SYSTEM)
    later(8)
    assert run() == 1
    assert northwind.touchpoints.latest("at").agenda == "What is left"


def test_it_keeps_what_people_changed(send, northwind, max_, later):
    send(WEEKLY)
    actor, meetings = max_.as_actor(), list(northwind.touchpoints.order_by("at"))
    change_touchpoint(meetings[-1], {"agenda": "Ours", "subject": "Last"}, actor=actor)
    change_touchpoint(meetings[1], {"at": meetings[1].at + dt.timedelta(hours=2)}, actor=actor)
    cancel_meeting(meetings[2], actor=actor)
    delete_touchpoint(meetings[3], actor=actor)
    later(15)
    run()
    run()
    assert northwind.touchpoints.filter(subject="Last").count() == 1
    assert northwind.touchpoints.latest("at").agenda != "Ours"
    assert northwind.touchpoints.get(pk=meetings[1].pk).at == meetings[1].at
    assert northwind.touchpoints.get(pk=meetings[2].pk).state == "cancelled"
    assert not northwind.touchpoints.filter(at__date=meetings[3].at.date()).exists()


def test_it_keeps_a_single_change_to_a_meeting_that_is_not_planned_yet(send, northwind, later):
    send(WEEKLY)
    first = starts(northwind)[0]
    [cancelled, moved] = (first + dt.timedelta(weeks=weeks) for weeks in (12, 13))
    send(act=InvitationAct.CANCEL, sequence=1, part=cancelled)
    send(sequence=1, part=moved, start=moved + dt.timedelta(days=2))
    later(22)
    run()
    days = [one.date() for one in starts(northwind)]
    assert cancelled.date() not in days
    assert moved.date() not in days
    assert (first + dt.timedelta(weeks=14)).date() in days


def test_it_follows_the_newest_version_alone(send, northwind, later):
    first = send(WEEKLY)
    send(3, sequence=1)
    assert CapturedMail.objects.get(pk=first.pk).later is None
    later(30)
    assert run() == 0
    send(WEEKLY, sequence=2)
    send(WEEKLY, act=InvitationAct.CANCEL, sequence=3)
    later(60)
    assert run() == 0
    assert not northwind.touchpoints.filter(state="planned", at__gte=timezone.now()).exists()


def test_it_ends_with_its_last_meeting_and_rests_without_its_capturer(send, northwind, max_, ada, later):
    series = send(WEEKLY)
    later(8)
    change_user(max_, {"is_active": False}, actor=ada.as_actor())
    assert run() == 0
    change_user(max_, {"is_active": True}, actor=ada.as_actor())
    assert run() == 1
    for meeting in northwind.touchpoints.all():
        delete_touchpoint(meeting, actor=ada.as_actor())
    assert run() == 0
    assert CapturedMail.objects.get(pk=series.pk).later is None


def test_it_takes_the_whole_series_back(send, northwind, max_, later):
    series = send(WEEKLY)
    later(8)
    run()
    reopen_mail(CapturedMail.objects.get(pk=series.pk), actor=max_.as_actor())
    assert not northwind.touchpoints.exists()
    assert run() == 0


def test_it_plans_all_or_nothing_of_a_series_when_it_is_killed(send, northwind, later, monkeypatch):
    send(WEEKLY)
    later(15)
    real, calls = meeting_series._plan_like, []

    def dies_at_the_second(pattern, one, mail):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(pattern, one, mail)

    monkeypatch.setattr(meeting_series, "_plan_like", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert len(starts(northwind)) == 12
    assert [run(), run()] == [2, 0]
