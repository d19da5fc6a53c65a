"""What somebody tried who wanted in: each of these once worked."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.actions.attendees import add_attendees
from milepost.accounts.actions.erasing import erase_contact
from milepost.accounts.actions.team import hand_over, leave_team
from milepost.accounts.actions.tickets import record_ticket
from milepost.accounts.models import AccountTeamMember, CustomField, Segment, SegmentMember, Ticket
from milepost.accounts.public import add_contact, create_account, join_team, log_touchpoint
from milepost.accounts.queries.exports import exported
from milepost.audit.public import create_record, may_see_history
from milepost.identity.public import issue_token
from milepost.lib.errors import Conflict, Invalid
from milepost.ui.public import put_off


@pytest.fixture
def hidden(max_):
    return create_account("Hidden", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def open_to_fiona(max_, fiona):
    account = create_account("Open", actor=max_.as_actor(), csm=max_)
    join_team(account, fiona, "support", actor=max_.as_actor())
    return account


def test_it_leaves_a_ticket_with_an_account_that_one_does_not_see(hidden, open_to_fiona, max_, fiona):
    boss = add_contact("Boss", actor=max_.as_actor(), account=hidden)
    given = {"subject": "Down", "opened_at": timezone.now()}
    record_ticket(hidden, "Help desk", "7", actor=max_.as_actor(), contact=boss, **given)
    with pytest.raises(Conflict):
        record_ticket(open_to_fiona, "Help desk", "7", actor=fiona.as_actor(), **given)
    assert Ticket.objects.get().account == hidden
    record_ticket(open_to_fiona, "Help desk", "7", actor=max_.as_actor(), **given)
    assert (Ticket.objects.get().account, Ticket.objects.get().contact) == (open_to_fiona, None)


def test_it_keeps_the_history_of_a_team_from_a_hand_over_in_the_past(hidden, max_, lena):
    hand_over([hidden], "csm", lena, actor=max_.as_actor())
    with pytest.raises(Invalid):
        hand_over([hidden], "csm", max_, actor=max_.as_actor(), on=dt.date(2001, 1, 1))
    assert AccountTeamMember.objects.filter(account=hidden, role="csm").count() == 2


def test_it_ends_no_seat_twice(hidden, max_, lena):
    member = join_team(hidden, lena, "am", actor=max_.as_actor(), since=dt.date(2024, 1, 1))
    leave_team(member, actor=max_.as_actor(), until=dt.date(2025, 1, 1))
    with pytest.raises(Invalid):
        leave_team(member, actor=max_.as_actor())


@pytest.mark.parametrize("address", ["eve@x.example", "EVE@x.example", "Eve <eve@x.example>"])
def test_it_takes_no_erased_person_as_an_attendee(hidden, max_, lena, address):
    eve = add_contact("Eve", actor=max_.as_actor(), account=hidden, emails=["eve@x.example"])
    erase_contact(eve, actor=lena.as_actor())
    touchpoint = log_touchpoint(hidden, "call", "A call", actor=max_.as_actor())
    add_attendees(touchpoint, [address, "Olaf@x.example"], actor=max_.as_actor())
    assert [one.address for one in touchpoint.attendees.exclude(address="")] == ["olaf@x.example"]


def test_it_exports_no_private_segment_of_somebody_else(hidden, max_, lena):
    segment = create_record(Segment(name="Max's private", owner=max_), actor=max_.as_actor())
    SegmentMember.objects.create(segment=segment, account=hidden, entered_at=timezone.now())
    assert "Max's private" not in str(exported("account", hidden, lena))


def test_it_hides_the_history_of_a_field_with_its_field(ada, fiona):
    field = create_record(
        CustomField(record_kind="account", key="guess", label="Guess", type="number", right="read-audit"),
        actor=ada.as_actor(),
    )
    assert may_see_history(ada, "accounts.customfield", str(field.pk))
    assert not may_see_history(fiona, "accounts.customfield", str(field.pk))


def test_it_names_no_invisible_account_as_a_parent(hidden, open_to_fiona, fiona, client):
    _token, secret = issue_token(fiona, "program", ["read", "write"], None, fiona.as_actor())
    answers = [
        client.patch(
            f"/api/v1/accounts/{open_to_fiona.pk}",
            {"parent_id": key},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "If-Match": "*"},
        )
        for key in (hidden.pk, 999_999)
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert b"Hidden" not in answers[0].content


@pytest.mark.parametrize("text", ["a\x00b", "\x07"])
def test_it_marks_no_item_with_a_key_that_no_database_takes(max_, text):
    with pytest.raises(Invalid):
        put_off(max_, text, timezone.localdate() + dt.timedelta(days=1))


@pytest.mark.parametrize("name", ["account-contacts-known"])
def test_it_survives_nul_in_what_is_looked_for(hidden, max_, signed_in, name):
    answer = signed_in(max_).get(reverse(f"accounts:{name}", args=[hidden.pk]), {"name": "a\x00nna"})
    assert answer.status_code == 200
