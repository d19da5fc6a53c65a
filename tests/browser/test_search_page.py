"""The way from the palette to the page of all results."""

import pytest

from milepost.audit.public import create_record
from milepost.identity.public import Team
from milepost.search.public import index_records


@pytest.fixture
def people(ada, lena, max_):
    for number in range(12):
        create_record(Team(name=f"Lena’s team {number}", purpose="Onboarding of new customers"), actor=ada.as_actor())
    index_records("identity.user", [ada, lena, max_])


@pytest.mark.usefixtures("people")
def test_it_is_one_key_away_from_the_palette(browser_page, max_):
    page = browser_page(max_)
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("onboarding")
    page.get_by_role("option", name="See all results").click()
    page.wait_for_url("**/search/?q=onboarding")
    assert page.get_by_role("heading", name="Teams").is_visible()
    assert page.locator("main mark").first.inner_text() == "Onboarding"
