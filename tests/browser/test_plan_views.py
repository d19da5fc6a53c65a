"""One plan, many views, in a browser: what the filter leaves, and what goes along from view to view."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from milepost.accounts.public import create_account
from milepost.projects.public import (
    LinkEdit,
    NewTask,
    Project,
    ProjectEdit,
    Task,
    change_plan,
    change_project,
    create_project,
)
from tests.browser.conftest import PHONE


@pytest.fixture
def running(max_) -> Project:
    """Prepare (kick-off, contract) → migration → go-live, begun."""
    account = create_account("Northwind", actor=max_.as_actor(), csm=max_)
    project = create_project("Onboarding", actor=max_.as_actor(), account=account, lead=max_)
    edits = [
        NewTask("prepare", {"title": "Prepare"}),
        NewTask("kick-off", {"title": "Kick-off", "duration_minutes": 480}, parent_id="prepare"),
        NewTask("contract", {"title": "Contract", "duration_minutes": 480}, parent_id="prepare"),
        NewTask("migration", {"title": "Migration", "duration_minutes": 2400}),
        NewTask("go-live", {"title": "Go-live", "is_milestone": True}),
        LinkEdit("kick-off", "migration"),
        LinkEdit("migration", "go-live"),
        ProjectEdit({"go_live_id": "go-live"}),
    ]
    change_plan(project, edits, actor=max_.as_actor())
    project.refresh_from_db()
    return change_project(project, {"state": "active"}, actor=max_.as_actor())


def opened(browser_page, user, project, view="", **options: object):
    page = browser_page(user, **options)
    page.goto(f"/projects/{project.pk}/{view}")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    return page


def test_it_filters_the_outline_and_keeps_what_is_above(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "list/")
    names = page.locator(".plan-name")
    expect(names).to_have_count(5)
    page.get_by_label("Find in this list").fill("kick")
    expect(names).to_have_text(["Prepare", "Kick-off"])
    expect(page.locator(".plan-row.is-around")).to_have_text(re.compile("Prepare"))
    assert page.url.endswith("/list/?q=kick")
    axe(page)
    page.get_by_role("navigation", name="Views of the plan").get_by_role("link", name="Gantt").click()
    expect(names).to_have_text(["Prepare", "Kick-off"])
    page.get_by_label("Find in this list").fill("nothing like it")
    expect(page.get_by_text("No task of this plan is as the filter asks.")).to_be_visible()


def test_it_adds_a_condition_from_the_menu(browser_page, max_, running):
    page = opened(browser_page, max_, running, "list/")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator(".condition-fields").get_by_role("button", name="Milestone", exact=True).click()
    page.locator("form.condition").get_by_role("button", name="Add").click()
    expect(page.locator(".plan-name")).to_have_text(["Go-live"])
    page.get_by_role("link", name=re.compile("Remove:")).click()
    expect(page.locator(".plan-name")).to_have_count(5)


def card(page, title):
    return page.locator(".card-item", has=page.locator(".card-name", has_text=re.compile(f"^{title}$")))


def column(page, state):
    return page.locator(f'.board-cards[data-state="{state}"] .card-name')


def drop(page, title, onto, *, below=True):
    """Drag a card onto another one's lower or upper half, or into an empty column."""
    start, end = card(page, title).bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + start["height"] - 8)
    page.mouse.down()
    x, y = end["x"] + 40, end["y"] + (end["height"] - 6 if below else 6)
    page.mouse.move(x, y - 12, steps=6)
    page.mouse.move(x, y, steps=6)
    page.mouse.up()


def test_it_moves_cards_with_the_pointer_the_keys_and_the_menu(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "board/")
    expect(column(page, "todo")).to_have_text(["Kick-off", "Contract", "Migration", "Go-live"])
    axe(page)
    drop(page, "Migration", card(page, "Kick-off"), below=False)
    expect(column(page, "todo")).to_have_text(["Migration", "Kick-off", "Contract", "Go-live"])
    page.reload()
    expect(column(page, "todo")).to_have_text(["Migration", "Kick-off", "Contract", "Go-live"])
    card(page, "Contract").get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(column(page, "todo")).to_have_text(["Migration", "Kick-off", "Go-live", "Contract"])
    expect(card(page, "Contract").get_by_role("link")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(column(page, "doing")).to_have_text(["Contract"])
    page.keyboard.press("m")
    axe(page)
    page.locator("#card-menu").get_by_role("button", name="In review").click()
    expect(column(page, "review")).to_have_text(["Contract"])
    page.keyboard.press("Control+z")
    expect(column(page, "doing")).to_have_text(["Contract"])


def test_it_shows_what_a_moved_card_moves_and_leaves_it_where_that_is_left(browser_page, max_, running):
    page = opened(browser_page, max_, running, "board/")
    drop(page, "Migration", page.locator('.board-cards[data-state="done"]'))
    dialog = page.locator("#plan-dialog")
    expect(dialog.get_by_role("heading")).to_have_text(re.compile("Go-live"))
    dialog.get_by_role("button", name="Leave it").click()
    expect(column(page, "todo")).to_have_text(["Kick-off", "Contract", "Migration", "Go-live"])


def test_it_loses_no_card_when_two_people_move_them_at_once(browser_page, max_, lena, running):
    one = opened(browser_page, max_, running, "board/")
    other = opened(browser_page, lena, running, "board/")
    drop(one, "Go-live", card(one, "Contract"), below=False)
    expect(column(one, "todo")).to_have_text(["Kick-off", "Go-live", "Contract", "Migration"])
    drop(other, "Migration", card(other, "Contract"), below=False)  # which still shows what was there before
    expect(column(other, "todo")).to_have_text(["Kick-off", "Migration", "Go-live", "Contract"])
    one.reload()
    expect(column(one, "todo")).to_have_text(["Kick-off", "Migration", "Go-live", "Contract"])


def test_it_puts_cards_into_lanes_of_phases(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "board/")
    page.get_by_label("Lanes").select_option("phase")
    expect(page.locator(".board-lane h3")).to_have_text(["1 Prepare2", "No phase2"])
    axe(page)


def test_it_opens_the_menu_of_a_card_on_a_phone(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "board/", width=PHONE, theme="dark")
    page.get_by_role("button", name="Move the card: Contract").tap()
    axe(page)
    page.get_by_role("button", name="To the top").tap()
    expect(column(page, "todo")).to_have_text(["Contract", "Kick-off", "Migration", "Go-live"])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def bar(page, title):
    return page.locator(".calendar-bar", has_text=title).first


def test_it_lays_tasks_on_their_days_and_moves_them(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "days/")
    expect(bar(page, "Migration")).to_be_visible()
    expect(page.locator(".calendar-day.is-today")).to_be_visible()
    axe(page)
    bar(page, "Contract").focus()
    before = Task.objects.get(title="Contract").start_on
    with page.expect_response(lambda answer: "plan.json" in answer.url):
        page.keyboard.press("Alt+ArrowDown")
    expect(bar(page, "Contract")).to_be_focused()
    assert (Task.objects.get(title="Contract").start_on - before).days == 7
    page.get_by_role("button", name="Week", exact=True).click()
    expect(page.locator(".calendar-week")).to_have_count(1)
    axe(page)


def test_it_shows_what_a_bar_moves_that_is_dragged_to_another_day(browser_page, max_, running):
    change_plan(running, [ProjectEdit({"start_on": dt.date(2026, 3, 2)})], actor=max_.as_actor())
    page = opened(browser_page, max_, running, "days/")
    start = bar(page, "Kick-off").bounding_box()
    end = page.locator('[data-day="2026-03-11"]').bounding_box()
    page.mouse.move(start["x"] + 12, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 12, end["y"] + 50, steps=5)
    page.mouse.up()
    expect(page.locator("#plan-dialog").get_by_role("heading")).to_have_text(re.compile("Go-live moves to"))
    page.get_by_role("button", name="Leave it").click()
    assert Task.objects.get(title="Kick-off").start_on == dt.date(2026, 3, 2)


def test_it_is_a_list_of_days_on_a_phone(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "days/", width=PHONE, theme="dark")
    page.get_by_role("button", name="Month", exact=True).tap()
    expect(page.locator(".agenda-day").first).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def row(page, title):
    return page.locator(".plan-row", has=page.locator(".plan-name", has_text=re.compile(f"^{title}$")))


def test_it_changes_several_tasks_at_once_and_takes_it_back(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "list/")
    row(page, "Kick-off").locator(".plan-wbs").click()
    row(page, "Contract").locator(".plan-wbs").click(modifiers=["Shift"])
    expect(page.locator(".plan-chosen")).to_have_text(re.compile("2 chosen"))
    axe(page)
    page.get_by_role("button", name="Change or delete").click()
    drawer = page.locator("#drawer")
    axe(page)
    drawer.get_by_label("Priority").select_option("750")
    drawer.get_by_role("button", name="Change", exact=True).click()
    expect(drawer).to_be_hidden()
    assert set(Task.objects.filter(priority=750).values_list("title", flat=True)) == {"Kick-off", "Contract"}
    row(page, "Kick-off").focus()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert not Task.objects.filter(priority=750).exists()


def test_it_moves_several_tasks_below_one(browser_page, max_, running):
    page = opened(browser_page, max_, running, "list/")
    row(page, "Migration").locator(".plan-wbs").click()
    page.keyboard.press("Shift+ArrowDown")
    page.locator(".plan-chosen").get_by_role("button", name="Indent").click()
    expect(row(page, "Migration").locator(".plan-wbs")).to_have_text("1.3")
    expect(row(page, "Go-live").locator(".plan-wbs")).to_have_text("1.4")
    page.locator(".plan-chosen").get_by_role("button", name="Outdent").click()
    expect(row(page, "Migration").locator(".plan-wbs")).to_have_text("2")
    expect(row(page, "Go-live").locator(".plan-wbs")).to_have_text("3")


def test_it_chooses_several_with_boxes_on_a_phone(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "list/", width=PHONE)
    page.get_by_role("button", name="Choose several").tap()
    page.get_by_label("Choose Kick-off").tap()
    page.get_by_label("Choose Go-live").tap()
    expect(page.locator(".plan-chosen")).to_have_text(re.compile("2 chosen"))
    axe(page)


def test_it_shows_the_columns_that_one_chose(browser_page, max_, running, axe):
    page = opened(browser_page, max_, running, "list/")
    page.get_by_role("button", name="Columns").click()
    page.locator(".plan-columns").get_by_label("Priority").check()
    page.locator(".plan-columns").get_by_label("Who").uncheck()
    axe(page)
    page.reload()
    heads = page.locator(".plan-corner [role=columnheader]")
    expect(heads).to_have_text(["No.", "Task", "Start", "End", "Length", "State", "Priority"])
    expect(row(page, "Migration").locator(".plan-priority")).to_have_text("Normal")
