import datetime as dt
import time
from itertools import pairwise

import pytest
from django.utils import timezone

from milepost.accounts.public import InvitationAct
from milepost.integrations.mail.calendars import NoInvitation, invitation_of
from milepost.integrations.mail.tests.conftest import event


def invited(*lines: str, **more: object):
    return invitation_of(event(*lines, **more), timezone.now())


def test_it_reads_a_meeting():
    found = invited(sequence=2)
    [one] = found.occurrences
    assert (found.act, found.subject, found.sequence) == (InvitationAct.PLAN, "Go-live review", 2)
    assert found.agenda == "Room 4\n\nWhat is left"
    assert [party.address for party in found.people] == ["mona@northwind.example", "max@example.com"]
    assert (one.start.hour, one.minutes, one.key) == (10, 45, "")


@pytest.mark.parametrize(
    ("method", "act"), [("CANCEL", "cancel"), ("REPLY", "answer"), ("COUNTER", "answer"), ("PUBLISH", "plan")]
)
def test_it_knows_what_an_invitation_is_for(method, act):
    assert invited(method=method).act == act


def test_it_plans_three_years_of_a_series_without_end():
    found = invited("RRULE:FREQ=WEEKLY", days=-700)
    moments = [one.start for one in found.occurrences]
    assert len(moments) in {156, 157, 158}
    assert moments[0] > timezone.now() - dt.timedelta(days=8)
    assert {later - earlier for earlier, later in pairwise(moments)} == {dt.timedelta(days=7)}
    assert len({one.key for one in found.occurrences}) == len(moments)
    assert found.is_series


def test_it_keeps_the_hour_when_clocks_change():
    text = (
        event("RRULE:FREQ=MONTHLY")
        .replace("DTSTART:", "DTSTART;TZID=Europe/Berlin:")
        .replace("0000Z\r\nDTEND", "0000\r\nDTEND")
    )
    start = (timezone.now() + dt.timedelta(days=3)).strftime("DTSTART;TZID=Europe/Berlin:%Y%m%dT100000")
    text = "\r\n".join(
        start if line.startswith("DTSTART") else line for line in text.split("\r\n") if "DTEND" not in line
    )
    from zoneinfo import ZoneInfo

    hours = {
        one.start.astimezone(ZoneInfo("Europe/Berlin")).hour for one in invitation_of(text, timezone.now()).occurrences
    }
    assert hours == {10}


def test_it_leaves_out_and_moves_single_meetings_of_a_series():
    start = timezone.now() + dt.timedelta(days=3)
    days = [(start + dt.timedelta(days=number)).strftime("%Y%m%dT100000Z") for number in range(4)]
    moved = "\r\n".join(
        [
            "END:VEVENT",
            "BEGIN:VEVENT",
            "UID:e1",
            f"RECURRENCE-ID:{days[2]}",
            f"DTSTART:{days[2][:8]}T150000Z",
            "SUMMARY:Moved",
        ]
    )
    found = invited("RRULE:FREQ=DAILY;COUNT=4", f"EXDATE:{days[1]}", moved)
    assert [one.start.hour for one in found.occurrences] == [10, 15, 10]


def test_it_takes_a_change_of_one_meeting_alone():
    found = invited("RECURRENCE-ID:20300101T100000Z")
    assert found.is_part
    assert [one.key for one in found.occurrences] == ["20300101T1000"]


def test_it_takes_a_whole_day():
    text = event()
    day = (timezone.now() + dt.timedelta(days=3)).strftime("%Y%m%d")
    lines = [line for line in text.split("\r\n") if not line.startswith(("DTSTART", "DTEND"))]
    lines.insert(5, f"DTSTART;VALUE=DATE:{day}")
    [one] = invitation_of("\r\n".join(lines), timezone.now()).occurrences
    assert one.start.strftime("%Y%m%d") == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "BEGIN:VCALENDAR\r\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR",
        event().replace("DTSTART:", "DTSTART:never"),
        event().replace("SEQUENCE:0", "SEQUENCE:many"),
        "BEGIN:VEVENT\r\n" * 50_000,
        "BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n" * 5_000 + "END:VCALENDAR",
        "BEGIN:VCALENDAR\r\n" * 90,
        event("X-A:b\r\n" * 6_000),
        event("END:VEVENT\r\nBEGIN:VEVENT\r\nUID:other\r\nDTSTART:20300101T100000Z"),
        event("RRULE:FREQ=SECONDLY"),
        event("RRULE:FREQ=MINUTELY;COUNT=9999"),
        event("RRULE:FREQ=DAILY;INTERVAL=0"),
        event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        event("RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1"),
        event("RRULE:FREQ=WEEKLY", days=-20_000),
        event("RRULE:FREQ=WEEKLY;BYDAY=" + "MO," * 5_000 + "MO"),
    ],
)
def test_it_refuses_what_no_meeting_can_be_made_of(text):
    began = time.process_time()
    with pytest.raises(NoInvitation):
        invitation_of(text, timezone.now())
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=5", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=28;BYDAY=MO;COUNT=9999"]
)
def test_it_gives_up_soon_on_a_rule_that_hardly_ever_applies(rule):
    began = time.process_time()
    invited(f"RRULE:{rule}", days=-3_000)
    assert time.process_time() - began < 4


def test_it_bounds_who_is_invited():
    found = invited(*(f"ATTENDEE:mailto:u{number}@x.example" for number in range(3_000)))
    assert len(found.people) <= 101
