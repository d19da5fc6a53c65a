"""What projects put on a person's Today."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milepost.accounts.public import add_contact
from milepost.audit.public import AuditEntry
from milepost.projects.models import Task, TaskParty
from milepost.projects.public import change_project, roll_forward, take_baseline
from milepost.projects.queries.today import milestones, own_tasks, unanswered
from milepost.projects.tests.conftest import day
from milepost.ui.public import TodayGroup

DRAWER = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer-body"}


@pytest.fixture
def running(onboarding, max_):
    take_baseline(onboarding, "Agreement", actor=max_.as_actor(), is_agreement=True)
    return change_project(onboarding, {"state": "active"}, actor=max_.as_actor())


@pytest.fixture
def does(task):
    def put(title: str, **who: object) -> Task:
        TaskParty.objects.create(task=task(title), **who)
        return task(title)

    return put


def words(item):
    return [str(reason.text) for reason in item.reasons]


def test_it_offers_own_tasks_of_this_week(running, does, lena):
    does("Kick-off", user=lena)
    does("Training", user=lena)
    [item] = own_tasks(lena, day("2026-03-01"))
    assert (item.title, item.group, item.due) == ("Do: Kick-off", TodayGroup.WEEK, day("2026-03-02"))
    assert item.about == "Northwind"


def test_it_says_how_late_though_the_plan_was_rolled_and_who_waits(running, does, lena, max_):
    does("Kick-off", user=lena)
    does("Migration", user=max_)
    roll_forward(running, day("2026-03-05"), actor=max_.as_actor())
    [item] = own_tasks(lena, day("2026-03-05"))
    assert (item.group, item.due, item.rank) == (TodayGroup.NOW, day("2026-03-02"), 70 + 6 + 15)
    assert words(item)[:2] == ["3 days late", "Max waits with “Migration”"]


def test_it_says_nothing_of_drafts_and_of_what_is_done(onboarding, does, lena, max_):
    does("Kick-off", user=lena)
    assert own_tasks(lena, day("2026-03-05")) == []
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    Task.objects.filter(title="Kick-off").update(state="done")
    assert own_tasks(lena, day("2026-03-05")) == []


def test_it_asks_for_what_a_customer_owes(running, northwind, does, max_, lena):
    mona = add_contact("Mona Lind", account=northwind, actor=max_.as_actor())
    does("Kick-off", contact=mona, side="theirs")
    assert unanswered(max_, day("2026-03-02")) == []
    [item] = unanswered(max_, day("2026-03-04"))
    assert (item.title, item.group) == ("Ask Mona Lind for: Kick-off", TodayGroup.WAITING)
    assert words(item)[:2] == ["2 days late", "go-live waits for it"]
    assert unanswered(lena, day("2026-03-04")) == []


def test_it_watches_the_first_milestone_that_comes_later_than_agreed(running, max_, lena):
    assert milestones(max_, day("2026-03-02")) == []
    roll_forward(running, day("2026-03-05"), actor=max_.as_actor())
    [item] = milestones(max_, day("2026-03-05"))
    assert (item.title, item.group) == ("Bring back: Go-live", TodayGroup.WEEK)
    assert words(item)[0] == "5 days later than agreed"
    assert milestones(lena, day("2026-03-05")) == []


def test_the_target_counts_more_than_the_baseline(running, max_):
    change_project(running, {"target_on": dt.date(2026, 4, 1)}, actor=max_.as_actor())
    Task.objects.filter(title="Go-live").update(finish_on=day("2026-03-20"), finish_at="2026-03-20T17:00")
    assert milestones(max_, day("2026-03-05")) == []


@pytest.mark.parametrize("source", [own_tasks, unanswered, milestones])
def test_it_asks_no_more_for_more(source, running, does, lena, max_):
    for title in ("Kick-off", "Migration", "Training"):
        does(title, user=lena)
        does(title, role="Their IT", side="theirs")
    roll_forward(running, day("2026-03-20"), actor=max_.as_actor())
    for viewer in (max_, lena):
        with CaptureQueriesContext(connection) as seen:
            source(viewer, day("2026-04-20"))
        assert len(seen) <= 6


def test_it_writes_the_message_and_when_it_was_sent(signed_in, running, northwind, does, max_):
    mona = add_contact("Mona Lind", account=northwind, actor=max_.as_actor())
    kick_off = does("Kick-off", contact=mona, side="theirs")
    url = reverse("projects:task-nudge", args=[kick_off.pk])
    client = signed_in(max_)
    text = client.get(url).content.decode()
    assert "Hello Mona Lind," in text
    assert "“Migration”" not in text  # internal: the customer does not know of it
    assert "Nobody has asked for it here yet." in text
    assert "Last asked on" in client.post(url, **DRAWER).content.decode()
    assert AuditEntry.objects.of(kick_off).filter(event="asked-for").count() == 1
