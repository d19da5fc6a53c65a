"""Each shipped playbook is started as it is: every text is filled in, and its dates are what its purpose says."""

import datetime as dt
from collections.abc import Iterator

import pytest

from milepost.accounts.public import change_account
from milepost.lib.actor import SYSTEM
from milepost.playbooks.models import PlaybookVersion, Run
from milepost.playbooks.public import import_playbook, write_playbook
from milepost.playbooks.records import QuestionType
from milepost.playbooks.tests.conftest import MONDAY
from milepost.playbooks.tests.test_shipped import SHIPPED

RENEWAL = MONDAY + dt.timedelta(days=200)
# Days from the start to go-live, or to the end where it has none: what people are told in the purpose.
DAYS_MOST = {
    "billing-change": 14,
    "escalation": 14,
    "onboarding-light": 28,
    "onboarding-enterprise": 150,
    "product-update": 21,
    "executive-review": 42,
    "quarterly-review": 21,
    "delivery-hand-over": 14,
    "sponsor-change": 50,
    "save-plan": 90,
    "training-campaign": 45,
    "adoption-campaign": 75,
}


@pytest.fixture
def dated(northwind, max_):
    change_account(northwind, {"renewal_date": RENEWAL}, actor=max_.as_actor())
    return northwind


def version_of(key: str) -> PlaybookVersion:
    version = import_playbook(write_playbook(SHIPPED[key]), actor=SYSTEM)[0].published
    assert version is not None
    return version


def texts(run: Run) -> Iterator[str]:
    project = run.project
    yield from (project.name, project.description)
    yield from (member.expected for member in project.members.all())
    for task in project.tasks.all():
        yield from (task.title, task.description, *task.accepted_when)
        yield from task.checklist.values_list("text", flat=True)


def answers(key: str, at: int) -> dict[str, str]:
    """Answer all questions with the least (0) or the most (-1) that can be said."""
    of_type = {QuestionType.YES_NO: ("no", "yes"), QuestionType.NUMBER: ("0", "5000")}
    return {one.key: (of_type.get(one.type) or one.choices or (one.default,))[at] for one in SHIPPED[key].questions}


@pytest.mark.parametrize("key", SHIPPED)
def test_it_starts_as_it_is(start, dated, key):
    run = start(of=version_of(key))
    project, tasks = run.project, list(run.project.tasks.all())
    assert [text for text in texts(run) if "{{" in text or "}}" in text] == []
    assert [task.title for task in tasks if task.start_on < MONDAY] == []
    assert [task.title for task in tasks if task.deadline_on and task.finish_on > task.deadline_on] == []
    assert project.forecast_on - project.start_on <= dt.timedelta(days=DAYS_MOST.get(key, 150))


@pytest.mark.parametrize("key", SHIPPED)
def test_answers_change_its_plan(preview, dated, key):
    version = version_of(key)
    least, most = (preview(of=version, answers=answers(key, at)) for at in (0, -1))
    assert least.missing == most.missing == {}
    assert {each.step.key for each in least.steps} != {each.step.key for each in most.steps}


def test_a_renewal_is_signed_two_weeks_before_its_day_whatever_is_answered(preview, dated):
    found = preview(of=version_of("renewal"), answers=answers("renewal", -1))
    assert found.starts_on == RENEWAL - dt.timedelta(days=120)
    assert found.go_live_on <= RENEWAL - dt.timedelta(days=14)


def test_an_offboarding_ends_access_after_the_last_day(preview, dated):
    found = preview(of=version_of("offboarding"))
    steps = {each.step.key: each for each in found.steps}
    assert found.go_live_on == RENEWAL
    assert steps["final-export"].finish_on <= RENEWAL < steps["access-off"].start_on
