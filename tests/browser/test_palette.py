"""The palette by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE


@pytest.fixture
def page(browser_page, max_):
    page = browser_page(max_)
    page.goto("/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("option").first).to_be_visible()
    return page


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_it_is_free_of_barriers(browser_page, max_, axe, width):
    page = browser_page(max_, width, "auto")
    page.goto("/")
    page.locator(".search-button").click()
    expect(page.get_by_role("option").first).to_be_visible()
    for _theme in browser_page.in_both_themes(page, width):
        axe(page)
    page.get_by_role("combobox").fill("xyzzy")
    expect(page.locator(".palette-note")).to_contain_text("Nothing is called")
    for _theme in browser_page.in_both_themes(page, width):
        axe(page)


def test_it_goes_where_the_arrows_point(page):
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    second = box.get_attribute("aria-activedescendant")
    assert first != second
    assert page.locator(f"#{second}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first


def test_it_finds_with_two_letters_and_opens_with_enter(page):
    page.keyboard.type("no")
    expect(page.get_by_role("option").first).to_contain_text("notifications")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notifications/")


def test_it_remembers_what_was_opened_until_the_person_signs_out(page):
    page.keyboard.type("open set")
    expect(page.get_by_role("option").first).to_contain_text("settings")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/")
    page.keyboard.press("/")
    recent = page.get_by_role("group", name="Recent")
    expect(recent.get_by_role("option")).to_contain_text("Open settings")
    page.keyboard.press("Escape")
    page.locator(".avatar-button").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in/login/**")
    assert page.evaluate("localStorage.length") == 0


def test_it_closes_with_escape_and_gives_the_focus_back(browser_page, max_):
    page = browser_page(max_)
    page.goto("/")
    page.locator(".avatar-button").focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator(".avatar-button")).to_be_focused()


def test_it_says_so_when_search_does_not_answer(page, browser_page):
    page.route("**/palette/**", lambda route: route.abort())
    page.keyboard.type("ab")
    expect(page.locator(".palette-note")).to_contain_text("Search does not answer")
    browser_page.errors.clear()


def test_it_turns_a_spinner_while_search_is_slow(page):
    waiting = []
    page.route("**/palette/**", lambda route: waiting.append(route))  # noqa: PLW0108 # Playwright marks it
    page.keyboard.type("tod")
    expect(page.locator("#palette .spinner")).to_be_visible()
    for route in waiting:
        route.continue_()
    expect(page.locator("#palette .spinner")).to_be_hidden()
    expect(page.get_by_role("option").first).to_contain_text("Today")
