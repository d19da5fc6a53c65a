"""An act tells the figures of an account once, at its end, in its own transaction."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from milepost.accounts.actions import relationship_facts
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.models import Fact
from milepost.accounts.public import (
    NewAction,
    delete_touchpoint,
    hold_meeting,
    log_touchpoint,
    place_contact,
    plan_meeting,
    refresh_figures,
    restore_touchpoint,
)


@pytest.fixture
def rounds(monkeypatch):
    """Count how often figures are kept."""
    kept, keep = [], relationship_facts.record_facts_of_many
    monkeypatch.setattr(relationship_facts, "record_facts_of_many", lambda values: kept.append(values) or keep(values))
    return kept


def figures(account):
    return {fact.key: (fact.number, fact.date) for fact in Fact.objects.filter(account=account)}


def is_right(account) -> bool:
    """Say whether the figures are those that would be told anew now."""
    before = figures(account)
    refresh_figures([account.pk])
    return figures(account) == before


def test_it_tells_each_figure_once(northwind, mona, max_, rounds):
    actor = max_.as_actor()
    place_contact(mona, northwind, "sponsor", actor=actor)
    rounds.clear()
    late = NewAction(text="send it", due=dt.date(2026, 1, 2))
    at = timezone.now() - dt.timedelta(days=3)
    log_touchpoint(northwind, "call", "A call", actor=actor, at=at, attendees=[mona], action_items=[late])
    assert len(rounds) == 1
    told = figures(northwind)
    names = ("days_since_contact", "days_since_sponsor_contact", "overdue_actions")
    assert [told[name][0] for name in names] == [3, 3, 1]
    assert is_right(northwind)


def test_it_stays_right_through_the_life_of_a_meeting(northwind, mona, max_, rounds):
    actor = max_.as_actor()
    place_contact(mona, northwind, "sponsor", actor=actor)
    at = timezone.now() + dt.timedelta(days=2)
    meeting = plan_meeting(northwind, "Review", actor=actor, at=at, attendees=[mona])
    assert figures(northwind)["next_meeting"][1] == at.date()
    assert is_right(northwind)
    hold_meeting(meeting, actor=actor, action_items=["send it"])
    assert figures(northwind)["days_since_sponsor_contact"][0] == 0
    assert is_right(northwind)
    batch = delete_touchpoint(meeting, actor=actor)
    mona.refresh_from_db()
    assert (mona.last_two_way_at, figures(northwind)["days_since_contact"][0]) == (None, None)
    assert is_right(northwind)
    rounds.clear()
    restore_touchpoint(batch, actor=actor)
    assert (len(rounds), figures(northwind)["days_since_contact"][0]) == (1, 0)
    assert is_right(northwind)


def test_it_loses_nothing_and_keeps_nothing_when_the_act_fails(northwind, max_):
    log_touchpoint(northwind, "call", "A call", actor=max_.as_actor())
    before = figures(northwind)
    late = NewAction(text="x", due=dt.date(2020, 1, 1))

    def act():
        with transaction.atomic(), figures_once():
            log_touchpoint(northwind, "call", "B", actor=max_.as_actor(), action_items=[late])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert figures(northwind) == before
    log_touchpoint(northwind, "call", "C", actor=max_.as_actor())
    assert is_right(northwind)


def test_it_tells_of_nothing_that_is_gone_at_the_end(northwind, max_):
    with transaction.atomic(), figures_once():
        touchpoint = log_touchpoint(northwind, "call", "A call", actor=max_.as_actor())
        delete_touchpoint(touchpoint, actor=max_.as_actor())
    assert figures(northwind)["days_since_contact"][0] is None
