"""A version is proposed to people of both sides; they agree or decline, once and to exactly that."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import add_contact, change_contact, create_account, erase_contact, merge_contacts
from milepost.identity.public import Notification, change_user
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.proposals import expire_proposals
from milepost.projects.models import Baseline, Project, Proposal, Signer
from milepost.projects.public import (
    add_scope_items,
    comment_on_proposal,
    create_project,
    decide,
    delegate,
    freeze_scope,
    propose_scope,
    record_decision,
    replace_signer,
    withdraw_proposal,
)
from milepost.projects.tests.conftest import day

TARGET = day("2026-06-01")


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def mona(northwind, me):
    return add_contact("Mona Lind", account=northwind, actor=me)


@pytest.fixture
def olaf(northwind, me):
    return add_contact("Olaf Berg", account=northwind, actor=me)


@pytest.fixture
def version(onboarding, me):
    add_scope_items(onboarding, "goal", ["Half the downtime"], actor=me)
    return freeze_scope(onboarding, actor=me, target_on=TARGET)


@pytest.fixture
def proposal(version, me, max_, lena, mona):
    return propose_scope(version, [lena, mona], actor=me, by=max_)


def the(person):
    return Signer.objects.get(contact=person) if hasattr(person, "left_on") else Signer.objects.get(user=person)


def as_contact(contact):
    return Actor("contact", str(contact.pk), contact.name)


def agree(proposal, user, decision="agreed", *, reason=""):
    return decide(proposal, user, decision, sha256=proposal.scope.sha256, actor=user.as_actor(), reason=reason)


def test_all_agree_and_a_baseline_and_the_target_follow(proposal, version, lena, mona, me):
    agree(proposal, lena)
    assert Proposal.objects.get().is_open
    record_decision(the(mona), "agreed", actor=me, evidence="Mail of 3 March: “fine with us”")
    closed = Proposal.objects.get()
    assert (closed.state, closed.baseline.name, closed.baseline.is_agreement) == ("agreed", "Scope version 1", True)
    assert Project.objects.get().target_on == TARGET
    said = the(mona)
    assert (said.sha256, said.recorded_by, said.name) == (version.sha256, me.label, "Mona Lind")
    assert the(lena).sha256 == version.sha256


def test_any_means_one_of_each_side(version, me, lena, ada, mona):
    proposal = propose_scope(version, [lena, ada, mona], actor=me, needs="any")
    agree(proposal, ada)
    assert Proposal.objects.get().is_open
    record_decision(the(mona), "agreed", actor=me, evidence="By phone")
    assert Proposal.objects.get().state == "agreed"
    assert the(lena).state == "waiting"


def test_any_is_declined_when_a_side_has_nobody_left(version, me, lena, ada, mona):
    proposal = propose_scope(version, [lena, ada, mona], actor=me, needs="any")
    agree(proposal, ada, "declined", reason="Too dear")
    assert Proposal.objects.get().is_open
    agree(proposal, lena, "declined", reason="Too late")
    assert Proposal.objects.get().state == "declined"


def test_a_no_says_why_and_closes_it(proposal, lena):
    with pytest.raises(Invalid, match="Say why not"):
        agree(proposal, lena, "declined")
    closed = agree(proposal, lena, "declined", reason="Nobody asked Bergen")
    assert (closed.state, Baseline.objects.count()) == ("declined", 0)
    assert "Nobody asked Bergen" in closed.closed_why


def test_a_newer_proposal_overtakes_and_only_the_open_one_counts(proposal, version, onboarding, me, lena):
    add_scope_items(onboarding, "out", ["Oslo"], actor=me)
    newer = propose_scope(freeze_scope(onboarding, actor=me), [lena], actor=me)
    with pytest.raises(Conflict) as refusal:
        agree(proposal, lena)
    assert refusal.value.code == "overtaken"
    with pytest.raises(Conflict) as refusal:
        decide(newer, lena, "agreed", sha256=version.sha256, actor=lena.as_actor())
    assert refusal.value.code == "other-version"
    agree(newer, lena)
    assert [one.state for one in Proposal.objects.order_by("pk")] == ["overtaken", "agreed"]
    with pytest.raises(Conflict) as refusal:
        propose_scope(version, [lena], actor=me)
    assert refusal.value.code == "older-version"


def test_everybody_answers_for_themselves_once(proposal, lena, ada, me, mona):
    with pytest.raises(NotAllowed):
        decide(proposal, lena, "agreed", sha256=proposal.scope.sha256, actor=me)
    with pytest.raises(NotAllowed):
        agree(proposal, ada)
    with pytest.raises(NotAllowed):
        record_decision(the(lena), "agreed", actor=me, evidence="She said so")
    with pytest.raises(NotAllowed):
        decide(proposal, mona, "agreed", sha256=proposal.scope.sha256, actor=as_contact(lena))
    agree(proposal, lena)
    with pytest.raises(Conflict, match="has answered"):
        agree(proposal, lena, "declined", reason="No")


def test_a_contact_answers_as_themselves_and_what_follows_is_told_by_their_name(proposal, lena, mona):
    agree(proposal, lena)
    decide(proposal, mona, "agreed", sha256=proposal.scope.sha256, actor=as_contact(mona))
    assert Proposal.objects.get().baseline.by_label == "Mona Lind"


def test_it_can_be_answered_until_its_day(proposal, lena):
    Proposal.objects.update(expires_on=timezone.localdate())
    assert agree(Proposal.objects.get(), lena).is_open
    Proposal.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(Conflict, match="has passed"):
        agree(proposal, lena)
    assert expire_proposals.call() == 1
    assert expire_proposals.call() == 0
    assert Proposal.objects.get().state == "expired"


def test_it_is_withdrawn_once(proposal, me, lena):
    withdraw_proposal(proposal, actor=me, why="A mistake")
    with pytest.raises(Conflict):
        withdraw_proposal(proposal, actor=me)
    with pytest.raises(Conflict) as refusal:
        agree(proposal, lena)
    assert refusal.value.code == "withdrawn"


def test_it_is_passed_on_to_the_same_side_alone(proposal, lena, ada, mona, olaf):
    with pytest.raises(Invalid, match="same side"):
        delegate(proposal, lena, mona, actor=lena.as_actor())
    other = delegate(proposal, lena, ada, actor=lena.as_actor())
    assert other.stands_for == the(lena)
    with pytest.raises(NotAllowed):
        agree(proposal, lena)
    agree(proposal, ada)
    replace_signer(the(mona), olaf, actor=ada.as_actor())
    record_decision(the(olaf), "agreed", actor=ada.as_actor(), evidence="Mail")
    assert Proposal.objects.get().state == "agreed"
    with pytest.raises(Conflict):
        replace_signer(the(olaf), mona, actor=ada.as_actor())


def test_who_left_or_was_erased_is_said_and_replaced(proposal, lena, ada, mona, olaf):
    me = ada.as_actor()
    assert not the(mona).is_gone
    change_contact(mona, {"left_on": timezone.localdate()}, actor=me)
    assert the(mona).is_gone
    change_user(lena, {"is_active": False}, actor=ada.as_actor())
    assert the(lena).is_gone
    replace_signer(the(lena), ada, actor=me)
    mona.refresh_from_db()
    erase_contact(mona, actor=ada.as_actor())
    gone = Signer.objects.get(user=None)
    assert (gone.name, str(gone), gone.is_gone) == ("", "somebody who was erased", True)
    replace_signer(gone, olaf, actor=me)


def test_a_merged_signer_answers_as_the_one_that_stays(proposal, lena, ada, mona, olaf):
    me, twin = ada.as_actor(), olaf
    agree(proposal, lena)
    merge_contacts(mona, twin, actor=ada.as_actor())
    signer = Signer.objects.get(side="theirs")
    assert (signer.contact, signer.name, signer.is_gone) == (twin, "Mona Lind", False)
    record_decision(signer, "agreed", actor=me, evidence="Mail")
    assert Proposal.objects.get().state == "agreed"


def test_it_asks_nobody_who_cannot_answer(version, fiona, victor, lena, ada):
    me = ada.as_actor()
    stranger = add_contact("Sven Dahl", account=create_account("Fabrikam", actor=me), actor=me)
    change_user(lena, {"is_active": False}, actor=ada.as_actor())
    lena.refresh_from_db()
    for people in ([], [fiona], [victor], [lena], [stranger], [ada, ada]):
        with pytest.raises(Invalid):
            propose_scope(version, people, actor=me)
    with pytest.raises(Invalid, match="has passed"):
        propose_scope(version, [ada], actor=me, expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(("evidence", "days"), [("", 0), ("  ", 0), ("Mail", 1)])
def test_it_writes_nothing_down_without_evidence_or_ahead_of_time(proposal, me, mona, evidence, days):
    with pytest.raises(Invalid):
        record_decision(
            the(mona), "agreed", actor=me, evidence=evidence, at=timezone.now() + dt.timedelta(days=days or -1)
        )
    assert the(mona).state == "waiting"


def test_it_is_agreed_without_a_plan_and_takes_no_baseline(me, lena):
    bare = create_project("Bare", actor=me)
    add_scope_items(bare, "goal", ["Begin"], actor=me)
    agree(propose_scope(freeze_scope(bare, actor=me), [lena], actor=me), lena)
    assert Proposal.objects.get().baseline is None


def test_it_is_talked_about_and_who_is_asked_is_told(proposal, lena, me, max_):
    comment_on_proposal(proposal, "Is Bergen in?", by=max_, actor=me)
    with pytest.raises(Invalid):
        comment_on_proposal(proposal, "  ", by=max_, actor=me)
    told = Notification.objects.filter(user=lena).values_list("kind", flat=True)
    assert set(told) == {"scope-asked", "scope-comment"}
    assert not Notification.objects.filter(user=max_).exists()


def test_a_reader_writes_nothing(proposal, version, victor, mona):
    actor = victor.as_actor()
    for act in (
        lambda: propose_scope(version, [mona], actor=actor),
        lambda: withdraw_proposal(proposal, actor=actor),
        lambda: record_decision(the(mona), "agreed", actor=actor, evidence="x"),
        lambda: replace_signer(the(mona), mona, actor=actor),
        lambda: comment_on_proposal(proposal, "x", by=victor, actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act()
