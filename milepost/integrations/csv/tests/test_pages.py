import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from milepost.accounts.public import Account, create_account
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.tests.conftest import OPERATOR, prepare
from milepost.jobs.testing import run_all_jobs

pytestmark = pytest.mark.django_db
FILE = "id;company;signed;sector\nA1;Acme;16-10-2024;Robots\nA2;Bolt;05-06-2024;Robots\n"
SETUP = {
    "columns": "1",
    "source": "crm",
    "key": "id",
    "field-1": "name",
    "field-2": "contract_start",
    "blank": "leave",
    "existing": "update",
    "step": "check",
}


@pytest.fixture
def client(signed_in, lena):
    return signed_in(lena)


def upload(client, text=FILE, kind="accounts", name="customers.csv"):
    data = {"kind": kind, "source": "crm", "file": SimpleUploadedFile(name, text.encode())}
    return client.post(reverse("integrations:import-new"), data)


def page(client, import_):
    return client.get(reverse("integrations:import-detail", args=[import_.pk]))


def setup(client, import_, **data: object):
    return client.post(reverse("integrations:import-setup", args=[import_.pk]), SETUP | data)


def act(client, import_, what):
    client.post(reverse("integrations:import-act", args=[import_.pk]), {"act": what})
    run_all_jobs()
    import_.refresh_from_db()


def test_it_leads_from_the_file_to_the_report_and_back(client):
    answer = upload(client)
    import_ = Import.objects.get()
    assert answer.url == reverse("integrations:import-detail", args=[import_.pk])
    shown = page(client, import_).text
    assert "utf-8" in shown
    assert "16-10-2024" in shown
    setup(client, import_)
    run_all_jobs()
    assert "Would be created" in page(client, import_).text
    assert not Account.objects.exists()
    act(client, import_, "apply")
    assert Account.objects.count() == 2
    assert "Take it back" in page(client, import_).text
    assert "customers.csv" in client.get(reverse("integrations:import-list")).text
    act(client, import_, "undo")
    assert not Account.objects.exists()


def test_it_says_what_is_wrong_with_a_file_and_keeps_what_was_entered(client):
    answer = upload(client, "%PDF-1.7", kind="contacts")
    assert answer.status_code == 422
    assert "another kind" in answer.text
    assert 'value="crm"' in answer.text
    assert 'value="contacts" checked' in answer.text
    assert not Import.objects.exists()


def test_it_asks_for_a_file(client):
    answer = client.post(reverse("integrations:import-new"), {"kind": "accounts", "source": "crm"})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_it_asks_which_format_is_meant_and_keeps_what_was_entered(client):
    upload(client, FILE.replace("16-10", "01-10"))
    import_ = Import.objects.get()
    answer = setup(client, import_, blank="clear", **{"field-3": "industry"})
    assert answer.status_code == 422
    assert "dd-mm-yyyy and mm-dd-yyyy" in answer.text
    assert 'value="clear" checked' in answer.text
    assert 'value="industry" selected' in answer.text
    assert setup(client, import_, **{"date-2": "dd-mm-yyyy"}).status_code == 302


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"field-1": ""}, "Choose the column that holds the key"),
        ({"field-3": "name"}, "would both go into"),
        ({"field-1": "nonsense"}, "There is no field"),
        ({"source": ""}, "Name the source"),
        ({"date-2": "soon"}, "no format of dates"),
        ({"step": "save-mapping", "mapping_name": ""}, "Give the mapping a name"),
    ],
)
def test_it_says_what_is_wrong_with_a_mapping(client, data, words):
    upload(client)
    given = {"key": ""} | data if data == {"field-1": ""} else data
    answer = setup(client, Import.objects.get(), **given)
    assert answer.status_code == 422
    assert words in answer.text


def test_it_shows_refusals_and_gives_them_as_a_file(client):
    upload(client, FILE.replace("05-06-2024", "31-02-2024").replace("Bolt", "=1+1"))
    import_ = Import.objects.get()
    setup(client, import_)
    run_all_jobs()
    assert "There is no such day." in page(client, import_).text
    answer = client.get(reverse("integrations:import-refusals", args=[import_.pk]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == "3,signed,31-02-2024,There is no such day."


def test_it_reads_the_file_again_in_another_encoding(client):
    upload(client, FILE.replace("Acme", "Größe"))
    import_ = Import.objects.get()
    setup(client, import_, step="read-again", encoding="cp1252", delimiter=";")
    assert "GrÃ¶ÃŸe" in page(client, import_).text


def test_it_keeps_a_mapping_and_uses_it(client):
    upload(client)
    first = Import.objects.get()
    setup(client, first, step="save-mapping", mapping_name="From the CRM")
    mapping = Mapping.objects.get()
    assert mapping.settings["columns"] == {"company": "name", "signed": "contract_start"}
    second = prepare("accounts", FILE, columns={"sector": "name"})
    setup(client, second, step="use-mapping", mapping=mapping.pk)
    second.refresh_from_db()
    assert second.how.columns == {"company": "name", "signed": "contract_start"}


def test_it_remembers_the_columns_of_the_last_import_of_a_source(client):
    upload(client)
    setup(client, first := Import.objects.get(), **{"field-3": "description"})
    act(client, first, "apply")
    run_all_jobs()
    act(client, first, "apply")
    upload(client, FILE)
    assert Import.objects.latest("id").how.columns["sector"] == "description"


def test_it_takes_a_spreadsheet(client):
    from milepost.integrations.csv.tests.conftest import workbook

    data = workbook([["id", "name"], [1, "Acme"]])
    file = SimpleUploadedFile("customers.xlsx", data)
    client.post(reverse("integrations:import-new"), {"kind": "accounts", "source": "crm", "file": file})
    assert "Sheet" in page(client, Import.objects.get()).text


def test_who_may_not_import_sees_nothing_of_it(signed_in, max_):
    import_ = prepare("accounts", FILE)
    client = signed_in(max_)
    assert page(client, import_).status_code == 403
    assert client.get(reverse("integrations:import-list")).status_code == 403
    assert "/imports/" not in client.get("/").text


def test_it_waits_on_the_page_while_it_is_at_work(client):
    create_account("Old", actor=OPERATOR)
    upload(client)
    import_ = Import.objects.get()
    setup(client, import_)
    assert "import-bar" in page(client, import_).text
    url = reverse("integrations:import-detail", args=[import_.pk])
    assert "import-bar" in client.get(url, headers={"HX-Request": "true", "HX-Target": "import-work"}).text
    act(client, import_, "stop")
    assert import_.state == "draft"
    again = client.get(url, headers={"HX-Request": "true", "HX-Target": "import-work"})
    assert again["HX-Refresh"] == "true"
