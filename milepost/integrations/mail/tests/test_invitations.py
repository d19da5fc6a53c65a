"""Invitations from their source to the account's planned meetings."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import (
    CapturedMail,
    add_contact,
    assign_mail,
    change_touchpoint,
    erase_contact,
    hold_meeting,
    people_of,
    reopen_mail,
)
from milepost.integrations.mail.polling import receive
from milepost.integrations.mail.tests.conftest import event, make_mail
from milepost.lib.errors import Conflict


@pytest.fixture
def send(capture_to, mona):
    """Send an invitation to max's address; return what was captured."""
    numbers = iter(range(100))

    def send_one(*lines: str, sender: str = "mona@northwind.example", to: str = capture_to, **more: object):
        calendar = event(*lines, **more)
        mail = make_mail("See the calendar", key=f"i{next(numbers)}", calendar=calendar, Bcc=to, From=sender)
        [captured] = receive(mail.as_bytes())
        return captured

    return send_one


def test_it_plans_a_meeting_with_people_of_both_sides(send, northwind, mona, max_):
    captured = send()
    [meeting] = northwind.touchpoints.all()
    assert (captured.state, captured.touchpoint) == ("assigned", meeting)
    assert (meeting.state, meeting.kind, meeting.subject, meeting.minutes) == (
        "planned",
        "meeting",
        "Go-live review",
        45,
    )
    assert meeting.agenda == "Room 4\n\nWhat is left"
    assert set(people_of(meeting)) == {mona, max_}


def test_it_takes_an_attached_calendar_as_well(capture_to, northwind, mona):
    [captured] = receive(make_mail(files=[("invite.ics", event().encode())], Bcc=capture_to).as_bytes())
    assert captured.touchpoint.state == "planned"


def test_it_moves_a_meeting_once_however_often_it_is_sent(send, northwind):
    send()
    send(days=5, sequence=1)
    send(days=5, sequence=1)
    [meeting] = northwind.touchpoints.all()
    assert meeting.at.date() == (timezone.now() + dt.timedelta(days=5)).date()


def test_it_follows_no_older_version(send, northwind):
    send(days=5, sequence=2)
    late = send(days=3, sequence=1)
    assert (late.state, late.reason) == ("dismissed", "outdated")
    assert northwind.touchpoints.get().at.date() == (timezone.now() + dt.timedelta(days=5)).date()


def test_it_cancels_a_meeting_and_plans_it_again(send, northwind):
    send()
    send(method="CANCEL", sequence=1)
    assert northwind.touchpoints.get().state == "cancelled"
    assert send(sequence=1).reason == "outdated"
    send(sequence=2)
    assert northwind.touchpoints.get().state == "planned"


def test_it_says_that_a_cancelled_meeting_was_never_here(send, northwind):
    assert send(method="CANCEL").reason == "unknown-meeting"
    assert not northwind.touchpoints.exists()


def test_it_keeps_the_agenda_that_we_wrote_and_a_meeting_that_was_held(send, northwind, max_):
    meeting = send().touchpoint
    change_touchpoint(meeting, {"agenda": "Ours"}, actor=max_.as_actor())
    send("X-A:b", days=6, sequence=1)
    meeting.refresh_from_db()
    assert (meeting.agenda, meeting.at.date()) == ("Ours", (timezone.now() + dt.timedelta(days=6)).date())
    hold_meeting(meeting, actor=max_.as_actor())
    send(method="CANCEL", sequence=2)
    meeting.refresh_from_db()
    assert meeting.state == "held"


def test_it_lets_another_organizers_change_wait(send, northwind, max_):
    meeting = send().touchpoint
    change = send(method="CANCEL", sequence=9, organizer="mallory@evil.example")
    meeting.refresh_from_db()
    assert (change.state, change.reason, meeting.state) == ("waiting", "other-organizer", "planned")
    assign_mail(change, northwind, actor=max_.as_actor())
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_it_sets_answers_aside(send, northwind):
    assert send(method="REPLY").reason == "answer"
    assert not northwind.touchpoints.exists()


def test_it_plans_a_series_and_follows_its_changes(send, northwind):
    send("RRULE:FREQ=WEEKLY;COUNT=4")
    first, *_rest = meetings = list(northwind.touchpoints.order_by("at"))
    assert len(meetings) == 4
    send(f"RECURRENCE-ID:{first.at:%Y%m%dT%H%M%SZ}", method="CANCEL", sequence=1)
    assert list(northwind.touchpoints.order_by("at").values_list("state", flat=True)) == ["cancelled"] + ["planned"] * 3
    send("RRULE:FREQ=WEEKLY;COUNT=3", days=4, sequence=2)
    assert northwind.touchpoints.filter(state="planned").count() == 3
    send(method="CANCEL", sequence=3)
    assert not northwind.touchpoints.filter(state="planned").exists()


def test_it_keeps_three_years_of_a_series_and_plans_the_next_twelve(send, northwind):
    captured = send("RRULE:FREQ=WEEKLY")
    assert northwind.touchpoints.count() == 12
    assert 140 < len(captured.later) < 150
    assert len(send("RRULE:FREQ=DAILY", sequence=1).later) == 400 - 12


def test_it_replaces_a_version_that_waits(send, northwind, max_):
    stranger = {"sender": "sven@fabrikam.example", "organizer": "sven@fabrikam.example"}
    first = send(**stranger)
    second = send(days=6, sequence=1, **stranger)
    first.refresh_from_db()
    assert (first.reason, second.state) == ("replaced", "waiting")
    assign_mail(second, northwind, actor=max_.as_actor())
    assert northwind.touchpoints.get().state == "planned"
    reopen_mail(second, actor=max_.as_actor())
    assert not northwind.touchpoints.exists()


def test_it_takes_back_nothing_that_moved_since(send, northwind, max_):
    first = send()
    send(days=6, sequence=1)
    with pytest.raises(Conflict):
        reopen_mail(CapturedMail.objects.get(pk=first.pk), actor=max_.as_actor())


def test_it_shares_a_meeting_that_a_colleague_captured_too(send, northwind, lena):
    from milepost.accounts.public import capture_address_of

    token = capture_address_of(lena, actor=lena.as_actor()).token
    send()
    twin = send(to=f"capture+{token}@vendor.example")
    assert twin.user == lena
    assert northwind.touchpoints.get() == twin.touchpoint


def test_it_keeps_an_invitation_to_what_has_passed_as_a_mail(send, northwind):
    captured = send(days=-5)
    assert (captured.touchpoint.kind, captured.touchpoint.state) == ("email", "held")


def test_it_keeps_a_calendar_bomb_as_a_mail_and_says_so(send, northwind):
    captured = send("RRULE:FREQ=SECONDLY")
    assert captured.touchpoint.kind == "email"
    assert [one["name"] for one in captured.left_out] == ["invite.ics"]


def test_it_invites_nobody_who_was_erased(send, northwind, ada, max_):
    gone = add_contact("Ole Berg", account=northwind, emails=["ole@northwind.example"], actor=max_.as_actor())
    erase_contact(gone, actor=ada.as_actor())
    captured = send("ATTENDEE;CN=Ole Berg:mailto:ole@northwind.example", "COMMENT:x")
    assert "ole@northwind.example" not in str([vars(captured), people_of(captured.touchpoint), captured.invitation])
    assert len(people_of(captured.touchpoint)) == 2
