import datetime as dt

import pytest

from milepost.accounts.public import create_account
from milepost.projects.models import Project, Task
from milepost.projects.public import change_plan, create_project
from milepost.projects.records_plan import LinkEdit, NewTask, ProjectEdit

MONDAY = dt.date(2026, 3, 2)
DAY = 480


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def onboarding(northwind, max_) -> Project:
    """Kick-off (1 day) → migration (5 days) → training (2 days) → go-live, from Monday 2 March 2026."""
    project = create_project("Onboarding", actor=max_.as_actor(), account=northwind, start_on=MONDAY, lead=max_)
    edits = [
        NewTask("kick-off", {"title": "Kick-off", "duration_minutes": DAY}),
        NewTask("migration", {"title": "Migration", "duration_minutes": 5 * DAY}),
        NewTask("training", {"title": "Training", "duration_minutes": 2 * DAY}),
        NewTask("go-live", {"title": "Go-live", "is_milestone": True, "visibility": "customer"}),
        LinkEdit("kick-off", "migration"),
        LinkEdit("migration", "training"),
        LinkEdit("training", "go-live"),
        ProjectEdit({"go_live_id": "go-live"}),
    ]
    return change_plan(project, edits, actor=max_.as_actor()).project


@pytest.fixture
def task(onboarding):
    """Return a function that reads a task of the onboarding by its title."""

    def read(title: str) -> Task:
        return Task.objects.get(project=onboarding, title=title)

    return read
