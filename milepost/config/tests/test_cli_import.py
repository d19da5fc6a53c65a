import json

import pytest
from click.testing import CliRunner

from milepost.config.cli import main

ACCOUNTS = "id,company,signed,sector\nA1,Acme,16-10-2024,Robots\nA2,Bolt,05-06-2024,Robots\n"
ARGUMENTS = ("--source", "crm", "--key", "id", "--map", "company=name", "--map", "signed=contract_start")
pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "customers.csv"

    def call(*arguments: str, text=ACCOUNTS):
        path.write_text(text)
        return CliRunner().invoke(main, ["import", "accounts", str(path), *arguments])

    return call


def document(result):
    return json.loads(result.stdout)


def test_it_imports_and_a_second_import_changes_nothing(run):
    first = run(*ARGUMENTS, "--json")
    assert first.exit_code == 0
    told = document(first)
    assert {name: told[name] for name in ("created", "updated", "unchanged", "refused", "errors")} == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "errors": [],
    }
    again = document(run(*ARGUMENTS, "--json"))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_it_names_row_column_value_and_reason_of_what_it_refuses(run):
    result = run(*ARGUMENTS, "--json", text=ACCOUNTS.replace("05-06-2024", "31-02-2024"))
    assert result.exit_code == 3
    assert document(result)["errors"] == [
        {"row": 3, "column": "signed", "value": "31-02-2024", "reason": "There is no such day."}
    ]


def test_it_asks_which_of_two_formats_is_meant(run):
    text = ACCOUNTS.replace("16-10-2024", "01-10-2024")
    result = run(*ARGUMENTS, text=text)
    assert result.exit_code == 2
    assert "dd-mm-yyyy and mm-dd-yyyy" in result.stderr
    assert "--date-format" in result.stderr
    assert run(*ARGUMENTS, "--date-format", "dd-mm-yyyy", text=text).exit_code == 0


def test_it_writes_nothing_in_a_dry_run(run):
    from milepost.accounts.public import Account

    assert document(run(*ARGUMENTS, "--dry-run", "--json"))["created"] == 2
    assert not Account.objects.exists()


def test_it_writes_nothing_when_all_or_nothing_has_a_fault(run):
    from milepost.accounts.public import Account

    result = run(*ARGUMENTS, "--all-or-nothing", "--json", text=ACCOUNTS + "A3,,16-10-2024,\n")
    assert result.exit_code == 3
    told = document(result)
    assert (told["created"], told["refused"]) == (0, 1)
    assert told["errors"][0]["row"] == 4
    assert not Account.objects.exists()


def test_it_makes_choices_only_with_the_option(run):
    more = (*ARGUMENTS, "--map", "sector=industry", "--json")
    assert document(run(*more))["refused"] == 2
    assert document(run(*more, "--create-missing"))["created"] == 2


def test_it_takes_an_import_back(run):
    from milepost.accounts.public import Account

    number = document(run(*ARGUMENTS, "--json"))["id"]
    result = CliRunner().invoke(main, ["import", "--undo", str(number), "--json"])
    assert result.exit_code == 0
    assert document(result)["state"] == "undone"
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--map", "nowhere=name"), "There is no column"),
        (("--map", "company=nonsense"), "There is no field"),
        (("--map", "company"), "COLUMN=FIELD"),
        (("--key", "nowhere"), "There is no column"),
        (("--date-format", "soon"), "no format of dates"),
        (("--mapping", "none"), "There is no mapping"),
        (("--map", "company=name", "--map", "sector=name"), "would both go into"),
    ],
)
def test_it_says_what_is_wrong_with_a_mapping(run, arguments, words):
    result = run("--source", "crm", *(() if "--key" in arguments else ("--key", "id")), *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_it_says_what_is_wrong_with_a_file(run, tmp_path):
    result = run(*ARGUMENTS, "--json", text="%PDF-1.7")
    assert result.exit_code == 2
    assert document(result)["error"]["code"] == "not-a-table"
    missing = CliRunner().invoke(main, ["import", "accounts", str(tmp_path / "missing.csv")])
    assert missing.exit_code == 2
    assert CliRunner().invoke(main, ["import", "--undo", "99"]).exit_code == 2
    assert CliRunner().invoke(main, ["import", "accounts"]).exit_code == 2
    assert run(*ARGUMENTS, text=ACCOUNTS).exit_code == 0
