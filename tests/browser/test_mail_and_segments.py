"""The queue of captured mail and the life of a segment, by hand: each page free of barriers."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from milepost.accounts.public import (
    CapturedMail,
    IncomingMail,
    Party,
    Segment,
    capture_mail,
    create_account,
    save_segment,
)
from milepost.identity.public import change_user
from milepost.jobs.testing import run_all_jobs
from tests.browser.conftest import PHONE, WIDE


@pytest.fixture(params=[(WIDE, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def page(request, browser_page, lena):
    width, theme = request.param
    return browser_page(lena, width=width, theme=theme)


@pytest.fixture
def mails(lena):
    """Two mails of strangers that wait for lena, and the account to which they belong."""
    create_account("Northwind", actor=lena.as_actor(), csm=lena)
    return [
        capture_mail(
            IncomingMail(
                key=key * 64,
                sender=Party("sven@fabrikam.example", "Sven Dahl"),
                recipients=(Party("tess@fabrikam.example"),),
                subject=f"Offer {key}",
                text="Shall we begin?",
                sent_at=timezone.now(),
            ),
            lena,
        )
        for key in "ab"
    ]


def test_it_assigns_a_mail_and_takes_that_back(page, axe, mails):
    page.goto("/accounts/")
    tab = page.get_by_role("navigation", name="Lists of customers").get_by_role("link", name="Captured mail 2 waiting")
    axe(page)
    tab.click()
    expect(page.get_by_role("heading", name="Captured mail")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Offer a", exact=True).click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("Shall we begin?")
    drawer.get_by_role("searchbox", name="Account").fill("North")
    drawer.get_by_text("Northwind").first.click()
    axe(page)
    drawer.get_by_role("button", name="Assign").last.click()
    expect(page.locator("toast-stack")).to_contain_text("On Northwind now.")
    assert CapturedMail.objects.get(subject="Offer a").account.name == "Northwind"


def test_it_keeps_a_filter_as_a_segment_and_takes_over_that_of_somebody_who_left(page, axe, ada, max_, lena):
    create_account("Northwind", actor=ada.as_actor(), csm=max_)
    save_segment("Book", {"field": "csm", "op": "any_of", "value": ["me"]}, actor=max_.as_actor(), owner=max_)
    Segment.objects.update(is_shared=True)
    run_all_jobs()
    segment = Segment.objects.get()
    page.goto(f"/segments/{segment.pk}/")
    expect(page.get_by_role("main")).to_contain_text("“Me” in this segment is Max, its owner, not you.")
    expect(page.get_by_role("main").get_by_role("link", name="Northwind").first).to_be_visible()
    axe(page)
    change_user(max_, {"is_active": False}, actor=ada.as_actor())
    page.reload()
    axe(page)
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("main")).to_contain_text("0 accounts now")
    axe(page)
    assert Segment.objects.get().owner == lena
