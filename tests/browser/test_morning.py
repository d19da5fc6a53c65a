"""A CSM's morning from end to end, as on a desk and as on the way: each page free of barriers."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from milepost.accounts.public import (
    Segment,
    Touchpoint,
    add_contact,
    create_account,
    csm_of,
    log_touchpoint,
    plan_meeting,
)
from milepost.jobs.testing import run_all_jobs
from tests.browser.conftest import PHONE, WIDE


@pytest.fixture(params=[(WIDE, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def page(request, browser_page, max_):
    width, theme = request.param
    return browser_page(max_, width=width, theme=theme)


@pytest.fixture
def book(max_, lena):
    """Forty-one accounts of Max; with Northwind he meets today, and with its sponsor nobody spoke for long."""
    by_max, now = max_.as_actor(), timezone.now()
    accounts = [create_account(f"Customer {n:02}", actor=by_max, csm=max_) for n in range(40)]
    northwind = create_account("Northwind", actor=by_max, csm=max_)
    sponsor = add_contact("Mona Lind", actor=by_max, account=northwind, stance="sponsor")
    log_touchpoint(northwind, "call", "Year's plan", actor=by_max, at=now - dt.timedelta(days=70), attendees=[sponsor])
    plan_meeting(northwind, "Review", at=now + dt.timedelta(minutes=1), actor=by_max, attendees=[sponsor])
    return accounts


def test_it_goes_from_today_to_a_hand_over(page, axe, max_, lena, book):
    read_the_brief(page, axe)
    log_the_call(page, axe)
    save_the_silent_ones(page, axe)
    hand_over_all(page, axe)
    assert Touchpoint.objects.get(subject="Went through the figures").action_items.count() == 2
    assert Segment.objects.get().owner == max_
    assert {csm_of(account) for account in book} == {lena}


def read_the_brief(page, axe):
    page.goto("/")
    meeting = page.locator(".today-item", has_text="Review")
    expect(meeting).to_contain_text("Northwind")
    axe(page)
    meeting.get_by_role("link", name="Brief").click()
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", name="Brief: Northwind")).to_be_visible()
    expect(drawer).to_contain_text("Mona Lind silent for 70 days")
    axe(page)
    drawer.get_by_role("button", name="Close").click()
    meeting.get_by_role("link", name="Northwind").click()


def log_the_call(page, axe):
    people = page.get_by_role("region", name="People")
    expect(people).to_contain_text("Mona Lind (executive sponsor) silent for 70 days")
    page.locator("#panel-timeline").scroll_into_view_if_needed()
    page.wait_for_selector("touchpoint-log textarea[aria-autocomplete]")
    axe(page)
    line = page.locator("touchpoint-log textarea")
    line.fill("Went through the figures\n[] send them by site – Thu\n[] find a date with Mona")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.locator(".timeline-entry", has_text="Went through the figures")).to_be_visible()
    expect(page.get_by_role("region", name="Agreed actions")).to_contain_text("find a date with Mona")


def save_the_silent_ones(page, axe):
    page.goto("/accounts/")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_placeholder("Field").fill("sponsor")
    page.keyboard.press("Enter")
    page.locator("form.condition [data-op]").select_option(label="at least")
    page.get_by_label("Value", exact=True).fill("60")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    axe(page)
    look_into_the_row(page, axe)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("link", name="Save as a segment").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("Name").fill("Sponsor silent")
    axe(page)
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Sponsor silent")).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.wait_for_timeout(400)  # what came last has faded in
    axe(page)


def look_into_the_row(page, axe):
    page.locator("tr[data-row]").get_by_role("link", name="Northwind").click()
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", name="Northwind")).to_be_visible()
    expect(drawer.get_by_role("region", name="People")).to_contain_text("Mona Lind")
    expect(drawer.get_by_role("navigation", name="Main")).to_have_count(0)
    drawer.get_by_role("region", name="Timeline").scroll_into_view_if_needed()
    expect(drawer.get_by_role("region", name="Timeline")).to_contain_text("Year's plan")
    axe(page)
    drawer.get_by_role("button", name="Close").click()


def hand_over_all(page, axe):
    page.goto("/accounts/?q=Customer")
    page.locator("tr[data-row] [data-select]").first.check()
    page.get_by_role("button", name="Select all 40").click()
    page.get_by_role("button", name="Hand over to another CSM").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("New CSM").select_option(label="Lena")
    axe(page)
    drawer.get_by_role("button", name="Hand over to another CSM: 40 accounts").click()
    expect(drawer.locator("progress")).to_be_visible()
    run_all_jobs()
    expect(drawer).to_contain_text("40 changed")
    axe(page)
