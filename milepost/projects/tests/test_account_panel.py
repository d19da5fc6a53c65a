"""What an account's page says of its projects."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milepost.projects.models import Project, TaskParty
from milepost.projects.public import Reason, change_plan, change_project, create_project, put_on_project, take_baseline
from milepost.projects.queries.account_sentence import projects_clause
from milepost.projects.records_plan import NewTask, TaskEdit
from milepost.projects.tests.conftest import DAY, day


@pytest.fixture
def late(onboarding, task, max_) -> Project:
    """Its target is what was agreed; the customer cost two days."""
    take_baseline(onboarding, "Agreement", actor=max_.as_actor(), is_agreement=True)
    change_project(onboarding, {"state": "active", "target_on": day("2026-03-11")}, actor=max_.as_actor())
    reason = Reason(note="Their network", side="theirs")
    TaskParty.objects.create(task=task("Migration"), role="Their IT", side="theirs")
    edit = TaskEdit(task("Migration").pk, {"duration_minutes": 7 * DAY})
    return change_plan(onboarding, [edit], actor=max_.as_actor(), reason=reason).project


@pytest.fixture
def panel(signed_in, max_, northwind):
    def read() -> str:
        answer = signed_in(max_).get(reverse("projects:account-projects", args=[northwind.pk]), HTTP_HX_REQUEST="true")
        return " ".join(answer.content.decode().split())

    return read


def test_it_says_where_a_project_stands_and_whose_move_it_is(panel, late):
    text = panel()
    assert "2 working days late" in text
    assert "1 open task with the customer, 1 late:" in text
    assert "2 open tasks with us" in text
    assert "Go-live</a>" in text  # the next milestone


def test_it_teaches_when_nothing_is_open(panel, northwind):
    assert "No project is open" in panel()


def test_it_asks_no_more_for_more_projects(panel, late, northwind, max_):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            panel()
        return len(seen)

    panel()
    few = queries()
    for number in range(5):
        other = create_project(f"Other {number}", actor=max_.as_actor(), account=northwind, state="active")
        change_plan(other, [NewTask("a", {"title": "Task"})], actor=max_.as_actor())
    assert queries() == few


def test_the_sentence_says_what_is_late_and_on_whose_side(late, northwind, max_):
    [clause] = projects_clause(northwind, max_)
    assert clause.text == "“Onboarding” 2 working days late (their side)"


def test_the_sentence_says_what_goes_live_next(onboarding, northwind, max_, monkeypatch):
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_given, **_named: dt.date(2026, 3, 2))
    [clause] = projects_clause(northwind, max_)
    assert str(clause.text).startswith("“Onboarding” goes live on")


def test_the_sentence_is_silent_to_those_who_see_no_project(late, northwind, fiona):
    assert projects_clause(northwind, fiona) == ()


@pytest.fixture
def report(signed_in, max_, onboarding):
    def read(viewer=max_, query: str = "") -> str:
        url = reverse("projects:project-report", args=[onboarding.pk])
        return signed_in(viewer).get(url + query).content.decode()

    return read


def test_the_report_tells_us_everything(report, late, task):
    text = report(query="?for=us")
    assert "That is 2 working days after the target" in text
    assert "0 of 4 tasks are done." in text
    assert "Their IT: Migration" in text


def test_the_report_tells_the_customer_only_what_they_see(report, late):
    text = report()
    assert "Migration" not in text
    assert "0 of 1 tasks are done." in text


def test_the_report_tells_a_contributor_of_their_own_tasks(report, late, task, fiona, max_):
    put_on_project(late, fiona, actor=max_.as_actor())
    TaskParty.objects.create(task=task("Training"), user=fiona)
    text = report(fiona, "?for=us")
    assert "Training" in text
    assert "Migration" not in text
