"""The week of a project manager: from nothing to a plan that runs, slips, is explained, steered in sprints and told."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from milepost.accounts.public import create_account
from milepost.projects.public import (
    Baseline,
    Dependency,
    PlanChange,
    Project,
    Sprint,
    SprintReading,
    Task,
    TimeEntry,
    slip_ledger,
)
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_plan import PASTE

PHASES = {
    "Prepare": ("Kick-off 4h", "Goals 2d", "Owners of data 1d", "Test installation 2d", "Roles 1d", "Channels 4h"),
    "Data": ("Structure 3d", "Template 1d", "Master data 5d", "Trial import 2d", "Check data 2d", "Import 2d"),
    "Connect": ("Sign-on 2d", "Connector spec 3d", "Connector 8d", "Connector test 3d", "Approve connector 1d"),
    "Configure": (
        "Rights 2d",
        "Job plans 4d",
        "Checklists 2d",
        "Board 3d",
        "Field app 3d",
        "Stock 2d",
        "Dashboards 2d",
    ),
    "Train": ("Key users 2d", "Guides 3d", "Crew one 2d", "Crew two 2d", "Questions 1d"),
    "Go live": ("Pilot 5d", "Mend 3d", "Decide 1d", "Switch over 1d", "Announce 4h", "Go-live 0d"),
    "Look after": ("Watch 5d", "First report 1d", "Look back 4h", "Hand over 1d", "Closed 0d"),
}
LINES = "\n".join(line for phase, tasks in PHASES.items() for line in (phase, *(f"  {task}" for task in tasks)))
TASKS = sum(map(len, PHASES.values()))
DAYS_OF_WEEK = 7 * 12  # pixels


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for the server's side of what the page has sent."""
    until = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < until, "it has not come to that"
        page.wait_for_timeout(100)


def at_rest(page: Page) -> None:
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def task(title: str) -> Task:
    return Task.objects.get(title=title)


def begun(page: Page) -> Project:
    page.goto("/projects/new/")
    page.get_by_label("Name").fill("Onboarding Northwind")
    page.get_by_label("Account").select_option(label="Northwind")
    page.get_by_role("button", name="Begin project").click()
    expect(page.get_by_text("No tasks yet")).to_be_visible()
    return Project.objects.get()


def planned(page: Page) -> None:
    page.evaluate(PASTE, LINES)
    eventually(page, lambda: Task.objects.filter(is_summary=False).count() == TASKS)
    expect(page.get_by_role("treegrid")).to_have_attribute("aria-rowcount", str(TASKS + len(PHASES) + 1))
    at_rest(page)


def linked(page: Page) -> None:
    """All in one chain: a row, Home, Shift and End, L."""
    page.locator(".plan-row .plan-wbs").first.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("l")
    eventually(page, lambda: Dependency.objects.count() == TASKS - 1)


def linked_in_drawers(page: Page, project: Project) -> None:
    """On a phone a task is told in its drawer what it waits for."""
    for after, before in (("Goals", "Kick-off"), ("Master data", "Goals"), ("Pilot", "Master data")):
        page.goto(f"/tasks/{task(after).pk}/")
        links = page.get_by_role("region", name="Depends on")
        links.get_by_text("Add a dependency").click()
        links.get_by_role("combobox", name="Depends on").select_option(value=str(task(before).pk))
        links.get_by_role("button", name="Add", exact=True).click()
        eventually(page, lambda after=after: task(after).links_in.exists())
    page.goto(f"/projects/{project.pk}/")


def running(page: Page, project: Project) -> None:
    page.goto(f"/projects/{project.pk}/history/")
    page.get_by_role("link", name="Take a baseline").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("Name").fill("Agreed plan")
    drawer.get_by_label("Agreed with the customer").check()
    drawer.get_by_role("button", name="Take a baseline").click()
    expect(page.get_by_text("Told since “Agreed plan”")).to_be_visible()
    assert Baseline.objects.get().is_agreement
    changed(page, project, "State", "Active")


def changed(page: Page, project: Project, field: str, choice: str) -> None:
    page.goto(f"/projects/{project.pk}/change/")
    page.get_by_label(field, exact=True).select_option(label=choice)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("navigation", name="Project")).to_be_visible()


def applied(page: Page, where: str, cause: str, note: str = "") -> None:
    """Read what moves, say why, apply."""
    preview = page.locator(where)
    expect(preview.get_by_role("heading", name="Go-live moves to")).to_be_visible()
    at_rest(page)
    if cause:
        preview.get_by_label("Why it moves").select_option(label=cause)
    preview.get_by_label("In words").fill(note)
    told = PlanChange.objects.count()
    preview.get_by_role("button", name="Apply").click()
    eventually(page, lambda: PlanChange.objects.count() > told)


def dragged(page: Page, project: Project, title: str) -> None:
    page.goto(f"/projects/{project.pk}/gantt/")
    bar = page.locator(f'[data-bar="{task(title).pk}"] .bar-body')
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    x, y = box["x"] + min(8, box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + DAYS_OF_WEEK, y, steps=4)
    page.mouse.up()


def longer(page: Page, project: Project, title: str, length: str) -> None:
    page.goto(f"/projects/{project.pk}/list/?q={title}")
    page.get_by_role("link", name=title, exact=True).click()
    drawer = page.locator("#drawer")
    drawer.get_by_text("Change this task").click()
    drawer.get_by_label("Length").fill(length)
    drawer.get_by_role("button", name="Save").click()


def slipped(page: Page, project: Project, *, is_wide: bool) -> None:
    """Three slips: theirs, ours, and one that nobody explains at once."""
    if is_wide:
        dragged(page, project, "Goals")
        applied(page, "#plan-dialog", "Decision or approval was late", "The sponsor was away.")
    else:
        longer(page, project, "Goals", "7 days")
        applied(page, "#drawer", "Decision or approval was late", "The sponsor was away.")
    longer(page, project, "Master data", "9 days")
    applied(page, "#drawer", "The work was larger than estimated", "Twice as many machines.")
    longer(page, project, "Pilot", "8 days")
    applied(page, "#drawer", "")


def explained(page: Page, project: Project, axe: Callable[[Page], None]) -> None:
    page.goto(f"/projects/{project.pk}/history/")
    expect(page.get_by_text("Nobody has said why for 1 move")).to_be_visible()
    page.get_by_role("link", name="Say why").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("Why it moves").select_option(label="A third party was late")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_text("A third party's")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".history-headline")).to_be_visible()
    expect(page.get_by_text("Nobody has said why")).to_have_count(0)
    ledger = slip_ledger(Project.objects.get())
    assert ledger is not None
    assert len(ledger.entries) == 3
    assert {entry.change.side for entry in ledger.entries} == {"theirs", "ours", "third"}
    assert sum(entry.days for entry in ledger.entries) == ledger.total_days > 0
    assert ledger.unattributed_days == 0
    expect(page.get_by_text("Not enough history")).to_be_visible()
    at_rest(page)
    axe(page)


def sprinted(page: Page, project: Project, axe: Callable[[Page], None]) -> None:
    changed(page, project, "Method", "Scrum")
    page.goto(f"/projects/{project.pk}/sprints/")
    page.get_by_role("link", name="Plan a sprint").click()
    page.locator("#drawer").get_by_role("button", name="Plan it").click()
    lane = page.locator('[data-lane-name="Sprint 1"]')
    for title in ("Kick-off", "Goals"):
        page.get_by_role("button", name=f"Move {title}", exact=True).click()
        page.locator("#sprint-move").get_by_role("button", name="Sprint 1").click()
        expect(lane.get_by_role("link", name=title, exact=True)).to_be_visible()
    page.get_by_role("link", name="Start Sprint 1").click()
    page.locator("#drawer").get_by_role("button", name="Start").click()
    expect(lane.get_by_text("Committed")).to_be_visible()
    assert Sprint.objects.get().state == "running"
    assert SprintReading.objects.filter(kind="committed").count() == 2
    at_rest(page)
    axe(page)


def logged(page: Page) -> None:
    page.goto(f"/tasks/{task('Goals').pk}/")
    section = page.get_by_role("region", name="Time")
    section.get_by_text("Note time").click()
    section.get_by_label("Minutes").fill("180")
    section.get_by_role("button", name="Note it").click()
    eventually(page, lambda: TimeEntry.objects.filter(minutes=180).exists())
    at_rest(page)


def told(page: Page, project: Project) -> None:
    page.goto(f"/projects/{project.pk}/")
    page.get_by_role("link", name="Status text").click()
    text = page.locator("#drawer").get_by_label("Status as text")
    page.locator("#drawer").get_by_role("link", name="For us").click()
    expect(page.locator("#drawer").get_by_text("Internal tasks as well")).to_be_visible()
    words = text.input_value()
    assert "Onboarding Northwind" in words
    assert "Kick-off" in words
    page.locator("#drawer").get_by_role("button", name="Copy").click()
    expect(page.locator("#drawer").get_by_role("button", name="Copied")).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_week_of_a_project_manager(browser_page, max_, axe, width):
    create_account("Northwind", actor=max_.as_actor(), csm=max_)
    page = browser_page(max_, width=width)
    project = begun(page)
    planned(page)
    if width == WIDE:
        linked(page)
    else:
        linked_in_drawers(page, project)
    running(page, project)
    slipped(page, project, is_wide=width == WIDE)
    explained(page, project, axe)
    sprinted(page, project, axe)
    logged(page)
    told(page, project)
