import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.accounts.actions.escalations import close_escalation, open_escalation, reopen_escalation
from milepost.accounts.actions.places import rebuild_timeline
from milepost.accounts.actions.tickets import record_ticket
from milepost.accounts.actions.timeline import add_to_timeline, remove_from_timeline
from milepost.accounts.actions.touchpoints import change_touchpoint, log_touchpoint
from milepost.accounts.models import Account, AccountTeamMember, Stage, StageChange, TimelineEntry
from milepost.accounts.queries.timeline import timeline_page
from milepost.accounts.records import timeline_kinds
from milepost.audit.public import create_record, update_record
from milepost.lib.errors import Invalid


def at(day):
    return dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC)


@pytest.fixture
def northwind(stage, max_):
    """An account of which nothing is told yet."""
    return create_record(Account(name="Northwind", stage=stage), actor=max_.as_actor())


@pytest.fixture
def log(northwind, max_):
    def log(day, kind="call", **fields: object):
        return log_touchpoint(northwind, kind, f"On {day}", at=at(day), actor=max_.as_actor(), **fields)

    return log


def subjects(shown):
    return [one.record.subject for one in shown]


def test_it_shows_pinned_ones_first_then_the_newest_page_by_page(northwind, max_, log):
    for day in range(1, 8):
        log(day, is_pinned=day == 3)
    first = timeline_page(northwind, max_, limit=4)
    second = timeline_page(northwind, max_, after=first.next, limit=4)
    assert subjects(first.pinned) == ["On 3"]
    assert subjects(first.rows) == ["On 7", "On 6", "On 5", "On 4"]
    assert (subjects(second.pinned), subjects(second.rows), second.next) == ([], ["On 2", "On 1"], None)


def test_it_filters_by_kind_and_binds_the_cursor_to_the_filter(northwind, max_, log):
    for day in range(1, 5):
        log(day, "call")
        log(day, "email")
    calls = timeline_page(northwind, max_, ["call", "no-such-kind"], limit=2)
    assert [one.entry.kind for one in calls.rows] == ["call", "call"]
    with pytest.raises(Invalid):
        timeline_page(northwind, max_, ["email"], after=calls.next)


@pytest.mark.once
def test_it_makes_the_same_queries_however_long_the_stream_is(northwind, max_, mona, log):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            timeline_page(northwind, max_)
        return len(seen)

    log(1, attendees=[mona], action_items=["x"])
    few = queries()
    for day in range(2, 20):
        log(day, attendees=[mona, max_], action_items=["x", "y"])
    assert queries() == few <= 5


def test_it_shows_a_contributor_only_what_is_of_their_accounts(northwind, max_, fiona, log):
    log(1)
    assert timeline_page(northwind, fiona).rows == []
    create_record(AccountTeamMember(account=northwind, user=fiona, role="pm"), actor=max_.as_actor())
    assert [one.entry.kind for one in timeline_page(northwind, fiona).rows] == ["team-change", "call"]


def test_it_follows_stages_and_people(northwind, max_):
    actor = max_.as_actor()
    stage = Stage.objects.exclude(is_default=True).first()
    change = StageChange(account=northwind, from_stage=northwind.stage, to_stage=stage, on=dt.date(2026, 2, 1))
    create_record(change, actor=actor)
    member = create_record(AccountTeamMember(account=northwind, user=max_, role="csm", since=at(1).date()), actor=actor)
    update_record(member, {"until": at(9).date()}, actor=actor)
    rows = timeline_page(northwind, max_).rows
    assert [(one.entry.kind, one.entry.key, one.entry.at.date().isoformat()) for one in rows] == [
        ("team-change", f"{member.pk}:left", "2026-03-09"),
        ("team-change", f"{member.pk}", "2026-03-01"),
        ("stage-change", f"{change.pk}", "2026-02-01"),
    ]


def test_it_shows_an_escalation_when_it_was_opened_and_when_closed(northwind, max_):
    actor = max_.as_actor()
    escalation = open_escalation(northwind, "Down", opened_at=at(1), actor=actor)
    close_escalation(escalation, resolution="Up again", closed_at=at(3), actor=actor)
    assert [one.entry.at for one in timeline_page(northwind, max_).rows] == [at(3), at(1)]
    reopen_escalation(escalation, actor=actor)
    assert [one.entry.at for one in timeline_page(northwind, max_).rows] == [at(1)]


def test_it_takes_entries_of_rooms_above_and_gives_them_back(northwind, max_):
    add_to_timeline(northwind, "ticket", "77", at(1))
    add_to_timeline(northwind, "ticket", "77", at(2), pinned=True)
    entry = TimelineEntry.objects.get(kind="ticket")
    assert (entry.at, entry.is_pinned) == (at(2), True)
    assert timeline_page(northwind, max_).pinned == []  # its record is not there
    remove_from_timeline("ticket", "77")
    assert not TimelineEntry.objects.filter(kind="ticket").exists()


def test_it_lays_the_stream_anew(northwind, max_, log):
    touchpoint = log(1)
    TimelineEntry.objects.all().delete()
    assert rebuild_timeline() == 1
    assert TimelineEntry.objects.get().key == str(touchpoint.pk)


def test_it_writes_no_entry_that_stays_as_it_is(log, max_, django_assert_num_queries):
    touchpoint = log(1)
    before = TimelineEntry.objects.get().pk
    change_touchpoint(touchpoint, {"body": "more"}, actor=max_.as_actor())
    assert TimelineEntry.objects.get().pk == before


def test_it_has_a_template_for_every_kind():
    from django.template.loader import get_template

    for kind in timeline_kinds:
        assert get_template(kind.template)


def test_it_writes_a_ticket_again_under_its_key(northwind, max_):
    actor = max_.as_actor()
    first = record_ticket(northwind, "desk", "T-1", subject="Broken", opened_at=at(1), actor=actor)
    again = record_ticket(northwind, "desk", "T-1", subject="Broken", opened_at=at(1), state="solved", actor=actor)
    assert (again.pk, again.state, again.version) == (first.pk, "solved", 2)
    record_ticket(northwind, "desk", "T-1", subject="Broken", opened_at=at(1), state="solved", actor=actor)
    again.refresh_from_db()
    assert again.version == 2
    assert [one.record for one in timeline_page(northwind, max_).rows] == [first]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"satisfaction": 6}, "satisfaction"),
        ({"state": "lost"}, "state"),
        ({"priority": "urgent"}, "priority"),
        ({"opened_at": timezone.now() + dt.timedelta(days=30)}, "opened_at"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_it_refuses_a_wrong_ticket(northwind, max_, fields, field):
    given = {"subject": "x", "opened_at": at(1), **fields}
    with pytest.raises(Invalid) as refusal:
        record_ticket(northwind, "desk", "T-1", actor=max_.as_actor(), **given)
    assert field in refusal.value.fields


def test_it_says_how_an_escalation_ended(northwind, max_):
    actor = max_.as_actor()
    escalation = open_escalation(northwind, "Down", opened_at=at(5), actor=actor)
    with pytest.raises(Invalid):
        close_escalation(escalation, resolution=" ", actor=actor)
    with pytest.raises(Invalid):
        close_escalation(escalation, resolution="x", closed_at=at(1), actor=actor)
