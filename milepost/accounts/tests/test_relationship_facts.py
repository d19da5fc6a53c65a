import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from milepost.accounts.actions.accounts import create_account
from milepost.accounts.actions.action_items import add_action_item, finish_action_item
from milepost.accounts.actions.contact_places import place_contact
from milepost.accounts.actions.contacts import archive_contact
from milepost.accounts.actions.escalations import close_escalation, open_escalation
from milepost.accounts.actions.facts import record_facts
from milepost.accounts.actions.meetings import cancel_meeting, plan_meeting
from milepost.accounts.actions.relationship_facts import refresh_figures, tell_figures
from milepost.accounts.actions.relationship_specs import SPECS
from milepost.accounts.actions.tickets import record_ticket
from milepost.accounts.actions.touchpoints import (
    change_touchpoint,
    delete_touchpoint,
    log_touchpoint,
    restore_touchpoint,
)
from milepost.accounts.models import Fact, FactChange
from milepost.accounts.queries.facts import fact_value, facts_of
from milepost.accounts.queries.timeline import timeline_page
from milepost.accounts.records import FactType, FieldSpec, fact_fields
from milepost.identity.public import Right


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


@pytest.fixture
def figure(northwind, ada):
    def figure(key):
        return fact_value(facts_of(northwind, ada)[key])

    return figure


@pytest.fixture
def call(northwind, max_):
    def call(days, *people: object, kind="call", **fields: object):
        at = days_ago(days)
        return log_touchpoint(northwind, kind, "Spoke", at=at, attendees=people, actor=max_.as_actor(), **fields)

    return call


def test_it_knows_nothing_of_an_account_with_which_nobody_spoke(figure):
    assert [figure(key) for key in ("days_since_contact", "last_contact", "days_since_sponsor_contact")] == [None] * 3
    assert [figure(key) for key in ("open_escalations", "open_tickets", "overdue_actions")] == [0] * 3


def test_it_counts_the_days_since_both_spoke(figure, call, max_):
    call(30)
    newest = call(12)
    call(2, kind="note")
    call(1, kind="email", direction="out")
    assert figure("days_since_contact") == 12
    assert figure("last_contact") == newest.at.date()
    change_touchpoint(newest, {"at": days_ago(40)}, actor=max_.as_actor())
    assert figure("days_since_contact") == 30


def test_it_follows_a_deletion_and_its_undo(figure, call, max_):
    batch = delete_touchpoint(call(12), actor=max_.as_actor())
    assert figure("days_since_contact") is None
    restore_touchpoint(batch, actor=max_.as_actor())
    assert figure("days_since_contact") == 12


def test_it_counts_the_days_since_the_sponsor_was_spoken_with(figure, call, northwind, mona, max_):
    actor = max_.as_actor()
    call(70, mona)
    call(3)
    assert figure("days_since_sponsor_contact") is None
    place_contact(mona, northwind, "sponsor", actor=actor)
    assert figure("days_since_sponsor_contact") == 70
    call(20, mona)
    assert figure("days_since_sponsor_contact") == 20
    mona.refresh_from_db()
    archive_contact(mona, actor=actor)
    assert figure("days_since_sponsor_contact") is None


def test_it_counts_from_the_day_on_which_a_silent_sponsor_was_named(figure, northwind, mona, max_):
    place_contact(mona, northwind, "sponsor", actor=max_.as_actor())
    assert figure("days_since_sponsor_contact") == 0


def test_it_is_right_every_morning(figure, call, northwind, max_):
    call(12)
    add_action_item(northwind, "offer", due=timezone.now().date() + dt.timedelta(days=3), actor=max_.as_actor())
    assert figure("overdue_actions") == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        assert figure("days_since_contact") == 12
        assert tell_figures.func() == 1
        assert figure("days_since_contact") == 17
        assert figure("overdue_actions") == 1


def test_it_knows_the_next_meeting(figure, northwind, max_):
    actor = max_.as_actor()
    later = plan_meeting(northwind, "Later", at=timezone.now() + dt.timedelta(days=9), actor=actor)
    sooner = plan_meeting(northwind, "Sooner", at=timezone.now() + dt.timedelta(days=2), actor=actor)
    assert figure("next_meeting") == sooner.at.date()
    cancel_meeting(sooner, actor=actor)
    assert figure("next_meeting") == later.at.date()


def test_it_counts_what_is_open(figure, northwind, max_):
    actor = max_.as_actor()
    escalation = open_escalation(northwind, "Down", actor=actor)
    record_ticket(northwind, "desk", "1", subject="a", opened_at=days_ago(1), actor=actor)
    record_ticket(northwind, "desk", "2", subject="b", opened_at=days_ago(1), state="waiting", actor=actor)
    late = add_action_item(northwind, "offer", due=dt.date(2020, 1, 1), actor=actor)
    assert [figure(key) for key in ("open_escalations", "open_tickets", "overdue_actions")] == [1, 2, 1]
    close_escalation(escalation, resolution="Up", actor=actor)
    record_ticket(northwind, "desk", "1", subject="a", opened_at=days_ago(1), state="solved", actor=actor)
    finish_action_item(late, actor=actor)
    assert [figure(key) for key in ("open_escalations", "open_tickets", "overdue_actions")] == [0, 1, 0]


@pytest.fixture
def told_fact():
    spec = FieldSpec(
        key="mood",
        label="Mood",
        type=FactType.TEXT,
        definition="How they are.",
        is_told=True,
        right=Right.MANAGE_ACCOUNTS,
    )
    fact_fields.register(spec)
    yield spec
    fact_fields.unregister("mood")


def test_it_tells_the_change_of_a_fact_to_those_who_may_know_it(told_fact, northwind, lena, victor):
    for mood in ("happy", "happy", "angry", None):
        record_facts(northwind, {"mood": mood})
    shown = timeline_page(northwind, lena, ["fact-change"]).rows
    assert [(one.record.before, one.record.after) for one in shown] == [("angry", ""), ("happy", "angry")]
    assert FactChange.objects.count() == 2
    assert timeline_page(northwind, victor, ["fact-change"]).rows == []


def test_what_a_new_account_begins_with_is_what_would_be_told_of_it(ada):
    account = create_account("Brand new", actor=ada.as_actor())
    begun = {fact.key: (fact.state, fact_value(fact)) for fact in Fact.objects.filter(account=account)}
    refresh_figures([account.pk])
    told = {fact.key: (fact.state, fact_value(fact)) for fact in Fact.objects.filter(account=account)}
    assert begun == told
    assert set(begun) == {spec.key for spec in SPECS}
