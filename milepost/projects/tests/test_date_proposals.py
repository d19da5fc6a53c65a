"""A day that the customer proposes: shown with its effect, and nothing moves until one of us accepts."""

import pytest
from django.test import Client
from django.utils import timezone

from milepost.accounts.public import add_contact, erase_contact
from milepost.identity.public import Notification
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.date_proposals import accept_date, decline_date
from milepost.projects.by_contacts import effect_of_day, propose_date, withdraw_date
from milepost.projects.models import DateProposal, PlanChange, Project
from milepost.projects.public import PartyEdit, change_task, put_on_task, share_project
from milepost.projects.tests.conftest import day
from milepost.projects.tests.test_contact_tasks import as_contact

LATER = day("2026-03-13")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_args: day("2026-03-02"))


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def mona(northwind, onboarding, me):
    share_project(onboarding, actor=me)
    return add_contact("Mona Lind", account=northwind, actor=me)


@pytest.fixture
def migration(onboarding, task, mona, me):
    change_task(task("Migration"), {"visibility": "customer"}, actor=me)
    put_on_task(PartyEdit(task_id=0, contact_id=mona.pk), task("Migration"), actor=me)
    return task("Migration")


@pytest.fixture
def proposal(migration, mona):
    return propose_date(migration, LATER, by=mona, actor=as_contact(mona), why="Our IT is away")


def test_its_effect_is_computed_and_nothing_moves(migration, proposal, task, onboarding):
    effect = effect_of_day(migration, LATER)
    assert (effect.ends_on, effect.forecast_to) == (LATER, day("2026-03-17"))
    assert [move.label for move in effect.moves] == ["Training", "Go-live"]
    assert effect.seen([task("Go-live").pk])[0].after == day("2026-03-17")
    assert task("Migration").finish_on == migration.finish_on == proposal.was_on == day("2026-03-09")
    assert Notification.objects.get(kind="date-proposed").text == "Mona Lind proposes another day for “Migration”"


def test_it_moves_the_plan_when_it_is_accepted_as_the_customers_wish(proposal, max_, me, task):
    revision = Project.objects.get().revision
    accept_date(proposal, by=max_, actor=me, revision=revision, answer="Fine")
    assert task("Migration").finish_on == LATER
    change = PlanChange.objects.latest("pk")
    assert (change.side, change.note, change.by_label) == ("theirs", "Our IT is away", "Max")
    stored = DateProposal.objects.get()
    assert (stored.state, stored.answer, stored.decided_by) == ("accepted", "Fine", "Max")
    assert stored.batch


def test_it_is_not_accepted_unseen(proposal, max_, me, task):
    revision = Project.objects.get().revision
    change_task(task("Training"), {"duration_minutes": 960 * 2}, actor=me)
    with pytest.raises(Conflict) as refused:
        accept_date(proposal, by=max_, actor=me, revision=revision)
    assert refused.value.code == "stale-plan"
    assert DateProposal.objects.get().is_open


def test_it_is_declined_with_words_and_once(proposal, max_, me, task):
    with pytest.raises(Invalid):
        decline_date(proposal, by=max_, actor=me, answer=" ")
    decline_date(proposal, by=max_, actor=me, answer="Then training is too late")
    assert task("Migration").finish_on == day("2026-03-09")
    with pytest.raises(Conflict):
        accept_date(proposal, by=max_, actor=me)


def test_only_who_steers_the_plan_decides(proposal, fiona, victor, mona):
    with pytest.raises(NotAllowed):
        accept_date(proposal, by=fiona, actor=fiona.as_actor())
    with pytest.raises(NotAllowed):
        decline_date(proposal, by=victor, actor=victor.as_actor(), answer="No")
    with pytest.raises(NotAllowed):
        accept_date(proposal, by=mona, actor=as_contact(mona))


def test_a_second_word_of_theirs_replaces_the_first_and_a_colleagues_waits(proposal, migration, mona, northwind, me):
    propose_date(migration, day("2026-03-12"), by=mona, actor=as_contact(mona))
    assert [one.state for one in DateProposal.objects.order_by("pk")] == ["withdrawn", "open"]
    olaf = add_contact("Olaf Berg", account=northwind, actor=me)
    with pytest.raises(Conflict) as refused:
        propose_date(migration, day("2026-03-11"), by=olaf, actor=as_contact(olaf))
    assert "Mona Lind" in refused.value.message
    with pytest.raises(NotAllowed):
        withdraw_date(DateProposal.objects.latest("pk"), by=olaf, actor=as_contact(olaf))


def test_it_is_taken_back_by_who_proposed_it(proposal, mona):
    withdraw_date(proposal, by=mona, actor=as_contact(mona))
    stored = DateProposal.objects.get()
    assert (stored.state, stored.decided_by) == ("withdrawn", "")


@pytest.mark.parametrize("wrong", ["2026-03-01", "2026-03-09", "2026-03-02", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused(migration, mona, wrong):
    with pytest.raises(Invalid):
        propose_date(migration, day(wrong), by=mona, actor=as_contact(mona))
    assert not DateProposal.objects.exists()


def test_of_our_own_work_no_day_is_proposed(task, onboarding, mona, me):
    change_task(task("Training"), {"visibility": "customer"}, actor=me)
    with pytest.raises(Conflict):
        propose_date(task("Training"), LATER, by=mona, actor=as_contact(mona))


def test_a_meeting_is_moved_as_a_whole(task, onboarding, mona, me):
    change_task(task("Training"), {"visibility": "customer", "is_meeting": True}, actor=me)
    before = task("Training")
    effect = effect_of_day(before, LATER)
    assert effect.ends_on == day("2026-03-16")  # it takes two days


def test_the_name_goes_with_the_person(proposal, mona, ada):
    erase_contact(mona, actor=ada.as_actor())
    stored = DateProposal.objects.get()
    assert (stored.contact, stored.who) == (None, "somebody who was erased")


def test_its_page_shows_the_effect_and_takes_the_answer(proposal, max_, make_user, signed_in, task):
    fiona, victor = make_user("Fiona", "contributor"), make_user("Victor", "viewer")
    url = Notification.objects.get(kind="date-proposed").url
    page = signed_in(max_).get(url).text
    assert "Go-live moves from" in page
    assert "Accept, and move the plan" in page
    assert Client().get(url).status_code == 302
    assert signed_in(fiona).get(url).status_code == 404
    assert "Accept, and move the plan" not in signed_in(victor).get(url).text
    assert signed_in(victor).post(url, {"decision": "accept"}).status_code == 403
    assert signed_in(max_).post(url, {"decision": "decline"}).status_code == 422
    revision = Project.objects.get().revision
    assert signed_in(max_).post(url, {"decision": "accept", "revision": revision - 1}).status_code == 409
    assert signed_in(max_).post(url, {"decision": "accept", "revision": revision}).status_code == 302
    assert task("Migration").finish_on == LATER
