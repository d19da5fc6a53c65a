"""Logging in a line: by keys alone, with names completed, and nothing that was typed is lost."""

import pytest

from milepost.accounts.public import Stage, Touchpoint, add_contact, create_account
from tests.browser.conftest import PHONE


@pytest.fixture
def northwind(max_):
    # A test with a live server may begin with empty tables.
    if not Stage.objects.filter(is_default=True).exists():
        Stage.objects.create(name="Beginning", kind="starting", position=1, is_default=True)
    account = create_account("Northwind", actor=max_.as_actor(), csm=max_)
    add_contact("Mona Lind", actor=max_.as_actor(), account=account)
    return account


def line(page, northwind):
    page.goto(f"/accounts/{northwind.pk}/timeline/")
    page.wait_for_selector("touchpoint-log textarea[aria-autocomplete]")
    return page.locator("touchpoint-log textarea")


def test_it_logs_by_keys_alone(browser_page, max_, northwind, axe):
    page = browser_page(max_)
    line(page, northwind)
    page.keyboard.press("l")
    page.keyboard.press("m")
    page.keyboard.type("Met @mo")
    page.wait_for_selector(".log-people li")
    axe(page)
    page.keyboard.press("Enter")
    page.keyboard.type("about it")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("[] send the offer – Thu")
    page.keyboard.press("Enter")
    page.wait_for_selector(".timeline-entry >> text=Met Mona Lind about it")
    touchpoint = Touchpoint.objects.get()
    assert touchpoint.kind == "meeting"
    assert {str(one) for one in touchpoint.attendees.all()} == {"Mona Lind", "Max"}
    assert touchpoint.action_items.get().text == "send the offer"
    assert page.locator("touchpoint-log textarea").input_value() == ""
    axe(page)


def test_it_keeps_what_was_typed_until_it_was_sent(browser_page, max_, northwind, signed_in, axe):
    page = browser_page(max_, width=PHONE, theme="dark")
    line(page, northwind).fill("Half a sentence")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Log", exact=True).click()
    page.wait_for_url("**/sign-in/login/**")
    assert not Touchpoint.objects.exists()
    browser_page.become(page, signed_in(max_))
    assert line(page, northwind).input_value() == "Half a sentence"
    page.get_by_role("button", name="Log", exact=True).click()
    page.wait_for_selector(".timeline-entry >> text=Half a sentence")
    assert line(page, northwind).input_value() == ""
    axe(page)


def test_it_says_that_a_text_is_too_long_and_keeps_it(browser_page, max_, northwind):
    page = browser_page(max_)
    text = line(page, northwind)
    text.fill("x" * 100_001)
    page.get_by_role("button", name="Log", exact=True).click()
    page.wait_for_selector("[data-warning]:not([hidden])")
    assert len(text.input_value()) == 100_001
    assert not Touchpoint.objects.exists()
