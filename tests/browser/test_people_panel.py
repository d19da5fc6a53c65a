"""The people of an account in the browser: added, named, opened, all of it on the account's page."""

import pytest
from django.urls import reverse

from milepost.accounts.public import Stage, add_contact, add_stage, create_account
from tests.browser.conftest import PHONE, WIDE


@pytest.fixture
def stage(ada) -> Stage:
    """The one that accounts begin in; the tests before may have emptied the tables."""
    return Stage.objects.first() or add_stage("Onboarding", "starting", actor=ada.as_actor())


@pytest.mark.parametrize("look", [(WIDE, "light"), (PHONE, "dark")])
def test_it_adds_somebody_and_says_what_they_are_to_us(browser_page, axe, max_, stage, look):
    width, theme = look
    account = create_account("Northwind", actor=max_.as_actor(), csm=max_, stage=stage)
    partner = create_account("Partner", actor=max_.as_actor(), csm=max_, stage=stage)
    add_contact("Sam Ortiz", actor=max_.as_actor(), account=partner, emails=["sam@partner.example"])
    page = browser_page(max_, width=width, theme=theme)
    page.goto(reverse("accounts:account-detail", args=[account.pk]))
    page.locator("#panel-people").scroll_into_view_if_needed()
    page.get_by_text("Add somebody", exact=True).click()
    page.locator(".person-form [name=name]").press_sequentially("ortiz")
    page.get_by_role("button", name="Add them here").click()
    page.locator(".person-name", has_text="Sam Ortiz").wait_for()
    page.get_by_label("Stance of Sam Ortiz").select_option("sponsor")
    page.get_by_text("Nobody has spoken with Sam Ortiz (executive sponsor) yet").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".person-name", has_text="Sam Ortiz").click()
    page.locator("#drawer .contact", has_text="Partner").wait_for()
    axe(page)
