"""Sprints in a browser: tasks planned by drag, by keys and by the menu; a preview; started and finished."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from milepost.projects.public import (
    LinkEdit,
    NewTask,
    Project,
    Sprint,
    change_plan,
    change_project,
    create_project,
    create_sprint,
)
from tests.browser.conftest import PHONE, WIDE

TITLES = ("Export", "Clean", "Import", "Check")


@pytest.fixture
def scrum(max_) -> Project:
    """Four tasks in a chain, and a sprint of this week and the next."""
    project = create_project("Interface", actor=max_.as_actor(), method="scrum", lead=max_)
    edits = [NewTask(title, {"title": title, "estimate_minutes": 240}) for title in TITLES]
    edits += [LinkEdit(before, after) for before, after in pairwise(TITLES)]
    change_plan(project, edits, actor=max_.as_actor())
    today = timezone.localdate()
    values = {"start_on": today, "end_on": today + dt.timedelta(days=11), "goal": "Data is in"}
    create_sprint(project, values, actor=max_.as_actor())
    project.refresh_from_db()
    return project


def lane(page, name):
    return page.locator(f'[data-lane-name="{name}"]')


def row(page, title):
    return page.locator("[data-task]", has=page.get_by_role("link", name=title, exact=True))


def titles(page, name):
    return lane(page, name).locator(".lane-title a")


def opened(browser_page, user, project, **options: object):
    page = browser_page(user, **options)
    page.goto(f"/projects/{project.pk}/sprints/")
    return page


def test_tasks_are_planned_by_drag_keys_and_menu(browser_page, max_, scrum, axe):
    page = opened(browser_page, max_, scrum)
    row(page, "Clean").drag_to(lane(page, "Sprint 1").locator("[data-lane-tasks]"))
    expect(titles(page, "Sprint 1")).to_have_text(["Clean"])
    row(page, "Export").get_by_role("button", name="Move Export").click()
    axe(page)
    page.locator("#sprint-move").get_by_role("button", name="Sprint 1").click()
    expect(titles(page, "Sprint 1")).to_have_text(["Clean", "Export"])
    expect(row(page, "Export").get_by_role("button", name="Move Export")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(titles(page, "Sprint 1")).to_have_text(["Export", "Clean"])
    expect(page.locator(".plan-said")).to_have_text("Export: Sprint 1, place 1 of 2")
    row(page, "Check").get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(titles(page, "Backlog")).to_have_text(["Check", "Import"])
    page.keyboard.press("Control+z")
    expect(titles(page, "Backlog")).to_have_text(["Import", "Check"])
    axe(page)


def test_it_shows_first_what_a_sprint_moves(browser_page, max_, scrum):
    later = {
        "start_on": timezone.localdate() + dt.timedelta(days=28),
        "end_on": timezone.localdate() + dt.timedelta(days=39),
    }
    create_sprint(scrum, later, actor=max_.as_actor())
    change_project(Project.objects.get(), {"state": "active"}, actor=max_.as_actor())
    page = opened(browser_page, max_, scrum)
    row(page, "Export").get_by_role("button", name="Move Export").click()
    page.locator("#sprint-move").get_by_role("button", name="Sprint 2").click()
    dialog = page.locator("#plan-dialog")
    expect(dialog.get_by_role("heading")).to_have_text(re.compile("Go-live moves"))
    dialog.get_by_role("button", name="Apply").click()
    expect(titles(page, "Sprint 2")).to_have_text(["Export"])


@pytest.mark.parametrize("device", [{"width": WIDE, "theme": "dark"}, {"width": PHONE, "theme": "light"}])
def test_a_sprint_is_started_and_finished(browser_page, max_, scrum, axe, device):
    page = opened(browser_page, max_, scrum, **device)
    for title in ("Export", "Clean"):
        row(page, title).get_by_role("button", name=f"Move {title}").click()
        page.locator("#sprint-move").get_by_role("button", name="Sprint 1").click()
        expect(titles(page, "Sprint 1").filter(has_text=title)).to_be_visible()
    page.get_by_role("link", name="Start Sprint 1").click()
    page.locator("#drawer").get_by_role("button", name="Start").click()
    expect(page.get_by_text("Committed")).to_be_visible()
    page.get_by_text("Figures of each day").click()
    page.evaluate("scrollTo(0, 0)")
    axe(page)
    page.get_by_role("link", name="Finish Sprint 1").click()
    page.locator("#drawer").get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Finished sprints")).to_be_visible()
    expect(titles(page, "Backlog")).to_have_text(list(TITLES))
    assert Sprint.objects.get().state == "done"
    axe(page)
