"""The list in a browser: chips, views, order, edits in place, many rows at once, export."""

import re

import pytest
from playwright.sync_api import expect

from milepost.identity.public import Role, User, change_user
from milepost.jobs.testing import run_all_jobs

PEOPLE = "/settings/people/"


@pytest.fixture
def house(ada, lena, max_, victor, make_user):
    """Four of the cast and sixty more people: two pages."""
    for number in range(60):
        make_user(f"Person{number:02}", title="CSM")
    return ada


def cell(page, person, field):
    return page.locator(f'tr[data-row="{person.pk}"] td[data-edit="{field}"]')


def test_it_filters_by_chips(browser_page, house, axe):
    page = browser_page(house)
    page.goto(PEOPLE)
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_placeholder("Field").fill("rol")
    page.locator(".condition-fields").get_by_role("button", name="Role").click()
    page.get_by_label("Lead", exact=True).check()
    page.get_by_label("Admin", exact=True).check()
    expect(page).to_have_url(re.compile(re.escape(PEOPLE) + "$"))
    axe(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".chip")).to_have_text(re.compile("Role is Admin or Lead"))
    expect(page).to_have_url(re.compile(r"role=admin,lead"))
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.get_by_label("Find in this list").fill("len")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.reload()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_label("Find in this list").fill("")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.get_by_label("Remove: Role is Admin or Lead").click()
    expect(page.locator("tr[data-row]")).to_have_count(50)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(1)


def test_it_adds_an_alternative_to_a_chip(browser_page, house):
    page = browser_page(house)
    page.goto(PEOPLE + "?role=lead")
    page.get_by_role("button", name="Role is Lead").click()
    page.get_by_role("button", name="Or another condition").click()
    page.locator(".condition-fields").get_by_role("button", name="Name").click()
    page.get_by_label("Value").fill("max")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".chip")).to_have_text(re.compile("Role is Lead or Name contains “max”"))
    expect(page.locator("tr[data-row]")).to_have_count(2)


def test_it_sorts_and_pages(browser_page, house):
    page = browser_page(house)
    page.goto(PEOPLE)
    expect(page.locator("tr[data-row]").first).to_contain_text("Ada")
    page.get_by_role("link", name="Name").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text(re.compile("Name"))
    expect(page.locator("tr[data-row]").first).to_contain_text("Victor")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("tr[data-row]")).to_have_count(14)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("tr[data-row]").first).to_contain_text("Victor")


def test_it_keeps_a_view(browser_page, house):
    page = browser_page(house)
    page.goto(PEOPLE + "?role=lead&sort=-name")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("link", name="Save as a view").click()
    page.locator("#drawer").get_by_label("Name").fill("Our leads")
    page.locator("#drawer").get_by_label("Everyone").check()
    page.locator("#drawer").get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"\?view=\d+$"))
    expect(page.get_by_role("button", name="Our leads")).to_be_visible()
    other = browser_page(User.objects.get(name="Victor"))
    other.goto(PEOPLE)
    other.get_by_role("button", name="Views").click()
    other.get_by_role("link", name="Our leads").click()
    expect(other.locator(".chip")).to_have_text(re.compile("Role is Lead"))


def test_it_shows_the_second_writer_both_values(browser_page, house, max_):
    page = browser_page(house)
    page.goto(PEOPLE + "?name=Max")
    cell(page, max_, "title").get_by_role("button").click()
    page.locator(".cell-form input[name=value]").fill("Mine")
    change_user(User.objects.get(pk=max_.pk), {"title": "Theirs"}, actor=house.as_actor())
    page.keyboard.press("Enter")
    expect(page.locator(".cell-conflict")).to_contain_text("Theirs")
    expect(page.locator(".cell-conflict")).to_contain_text("Mine")
    assert User.objects.get(pk=max_.pk).title == "Theirs"
    browser_page.errors.clear()  # the browser notes the refusal
    page.get_by_role("button", name="Write mine").click()
    expect(page.locator(".cell-conflict")).to_have_count(0)
    expect(cell(page, max_, "title")).to_have_text(re.compile("Mine"))
    assert User.objects.get(pk=max_.pk).title == "Mine"


def test_it_goes_by_keyboard(browser_page, house):
    page = browser_page(house)
    page.goto(PEOPLE)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("tr[data-selected]")).to_have_count(1)
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator("[data-editor]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-editor]")).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(PEOPLE) + "$"))
    page.keyboard.press("/")
    expect(page.get_by_label("Find in this list")).to_be_focused()


def test_it_changes_all_that_match_and_takes_it_back(browser_page, house):
    page = browser_page(house)
    page.goto(PEOPLE + "?title=CSM")
    page.get_by_label("Select all rows of this page").check()
    page.get_by_role("button", name="Select all 60").click()
    page.get_by_role("button", name="Change role").click()
    drawer = page.locator("#drawer")
    drawer.get_by_label("Role").select_option("viewer")
    drawer.get_by_role("button", name="Change role: 60 people").click()
    expect(drawer.locator("progress")).to_be_visible()
    run_all_jobs()
    expect(drawer).to_contain_text("60 changed")
    assert User.objects.filter(role=Role.VIEWER).count() == 61
    later = User.objects.get(name="Person07")
    change_user(later, {"role": Role.LEAD}, actor=house.as_actor())
    drawer.get_by_role("button", name="Take it back").click()
    expect(drawer.locator("progress")).to_be_visible()
    run_all_jobs()
    expect(drawer).to_contain_text("59 put back")
    expect(drawer).to_contain_text("Person07")
    assert User.objects.filter(role=Role.VIEWER).count() == 1
    assert User.objects.get(pk=later.pk).role == Role.LEAD


def test_it_exports_what_is_filtered(browser_page, house):
    page = browser_page(house)
    page.goto(PEOPLE + "?role=lead&columns=email,name")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines() == ["E-mail,Name", "lena@example.com,Lena"]


def test_it_chooses_columns_and_their_order(browser_page, house):
    page = browser_page(house)
    page.goto(PEOPLE)
    page.get_by_role("button", name="Columns").click()
    menu = page.locator(".columns-menu")
    menu.get_by_label("Teams", exact=True).uncheck()
    menu.get_by_label("Move Role to the left").click()
    menu.get_by_role("button", name="Show these columns").click()
    expect(page.locator("th[scope=col]:not(.list-check)").first).to_have_text(re.compile("Role"))
    expect(page.get_by_role("columnheader", name="Teams")).to_have_count(0)
