"""A plan in a browser: written down, linked, dragged with a look at what that moves, taken back."""

import re

import pytest
from playwright.sync_api import expect

from milepost.accounts.public import create_account
from milepost.projects.public import (
    LinkEdit,
    NewTask,
    PlanChange,
    Project,
    ProjectEdit,
    Task,
    change_plan,
    change_project,
    create_project,
)
from tests.browser.conftest import PHONE, WIDE

LINES = "Kick-off 1d\nMigration\n  Export 3d\n  Clean 4d\nGo-live 0d"
PASTE = """text => {
    const field = document.querySelector("#plan-add");
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def draft(max_) -> Project:
    account = create_account("Northwind", actor=max_.as_actor(), csm=max_)
    return create_project("Onboarding", actor=max_.as_actor(), account=account, lead=max_)


@pytest.fixture
def running(draft, max_) -> Project:
    """Kick-off → migration → go-live, begun."""
    edits = [
        NewTask("kick-off", {"title": "Kick-off", "duration_minutes": 480}),
        NewTask("migration", {"title": "Migration", "duration_minutes": 2400}),
        NewTask("go-live", {"title": "Go-live", "is_milestone": True}),
        LinkEdit("kick-off", "migration"),
        LinkEdit("migration", "go-live"),
        ProjectEdit({"go_live_id": "go-live"}),
    ]
    change_plan(draft, edits, actor=max_.as_actor())
    draft.refresh_from_db()
    return change_project(draft, {"state": "active"}, actor=max_.as_actor())


def row(page, title):
    return page.locator(".plan-row", has=page.locator(".plan-name", has_text=re.compile(f"^{title}$")))


def opened(browser_page, user, project, **options: object):
    page = browser_page(user, **options)
    page.goto(f"/projects/{project.pk}/")
    expect(page.locator(".plan-canvas[aria-busy]")).to_have_count(0)
    return page


def drag(page, title, by):
    task = Task.objects.get(title=title)
    box = page.locator(f'[data-bar="{task.pk}"] .bar-body').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=4)
    page.mouse.up()


def test_it_makes_tasks_of_written_lines_and_links_them(browser_page, max_, draft, axe):
    page = opened(browser_page, max_, draft)
    expect(page.get_by_text("No tasks yet")).to_be_visible()
    axe(page)
    page.evaluate(PASTE, LINES)
    expect(page.locator(".plan-row")).to_have_count(5)
    expect(row(page, "Export").locator(".plan-wbs")).to_have_text("2.1")
    row(page, "Kick-off").locator(".plan-wbs").click()
    page.keyboard.press("Shift+End")
    page.keyboard.press("l")
    expect(page.locator(".link")).to_have_count(3)
    axe(page)


def test_it_is_written_with_the_keyboard_and_taken_back(browser_page, max_, draft):
    edits = [NewTask(title, {"title": title}) for title in ("Kick-off", "Migration")]
    change_plan(draft, edits, actor=max_.as_actor())
    page = opened(browser_page, max_, draft)
    row(page, "Kick-off").locator(".plan-wbs").click()
    page.keyboard.press("F2")
    page.keyboard.type("Begin")
    page.keyboard.press("Enter")
    expect(row(page, "Begin")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowRight")
    expect(row(page, "Migration").locator(".plan-wbs")).to_have_text("1.1")
    page.keyboard.press("Control+z")
    expect(row(page, "Migration").locator(".plan-wbs")).to_have_text("2")
    page.keyboard.press("Control+z")
    expect(row(page, "Kick-off")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(row(page, "Begin")).to_be_visible()


def test_it_shows_what_a_dragged_bar_moves_and_asks_why(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running)
    drag(page, "Migration", 7 * 12)  # pixels of a week
    dialog = page.locator("#plan-dialog")
    expect(dialog.get_by_role("heading")).to_have_text(re.compile(r"Go-live moves to .*, \d working days? later"))
    axe(page)
    dialog.get_by_label("Why it moves").select_option(index=1)
    dialog.get_by_label("In words").fill("Their firewall stayed closed.")
    dialog.get_by_role("button", name="Apply").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".project-head")).to_contain_text("Go-live")
    change = PlanChange.objects.filter(project=running).latest("pk")
    assert (change.note, change.is_cause_given) == ("Their firewall stayed closed.", True)


def test_it_leaves_the_plan_when_the_preview_is_left(browser_page, max_, running):
    page = opened(browser_page, max_, running)
    before = running.revision
    drag(page, "Migration", 7 * 12)
    page.get_by_role("button", name="Leave it").click()
    expect(page.locator("#plan-dialog")).to_be_hidden()
    running.refresh_from_db()
    assert running.revision == before


def test_it_changes_a_task_in_its_drawer(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running)
    row(page, "Migration").get_by_role("link").click()
    drawer = page.locator("#drawer")
    expect(drawer.get_by_text("it follows")).to_be_visible()
    axe(page)
    drawer.get_by_text("Change this task").click()
    drawer.get_by_label("Length").fill("8 days")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_role("heading", name=re.compile("Go-live moves"))).to_be_visible()
    drawer.get_by_role("button", name="Apply").click()
    expect(drawer.get_by_role("heading", name="Migration").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(row(page, "Migration").locator(".plan-length")).to_have_text("8 d")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_it_is_read_on_every_device(browser_page, victor, running, width, axe):
    page = opened(browser_page, victor, running, width=width, theme="dark")
    expect(row(page, "Migration")).to_be_visible()
    expect(page.locator("#plan-add")).to_have_count(0)
    axe(page)
