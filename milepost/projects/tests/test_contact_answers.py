"""The customer answers a scope, a deliverable, a change; also when two of them do, or it changed meanwhile."""

import pytest

from milepost.accounts.public import add_contact, create_account
from milepost.identity.public import Notification
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from milepost.projects.by_contacts import answer_change, answer_delivery, answer_scope, may_decide
from milepost.projects.models import ChangeRequest, Delivery, Proposal
from milepost.projects.public import (
    add_scope_items,
    approve_inside,
    draft_change,
    freeze_scope,
    propose_scope,
    put_on_project,
    put_scope_edits,
    send_change,
    share_project,
    submit_change,
    submit_delivery,
    withdraw_proposal,
)
from milepost.projects.tests.test_contact_tasks import as_contact


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def mona(northwind, onboarding, me):
    """Mona leads for the customer."""
    share_project(onboarding, actor=me)
    mona = add_contact("Mona Lind", account=northwind, actor=me)
    put_on_project(onboarding, mona, actor=me, part="lead")
    return mona


@pytest.fixture
def olaf(northwind, me):
    return add_contact("Olaf Berg", account=northwind, actor=me)


def propose(project, people, max_):
    add_scope_items(project, "goal", ["Half the downtime"], actor=max_.as_actor())
    return propose_scope(freeze_scope(project, actor=max_.as_actor()), people, actor=max_.as_actor(), by=max_)


def words(kind="contact-answer"):
    return list(Notification.objects.filter(kind=kind).order_by("pk").values_list("text", flat=True))


def test_they_agree_to_what_they_read_and_the_lead_is_told(onboarding, mona, olaf, max_):
    proposal = propose(onboarding, [mona, olaf], max_)
    answer_scope(proposal, "agreed", by=mona, actor=as_contact(mona), sha256=proposal.scope.sha256)
    assert words() == ["Mona Lind agrees to “Scope version 1” of “Onboarding”"]
    assert Proposal.objects.get().is_open
    closed = answer_scope(proposal, "agreed", by=olaf, actor=as_contact(olaf), sha256=proposal.scope.sha256)
    assert (closed.state, closed.baseline.is_agreement) == ("agreed", True)


def test_nobody_agrees_to_a_version_that_changed_while_they_read(onboarding, mona, max_, me):
    read = propose(onboarding, [mona], max_)
    withdraw_proposal(read, actor=me)
    newer = propose(onboarding, [mona], max_)
    for proposal, code in ((read, "withdrawn"), (newer, "other-version")):
        with pytest.raises(Conflict) as refused:
            answer_scope(proposal, "agreed", by=mona, actor=as_contact(mona), sha256=read.scope.sha256)
        assert refused.value.code == code
    assert words() == []


def test_who_is_not_asked_does_not_agree(onboarding, mona, olaf, max_):
    proposal = propose(onboarding, [mona], max_)
    with pytest.raises(NotFound):
        answer_scope(proposal, "agreed", by=olaf, actor=as_contact(olaf), sha256=proposal.scope.sha256)


@pytest.fixture
def delivery(onboarding, me):
    (item,) = add_scope_items(onboarding, "deliverable", ["Manual"], actor=me)
    return submit_delivery(item, actor=me, note="First draft")


def test_of_two_who_answer_a_deliverable_the_first_counts(delivery, mona, olaf, onboarding, me):
    put_on_project(onboarding, olaf, actor=me, part="oversees")
    seen = delivery.version
    answer_delivery(delivery, "accepted", by=mona, actor=as_contact(mona), expected_version=seen)
    with pytest.raises(Conflict):
        answer_delivery(delivery, "changes", by=olaf, actor=as_contact(olaf), answer="No", expected_version=seen)
    stored = Delivery.objects.get()
    assert (stored.state, stored.decider, stored.recorded_by) == ("accepted", mona, "")
    assert words() == ["Mona Lind accepts “Manual, version 1” of “Onboarding”"]


def test_a_deliverable_is_given_back_with_words(delivery, mona):
    with pytest.raises(Invalid):
        answer_delivery(delivery, "changes", by=mona, actor=as_contact(mona))
    answer_delivery(delivery, "changes", by=mona, actor=as_contact(mona), answer="Chapter 2 is missing")
    assert Delivery.objects.get().answer == "Chapter 2 is missing"


@pytest.mark.parametrize("stance", ["user", "champion"])
def test_who_decides_for_the_customer_is_known(onboarding, delivery, northwind, me, stance):
    share_project(onboarding, actor=me)
    nina = add_contact("Nina", account=northwind, actor=me, stance=stance)
    assert may_decide(nina, onboarding) is (stance == "champion")
    if stance == "user":
        with pytest.raises(NotAllowed):
            answer_delivery(delivery, "accepted", by=nina, actor=as_contact(nina))


def test_a_change_is_decided_in_the_state_that_was_read(onboarding, mona, lena, max_, me):
    change = draft_change(onboarding, {"title": "A second plant"}, actor=me, author=max_)
    put_scope_edits(change, [("in", "The plant in Lund")], [], actor=me)
    submit_change(ChangeRequest.objects.get(), lena, actor=me)
    approve_inside(ChangeRequest.objects.get(), lena, actor=lena.as_actor())
    send_change(ChangeRequest.objects.get(), actor=me)
    sent = ChangeRequest.objects.get()
    with pytest.raises(Conflict) as refused:
        answer_change(sent, "approved", by=mona, actor=as_contact(mona), expected_version=sent.version - 1)
    assert refused.value.code == "other-version"
    decided = answer_change(sent, "approved", by=mona, actor=as_contact(mona), expected_version=sent.version)
    assert (decided.state, decided.decider, decided.made_scope.number) == ("approved", mona, 1)
    with pytest.raises(Conflict):
        answer_change(sent, "declined", by=mona, actor=as_contact(mona), reason="No")


def test_a_stranger_finds_none_of_it(delivery, onboarding, max_, me, mona):
    tom = add_contact("Tom", account=create_account("Tailwind", actor=me), actor=me)
    proposal = propose(onboarding, [mona], max_)
    with pytest.raises(NotFound):
        answer_delivery(delivery, "accepted", by=tom, actor=as_contact(tom))
    with pytest.raises(NotFound):
        answer_scope(proposal, "agreed", by=tom, actor=as_contact(tom), sha256=proposal.scope.sha256)
