"""Background work in the tray: it goes on while one looks, and says when it is done."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from milepost.jobs.public import Work
from tests.browser.conftest import PHONE, WIDE


@pytest.mark.parametrize("look", [(WIDE, "light"), (PHONE, "dark")])
def test_it_moves_on_and_says_when_it_is_done(browser_page, max_, axe, look):
    actor = max_.as_actor()
    who = {"actor_kind": actor.kind, "actor_id": actor.id, "actor_label": actor.label}
    work = Work.objects.create(title="Export of people", state="running", done=10, total=40, **who)
    page = browser_page(max_, *look)
    page.goto("/")
    expect(page.locator("#work-tray progress")).to_have_attribute("value", "10")
    axe(page)
    Work.objects.filter(pk=work.pk).update(done=30)
    expect(page.locator("#work-tray progress")).to_have_attribute("value", "30")
    Work.objects.filter(pk=work.pk).update(state="done", summary="40 people", finished_at=timezone.now())
    expect(page.locator("#work-tray")).to_contain_text("40 people")
    expect(page.locator(".toast-card")).to_contain_text("Export of people: done")
    page.get_by_role("button", name="Put away").click()
    expect(page.locator("#work-tray article")).to_have_count(0)
