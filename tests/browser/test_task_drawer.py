"""What gathers around a task, in its drawer: a checklist that is ticked, a comment that mentions somebody, a block."""

import pytest
from playwright.sync_api import expect

from milepost.accounts.public import create_account
from milepost.projects.public import ChecklistItem, TaskComment
from tests.access.world import project_of
from tests.browser.conftest import PHONE, WIDE


@pytest.fixture
def task(max_):
    task = project_of(create_account("Northwind", actor=max_.as_actor(), csm=max_), actor=max_.as_actor())[1]
    task.author = max_
    return task


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_it_takes_steps_comments_and_a_block(browser_page, lena, task, axe, width):
    page = browser_page(task.author, width=width)
    page.goto("/tasks/")
    page.get_by_role("link", name=task.title).click()
    drawer = page.locator("#drawer")
    new_step = drawer.get_by_label("A step")
    for words in ("Export", "Clean"):
        new_step.fill(words)
        new_step.press("Enter")
        expect(drawer.get_by_role("checkbox", name=words)).to_be_visible()
    expect(new_step).to_be_focused()
    new_step.fill("half typed")
    drawer.get_by_role("checkbox", name="Export").click()
    expect(drawer.get_by_text("1 of 2")).to_be_visible()
    expect(new_step).to_have_value("half typed")
    text = drawer.get_by_role("textbox", name="Comment")
    text.press_sequentially("Look, @len")
    expect(drawer.get_by_role("listbox", name="Colleagues").get_by_role("option", name="Lena")).to_be_visible()
    text.press("Enter")
    text.press("Control+Enter")
    expect(drawer.get_by_text("@Lena", exact=True)).to_be_visible()
    drawer.get_by_text("Say that it is held up").press("Enter")
    drawer.get_by_label("What holds it up").fill("No access")
    drawer.get_by_role("button", name="Write it down").click()
    expect(drawer.get_by_role("button", name="It goes on")).to_be_visible()
    axe(page)
    assert ChecklistItem.objects.filter(task=task, is_done=True).count() == 1
    assert TaskComment.objects.get().text == f"Look, @[Lena]({lena.pk})"
