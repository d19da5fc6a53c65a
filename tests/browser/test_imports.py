"""A file comes in by the pages of imports, is found, and goes again, on a desk and on the way: free of barriers."""

import csv
import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from milepost.accounts.public import Account, change_account
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.feeds.models import Feed
from milepost.jobs.testing import run_all_jobs
from milepost.lib.actor import SYSTEM
from tests.browser.conftest import PHONE, WIDE

LOOKS = [(WIDE, "light"), (PHONE, "dark")]
HEADER = "account_id,account_name,industry,country,signup_date,referral_source,plan_tier,seats,is_trial,churn_flag\n"
INDUSTRIES = ["EdTech", "FinTech", "DevTools", "HealthTech", "Cybersecurity"]


def row(number: int, signed: str) -> str:
    """Write one customer as the list of a subscription business has it."""
    industry, tier = INDUSTRIES[number % 5], ["Basic", "Pro", "Enterprise"][number % 3]
    return f"A-{number * 9973:06x},Company_{number},{industry},US,{signed},organic,{tier},{number % 40},FALSE,FALSE\n"


CUSTOMERS = HEADER + "".join(row(number, f"{number % 28 + 1:02}-{number % 12 + 1:02}-2024") for number in range(500))


@pytest.fixture(params=LOOKS, ids=["desk", "phone"])
def page(request, browser_page, lena):
    width, theme = request.param
    return browser_page(lena, width=width, theme=theme)


def upload(page, text: str, name: str = "accounts.csv"):
    page.goto("/imports/new/")
    page.get_by_role("radio", name="Customers, with their stage").check()
    page.get_by_label("Source").fill("CRM")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="accounts.csv", exact=True)).to_be_visible()


def dry_run(page):
    page.get_by_role("button", name="Dry run").click()
    expect(page.locator("#import-bar")).to_be_visible()
    run_all_jobs()
    expect(page.get_by_text("Would be created")).to_be_visible()


def apply(page):
    page.locator(".import-ready").get_by_role("button").click()
    expect(page.locator("#import-bar")).to_be_visible()
    run_all_jobs()
    expect(page.get_by_role("link", name="Open Accounts")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def counts(page) -> list[int]:
    return [int(text) for text in re.findall(r"\d+", page.locator(".import-counts").inner_text())]


def test_five_hundred_customers_come_in_are_found_filtered_and_exported(page):
    upload(page, CUSTOMERS)
    page.get_by_label("Where signup_date goes").select_option("contract_start")
    page.get_by_label("Create stages, values and tags that are missing").check()
    dry_run(page)
    assert counts(page) == [500, 0, 0, 0]
    expect(page.get_by_role("link", name="Open the result")).to_have_count(0)  # it is this page
    apply(page)
    assert counts(page) == [500, 0, 0, 0]
    upload(page, CUSTOMERS)
    expect(page.get_by_label("Where signup_date goes")).to_have_value("contract_start")
    dry_run(page)
    assert counts(page) == [0, 0, 500, 0]
    expect(page.get_by_text("There is nothing to change")).to_be_visible()
    page.goto("/accounts/")
    find_one(page)
    filter_by_industry(page)
    assert exported(page) == sorted(f"Company_{number}" for number in range(1, 500, 5))


def find_one(page):
    page.get_by_label("Find in this list").fill("Company_417")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_role("link", name="Company_417").click()
    expect(page.get_by_role("heading", name="Company_417")).to_be_visible()
    assert Account.objects.get(name="Company_417").contract_start == dt.date(2024, 10, 26)
    page.goto("/accounts/")


def filter_by_industry(page):
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_placeholder("Field").fill("indus")
    page.locator(".condition-fields").get_by_role("button", name="Industry").click()
    page.get_by_label("FinTech", exact=True).check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".chip")).to_have_text(re.compile("Industry is FinTech"))


def exported(page) -> list[str]:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        return sorted(line["Name"] for line in csv.DictReader(file))


def test_what_is_refused_is_said_and_what_came_in_goes_again(page, axe):
    page.goto("/imports/")
    expect(page.get_by_role("heading", name="Nothing was imported yet")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Import a file").first.click()
    axe(page)
    upload(page, HEADER + "".join(row(number, "16-10-2024") for number in range(4)) + row(4, "31-02-2024"))
    page.get_by_label("Where signup_date goes").select_option("contract_start")
    page.get_by_label("Create stages, values and tags that are missing").check()
    axe(page)
    dry_run(page)
    refusal = page.get_by_role("row", name="There is no such day.")
    expect(refusal).to_contain_text("signup_date")
    expect(refusal).to_contain_text("31-02-2024")
    axe(page)
    apply(page)
    assert counts(page) == [4, 0, 0, 1]
    axe(page)
    for name in ("Company_0", "Company_2"):
        change_account(Account.objects.get(name=name), {"employees": 5}, actor=SYSTEM)
    take_it_back(page, axe)


def take_it_back(page, axe):
    page.goto("/imports/")
    axe(page)
    page.get_by_role("link", name="accounts.csv").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.locator("#import-bar")).to_be_visible()
    run_all_jobs()
    expect(page.locator("#content, main").get_by_text("rows were taken back").first).to_be_visible()
    for name in ("Company_0", "Company_2"):
        expect(page.get_by_role("row", name=f"“{name}” was changed since")).to_be_visible()
    axe(page)
    assert set(Account.objects.values_list("name", flat=True)) == {"Company_0", "Company_2"}


def test_a_date_that_can_be_read_in_two_ways_is_asked(page, axe, browser_page):
    upload(page, "id,name,signed\nA1,Halden,03/04/2024\n")
    page.get_by_label("Where signed goes").select_option("contract_start")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("alert")).to_contain_text("dd/mm/yyyy and mm/dd/yyyy")
    axe(page)
    browser_page.errors.clear()  # the answer is a 422
    page.get_by_label("Format of signed").select_option("dd/mm/yyyy")
    dry_run(page)
    page.locator(".import-ready").get_by_role("button").click()
    run_all_jobs()
    expect(page.get_by_role("link", name="Open Accounts")).to_be_visible()
    assert Account.objects.get().contract_start == dt.date(2024, 4, 3)


def test_what_is_no_table_is_said_on_the_form(page, axe, browser_page):
    page.goto("/imports/new/")
    page.get_by_role("radio", name="Customers, with their stage").check()
    page.get_by_label("Source").fill("CRM")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "accounts.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7 not a table"}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("a file of another kind (PDF)")).to_be_visible()
    axe(page)
    browser_page.errors.clear()  # the answer is a 422
    assert not Import.objects.exists()


def test_an_import_is_repeated_from_a_folder(page, axe, settings, tmp_path):
    settings.IMPORT_DIR = str(tmp_path)
    page.goto("/imports/repeated/")
    axe(page)
    upload(page, "id,name,signed\nA1,Halden,13/04/2024\n")
    page.get_by_label("Where signed goes").select_option("contract_start")
    dry_run(page)
    page.locator(".import-ready").get_by_role("button").click()
    run_all_jobs()
    page.get_by_role("link", name="Repeat it").click()
    expect(page.get_by_label("Address or folder")).to_be_visible()
    axe(page)
    page.get_by_role("radio", name="A watched folder").check()
    expect(page.get_by_label("How often")).to_be_hidden()
    page.get_by_label("Address or folder").fill(".")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("as soon as a complete file lies there")).to_be_visible()
    axe(page)
    Mapping.objects.update(settings=Mapping.objects.get().settings | {"dates": {}})  # as one kept by a command
    (tmp_path / "new.csv").write_text("id,name,signed\nA2,Moss,03/04/2024\n", encoding="utf-8")
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_text("No complete file that is new lies there")).to_be_visible()
    page.get_by_role("button", name="Run now").click()
    run_all_jobs()
    page.reload()
    expect(page.get_by_role("heading", name="It pauses and asks")).to_be_visible()
    axe(page)
    page.get_by_label("fit two formats").select_option("dd/mm/yyyy")
    page.get_by_role("button", name="Read it so, and go on").click()
    run_all_jobs()
    page.reload()
    expect(page.get_by_role("link", name="new.csv")).to_be_visible()
    axe(page)
    page.goto("/imports/repeated/")
    axe(page)
    assert Feed.objects.get().is_active
    assert Account.objects.get(name="Moss").contract_start == dt.date(2024, 4, 3)


def test_a_webhook_is_made_and_its_secret_shown_once(page, axe):
    page.goto("/webhooks/")
    axe(page)
    page.goto("/webhooks/new/")
    page.get_by_label("Name").fill("CRM")
    page.get_by_label("Address").fill("https://crm.example/hook")
    page.get_by_role("checkbox").first.check()
    axe(page)
    page.get_by_role("button", name="Make webhook").click()
    expect(page.locator("[value^=whsec_]")).to_be_visible()
    axe(page)
    page.goto("/webhooks/")
    page.get_by_role("link", name="CRM").click()
    expect(page.get_by_role("button", name="Switch off")).to_be_visible()
    expect(page.locator("[value^=whsec_]")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS, ids=["desk", "phone"])
def test_the_mailbox_says_how_it_is_set_up_and_what_hinders_it(browser_page, ada, axe, settings, look):
    width, theme = look
    page = browser_page(ada, width=width, theme=theme)
    page.goto("/settings/mailbox/")
    expect(page.get_by_text("No mailbox is set up.")).to_be_visible()
    axe(page)
    settings.IMAP_HOST, settings.IMAP_USER = "imap.invalid", "capture"
    page.reload()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_role("button", name="Read it now")).to_be_visible()
    axe(page)
