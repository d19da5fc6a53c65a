import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.actions import touchpoints as touchpoints_module
from milepost.accounts.actions.contacts import add_contact
from milepost.accounts.actions.meetings import cancel_meeting, hold_meeting, plan_meeting, replan_meeting
from milepost.accounts.actions.touchpoints import (
    change_touchpoint,
    delete_touchpoint,
    log_touchpoint,
    restore_touchpoint,
)
from milepost.accounts.models import Account, ActionItem, Attendee, TimelineEntry, Touchpoint
from milepost.accounts.records import NewAction
from milepost.audit.public import AuditEntry, create_record, update_record
from milepost.identity.public import Notification
from milepost.lib.errors import Conflict, Invalid, NotAllowed


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


@pytest.fixture
def log(northwind, max_):
    def log(kind="call", subject="Spoke", **fields: object):
        return log_touchpoint(fields.pop("account", northwind), kind, subject, actor=max_.as_actor(), **fields)

    return log


def test_it_logs_a_touchpoint_with_people_and_actions(log, northwind, mona, max_, lena):
    touchpoint = log(
        attendees=[mona, max_, mona, "guest@example.com"],
        action_items=["call back", NewAction(text="send offer", owner=lena, due=dt.date(2020, 1, 1))],
        body="**Good** talk",
    )
    assert touchpoint.author == max_
    assert Attendee.objects.filter(touchpoint=touchpoint).count() == 3
    assert [(item.text, item.owner) for item in touchpoint.action_items.order_by("pk")] == [
        ("call back", None),
        ("send offer", lena),
    ]
    entry = TimelineEntry.objects.get(account=northwind, kind="call")
    assert (entry.key, entry.at) == (str(touchpoint.pk), touchpoint.at)
    assert "Max gave you an action for Northwind: send offer" in Notification.objects.get(user=lena).text
    assert AuditEntry.objects.of(touchpoint).count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"subject": "x" * 301}, "subject"),
        ({"body": "x" * 100_001}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"kind": "fax"}, "kind"),
        ({"sentiment": "furious"}, "sentiment"),
        ({"direction": "sideways"}, "direction"),
        ({"minutes": -1}, "minutes"),
        ({"at": dt.datetime(1200, 1, 1, tzinfo=dt.UTC)}, "at"),
        ({"at": dt.datetime(9998, 1, 1, tzinfo=dt.UTC)}, "at"),
        ({"action_items": [NewAction(text="x", due=dt.date(9999, 1, 1))]}, "due"),
        ({"action_items": [" "]}, "text"),
    ],
)
def test_it_refuses_wrong_values_and_keeps_nothing(log, fields, field):
    with pytest.raises(Invalid) as refusal:
        log(**fields)
    assert field in refusal.value.fields
    assert not Touchpoint.objects.exists()
    assert not TimelineEntry.objects.filter(kind="call").exists()


def test_it_refuses_an_attendee_of_another_account(log, stage, max_):
    other = create_record(Account(name="Other", stage=stage), actor=max_.as_actor())
    stranger = add_contact("Stranger", account=other, actor=max_.as_actor())
    with pytest.raises(Invalid) as refusal:
        log(attendees=[stranger])
    assert "attendees" in refusal.value.fields
    assert not Touchpoint.objects.exists()


def test_it_lets_no_reader_write(northwind, victor):
    with pytest.raises(NotAllowed):
        log_touchpoint(northwind, "call", "Spoke", actor=victor.as_actor())


def test_it_logs_what_was_captured_once(log):
    first = log("email", "Offer", origin_key="k1")
    again = log("email", "Offer, changed", origin_key="k1")
    assert again == first
    assert again.subject == "Offer"
    assert Touchpoint.objects.count() == 1


def test_it_keeps_the_last_contact_of_those_who_were_there(log, mona):
    log(at=days_ago(10), attendees=[mona])
    newest = log(at=days_ago(3), attendees=[mona])
    log("note", at=days_ago(1), attendees=[mona])
    log("email", direction="out", at=days_ago(1), attendees=[mona])
    mona.refresh_from_db()
    assert mona.last_two_way_at == newest.at


@pytest.mark.parametrize(
    "undo",
    [
        lambda touchpoint, mona, actor: delete_touchpoint(touchpoint, actor=actor),
        lambda touchpoint, mona, actor: change_touchpoint(touchpoint, {"at": days_ago(40)}, actor=actor),
        lambda touchpoint, mona, actor: change_touchpoint(touchpoint, {"direction": "out"}, actor=actor),
        lambda touchpoint, mona, actor: change_touchpoint(touchpoint, {"kind": "note"}, actor=actor),
        lambda touchpoint, mona, actor: change_touchpoint(touchpoint, {}, remove=[mona], actor=actor),
    ],
)
def test_it_takes_the_last_contact_back(log, mona, max_, undo):
    older = log(at=days_ago(10), attendees=[mona])
    undo(log(at=days_ago(3), attendees=[mona]), mona, max_.as_actor())
    mona.refresh_from_db()
    assert mona.last_two_way_at == older.at


def test_it_puts_a_deleted_touchpoint_back_with_all_that_hung_on_it(log, mona, max_):
    touchpoint = log(attendees=[mona], action_items=["call back"])
    key = touchpoint.pk
    batch = delete_touchpoint(touchpoint, actor=max_.as_actor())
    mona.refresh_from_db()
    assert mona.last_two_way_at is None
    assert not TimelineEntry.objects.filter(kind="call").exists()
    assert ActionItem.objects.get().touchpoint is None
    restore_touchpoint(batch, actor=max_.as_actor())
    mona.refresh_from_db()
    assert Touchpoint.objects.get().pk == key
    assert mona.last_two_way_at == Touchpoint.objects.get().at
    assert TimelineEntry.objects.get(kind="call").key == str(key)
    assert ActionItem.objects.get().touchpoint_id == key


def test_it_moves_the_entry_with_the_record(log, northwind, stage, max_):
    touchpoint = log()
    other = create_record(Account(name="Other", stage=stage), actor=max_.as_actor())
    change_touchpoint(touchpoint, {"kind": "meeting", "at": days_ago(4), "is_pinned": True}, actor=max_.as_actor())
    update_record(touchpoint, {"account": other}, actor=max_.as_actor())
    entry = TimelineEntry.objects.get(kind__in=["call", "meeting"])
    assert (entry.account, entry.kind, entry.at, entry.is_pinned) == (other, "meeting", touchpoint.at, True)


def test_it_tells_the_second_writer_what_the_first_one_wrote(log, max_, lena):
    touchpoint = log(body="one")
    seen = touchpoint.version
    change_touchpoint(Touchpoint.objects.get(), {"body": "two"}, actor=max_.as_actor())
    with pytest.raises(Conflict) as refusal:
        change_touchpoint(touchpoint, {"body": "three"}, actor=lena.as_actor(), expected_version=seen)
    assert refusal.value.details["current"]["body"] == "two"
    assert Touchpoint.objects.get().body == "two"


def test_it_loses_no_attendee_that_two_people_add_at_once(log, mona, max_, lena):
    touchpoint = log(attendees=[max_])
    change_touchpoint(Touchpoint.objects.get(), {}, add=[mona], actor=max_.as_actor())
    change_touchpoint(touchpoint, {}, add=[lena], remove=[max_], actor=lena.as_actor())
    assert {str(one) for one in touchpoint.attendees.all()} == {"Mona Lind", "Lena"}


def test_it_pins_only_so_many(log, monkeypatch):
    monkeypatch.setattr(touchpoints_module, "PINNED_MOST", 1)
    log(is_pinned=True)
    with pytest.raises(Invalid) as refusal:
        log(is_pinned=True)
    assert "is_pinned" in refusal.value.fields


def test_it_plans_and_holds_a_meeting(northwind, mona, max_, lena):
    actor = max_.as_actor()
    at = timezone.now() + dt.timedelta(days=3)
    meeting = plan_meeting(northwind, "Review", at=at, agenda="- numbers", attendees=[mona], actor=actor)
    mona.refresh_from_db()
    assert (meeting.state, mona.last_two_way_at) == ("planned", None)
    hold_meeting(meeting, body="Went well", sentiment="good", attendees=[lena], action_items=["x"], actor=actor)
    mona.refresh_from_db()
    assert meeting.state == "held"
    assert meeting.at <= timezone.now()
    assert mona.last_two_way_at == meeting.at
    assert meeting.attendees.count() == 2
    with pytest.raises(Conflict):
        hold_meeting(meeting, actor=actor)


def test_it_cancels_a_meeting_and_plans_it_again(northwind, max_):
    actor = max_.as_actor()
    meeting = plan_meeting(northwind, "Review", at=timezone.now() + dt.timedelta(days=3), actor=actor)
    cancel_meeting(meeting, actor=actor)
    with pytest.raises(Conflict):
        hold_meeting(meeting, actor=actor)
    replan_meeting(meeting, actor=actor)
    assert Touchpoint.objects.get().state == "planned"


def test_it_plans_nothing_that_has_passed(northwind, max_):
    with pytest.raises(Invalid) as refusal:
        plan_meeting(northwind, "Review", at=days_ago(3), actor=max_.as_actor())
    assert "at" in refusal.value.fields
