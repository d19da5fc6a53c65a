import os
import time

import pytest

from milepost.accounts.public import Account
from milepost.integrations.public import Mapping, add_feed, run_now
from milepost.jobs.testing import run_all_jobs

URL = "/api/v1/import-mappings"
HOW = {"kind": "accounts", "name": "From the CRM", "source": "crm", "key_column": "id"}
COLUMNS = {"company": "name", "signed": "contract_start"}


@pytest.fixture
def client(calling, lena):
    return calling(lena, "read", "write")


def send(client, path="", body=None, method="post", **headers: str):
    return getattr(client, method)(f"{URL}{path}", body, content_type="application/json", headers=headers or None)


def made(client, **more: object):
    return send(client, "", {**HOW, "columns": COLUMNS, **more})


def test_it_keeps_changes_and_deletes_a_mapping(client, lena):
    answer = made(client)
    shown = client.get(answer["Location"]).json()
    assert (answer.status_code, shown["columns"], shown["timezone"]) == (201, COLUMNS, lena.timezone)
    path = f"/{shown['id']}"
    body = {"dates": {"signed": "dd-mm-yyyy"}, "all_or_nothing": True}
    changed = send(client, path, body, "patch", **{"If-Match": '"1"'}).json()
    assert (changed["dates"], changed["all_or_nothing"], changed["columns"]) == (body["dates"], True, COLUMNS)
    assert send(client, path, body, "patch", **{"If-Match": '"1"'}).status_code == 412
    assert client.delete(f"{URL}{path}", headers={"If-Match": "*"}).status_code == 204
    assert not Mapping.objects.exists()


@pytest.mark.parametrize(
    ("more", "code", "pointer"),
    [
        ({"columns": {"company": "colour"}}, "unknown-field", "/columns"),
        ({"columns": {"a": "name", "b": "name"}}, "field-twice", "/columns"),
        ({"kind": "planets"}, "unknown-kind", "/kind"),
        ({"dates": {"signed": "backwards"}}, None, "/dates"),
        ({"kind": "tickets", "key_column": "", "columns": {"a": "subject"}}, "no-key", "/key_column"),
    ],
)
def test_it_points_to_what_is_wrong(client, more, code, pointer):
    answer = made(client, **more)
    told = answer.json()["errors"][0]
    assert answer.status_code == 422
    assert told["pointer"] == pointer
    assert code in {None, told["code"]}
    assert not Mapping.objects.exists()


def test_it_keeps_a_name_once(client):
    made(client)
    assert (made(client).status_code, made(client).json()["code"]) == (409, "name-taken")


@pytest.fixture
def feed(client, lena, settings, tmp_path):
    """A watched folder with a file whose dates can be read in two ways."""
    settings.IMPORT_DIR = str(tmp_path)
    (tmp_path / "crm").mkdir()
    file = tmp_path / "crm" / "a.csv"
    file.write_text("id;company;signed\nA1;Acme;01-10-2024\nA2;Bolt;05-06-2024\n")
    os.utime(file, (time.time() - 300,) * 2)
    mapping = Mapping.objects.get(pk=made(client).json()["id"])
    given = {"name": "Drop", "mapping": mapping, "way": "folder", "place": "crm", "pattern": "*.csv"}
    return add_feed(lena, given, actor=lena.as_actor())


def test_it_keeps_a_mapping_that_is_needed(client, feed):
    answer = client.delete(f"{URL}/{feed.mapping_id}", headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (409, "in-use")


def test_it_answers_what_a_repeated_import_asks(client, feed, lena):
    path = f"/api/v1/import-feeds/{feed.pk}"

    def answered(how):
        return client.post(f"{path}/answers", {"answers": {"signed": how}}, content_type="application/json")

    for _look in range(2):  # a file is taken when it looks the same twice
        run_now(feed, actor=lena.as_actor())
    run_all_jobs()
    [run] = client.get(f"{path}/runs").json()["items"]
    assert (run["state"], run["questions"][0]["column"]) == ("asked", "signed")
    wrong = answered("backwards")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/answers")
    assert answered("dd-mm-yyyy").json()["is_active"]
    run_all_jobs()
    assert Account.objects.get(name="Acme").contract_start.isoformat() == "2024-10-01"
    assert answered("dd-mm-yyyy").json()["code"] == "nothing-asked"
