"""Today says what waits for one's decision, and which proposals are about to expire."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.projects.models import Proposal
from milepost.projects.public import add_scope_items, draft_change, freeze_scope, propose_scope, submit_change
from milepost.projects.queries.today_scope import decisions, expiring

TODAY = timezone.localdate()


@pytest.fixture
def proposal(onboarding, max_, lena):
    add_scope_items(onboarding, "goal", ["Less"], actor=max_.as_actor())
    version = freeze_scope(onboarding, actor=max_.as_actor())
    until = TODAY + dt.timedelta(days=14)
    return propose_scope(version, [lena], actor=max_.as_actor(), by=max_, expires_on=until)


def keys(items):
    return [item.key.partition(":")[0] for item in items]


def test_it_shows_what_waits_for_ones_own_answer(proposal, onboarding, max_, lena):
    change = draft_change(onboarding, {"title": "Oslo", "amount": 9}, actor=max_.as_actor())
    submit_change(change, lena, actor=max_.as_actor())
    assert keys(decisions(lena, TODAY)) == ["scope-decide", "change-approve"]
    assert not decisions(max_, TODAY)
    assert not decisions(lena, TODAY + dt.timedelta(days=15))[1:]


def test_it_tells_who_proposed_when_it_is_about_to_expire_and_when_it_did(proposal, max_, lena, fiona):
    assert not expiring(max_, TODAY)
    (soon,) = expiring(max_, TODAY + dt.timedelta(days=12))
    assert soon.title.startswith("Ask again")
    assert "Lena has not answered" in soon.reasons[0].text
    Proposal.objects.update(state="expired", closed_at=timezone.now())
    (past,) = expiring(max_, TODAY + dt.timedelta(days=15))
    assert past.title.startswith("Propose anew")
    assert not expiring(lena, TODAY + dt.timedelta(days=15))
    assert not expiring(fiona, TODAY)
