"""Drawer, toasts, confirmation and sending once, on the sample page."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE

pytestmark = pytest.mark.urls("tests.browser.samples")


@pytest.fixture
def page(browser_page, max_):
    page = browser_page(max_)
    page.goto("/sample/")
    return page


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_it_opens_a_row_in_the_drawer_free_of_barriers(browser_page, max_, axe, width):
    page = browser_page(max_, width, "auto")
    page.goto("/sample/")
    page.get_by_text("Second row").click()
    expect(page.locator("#drawer h2")).to_have_text("Row 2")
    for _theme in browser_page.in_both_themes(page, width):
        axe(page)


def test_it_has_an_address_and_closes_by_back_forward_and_escape(page):
    page.get_by_text("Second row").click()
    expect(page.locator("#drawer-title")).to_have_text("Row 2")
    assert page.url.endswith("/sample/row/2/")
    page.go_back()
    expect(page.locator("#drawer")).to_be_hidden()
    assert page.url.endswith("/sample/")
    page.go_forward()
    expect(page.locator("#drawer-title")).to_have_text("Row 2")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.wait_for_url("**/sample/")


def test_it_closes_by_its_button_and_by_a_click_beside_it(page):
    page.get_by_text("Second row").click()
    page.locator("#drawer [data-drawer-close]").click()
    expect(page.locator("#drawer")).to_be_hidden()
    page.wait_for_url("**/sample/")
    page.get_by_text("Second row").click()
    expect(page.locator("#drawer-title")).to_have_text("Row 2")
    page.mouse.click(200, 400)
    expect(page.locator("#drawer")).to_be_hidden()
    page.wait_for_url("**/sample/")


def test_it_keeps_the_focus_inside_and_gives_it_back(page):
    page.get_by_text("Second row").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer-title")).to_be_focused()
    for _step in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#drawer')")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Second row")).to_be_focused()


def test_it_goes_from_row_to_row_and_back_to_the_page_at_once(page):
    page.get_by_text("Second row").click()
    page.locator("#drawer").get_by_text("Next").click()
    expect(page.locator("#drawer-title")).to_have_text("Row 3")
    assert page.url.endswith("/sample/row/3/")
    page.go_back()
    expect(page.locator("#drawer")).to_be_hidden()
    assert page.url.endswith("/sample/")


def test_it_is_a_whole_page_when_its_address_is_opened_alone(page):
    page.goto("/sample/row/2/")
    expect(page.locator("h1")).to_have_text("Row 2")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator(".sidebar")).to_be_visible()


def test_it_survives_a_reload_and_goes_back_to_the_page(page):
    page.get_by_text("Second row").click()
    expect(page.locator("#drawer-title")).to_have_text("Row 2")
    page.reload()
    expect(page.locator("h1")).to_have_text("Row 2")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Samples")
    expect(page.locator("#drawer")).to_be_hidden()


def test_it_loads_the_page_below_anew_after_a_write(page):
    page.get_by_text("Second row").click()
    page.locator("#drawer").get_by_role("button", name="Save").click()
    expect(page.locator(".toast-card")).to_contain_text("Saved the row")
    page.keyboard.press("Escape")
    expect(page.locator("#written")).to_have_text("1")
    assert page.url.endswith("/sample/")


def test_it_closes_and_says_so_when_the_row_is_gone(page, browser_page):
    page.get_by_text("Missing row").click()
    expect(page.locator(".toast-card")).to_have_attribute("data-tone", "danger")
    expect(page.locator("#drawer")).to_be_hidden()
    browser_page.errors.clear()


def test_it_shows_a_toast_that_can_be_dismissed(page, axe):
    page.get_by_role("button", name="Write").click()
    toast = page.locator(".toast-card")
    expect(toast).to_contain_text("Saved the view")
    expect(toast).to_have_attribute("data-tone", "success")
    axe(page)
    toast.get_by_role("button").click()
    expect(toast).to_have_count(0)


def test_it_says_in_a_toast_why_something_was_refused(page, browser_page):
    page.get_by_role("button", name="Refused").click()
    expect(page.locator(".toast-card")).to_contain_text("Lena renamed it.")
    expect(page.locator(".toast-card")).to_have_count(1)
    browser_page.errors.clear()


def test_it_says_so_when_the_server_does_not_answer(page, browser_page):
    page.route("**/sample/away/", lambda route: route.abort())
    page.get_by_role("button", name="Away").click()
    expect(page.locator(".toast-card")).to_contain_text("No answer from the server")
    browser_page.errors.clear()


def test_it_asks_before_it_deletes(page, axe):
    page.get_by_role("button", name="Delete").click()
    dialog = page.locator("#confirm")
    expect(dialog).to_contain_text("Three people use it.")
    axe(page)
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    assert page.url.endswith("/sample/")
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.locator(".toast-card")).to_contain_text("Deleted the view")
    expect(page.locator("#written")).to_have_text("1")


def test_it_says_no_when_escape_answers(page):
    page.get_by_role("button", name="Delete").click()
    page.keyboard.press("Escape")
    expect(page.locator("#confirm")).to_be_hidden()
    expect(page.locator("#written")).to_have_text("0")


def test_it_sends_a_form_once_however_often_one_clicks(page):
    page.evaluate("() => { const b = document.querySelector('[name=which]'); b.click(); b.click(); b.click() }")
    page.wait_for_url("**/sample/slow/")
    expect(page.locator("#written")).to_have_text("1")
