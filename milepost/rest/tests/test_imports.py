import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.accounts.public import Account
from milepost.integrations.public import Import
from milepost.jobs.testing import run_all_jobs

pytestmark = pytest.mark.django_db
URL = "/api/v1"
FILE = "id;company;signed\nA1;Acme;16-10-2024\nA2;Bolt;31-02-2024\n"
HOW = {"columns": {"company": "name", "signed": "contract_start"}, "key_column": "id"}


@pytest.fixture
def client(calling, lena):
    return calling(lena, "read", "write")


def send(client, path, body=None, method="post", **headers: str):
    answer = getattr(client, method)(f"{URL}{path}", body, content_type="application/json", headers=headers or None)
    return answer, answer.json() if answer.content else None


def upload(client, text=FILE):
    answer = client.post(f"{URL}/files", {"file": SimpleUploadedFile("accounts.csv", text.encode())})
    return answer.json()["id"]


def begun(client, text=FILE, **body: object):
    given = {"file_id": upload(client, text), "kind": "accounts", "source": "crm", **HOW} | body
    return send(client, "/imports", given)


def shown(client, key):
    run_all_jobs()
    return client.get(f"{URL}/imports/{key}").json()


def test_it_leads_from_a_stored_file_through_the_dry_run_to_the_end_and_back(client):
    answer, made = begun(client)
    assert (answer.status_code, answer["Location"]) == (201, f"{URL}/imports/{made['id']}")
    assert made["state"] == "checking"
    key = made["id"]
    tried = shown(client, key)
    assert (tried["state"], tried["counts"]) == (
        "checked",
        {"created": 2, "updated": 0, "unchanged": 0, "refused": 0} | tried["counts"],
    )
    assert tried["headers"] == ["id", "company", "signed"]
    assert not Account.objects.exists()
    assert send(client, f"/imports/{key}/apply")[1]["state"] == "applying"
    done = shown(client, key)
    assert (done["state"], done["counts"]) == ("applied", {"created": 1, "updated": 0, "unchanged": 0, "refused": 1})
    refused = client.get(f"{URL}/imports/{key}/refusals").json()["items"]
    assert refused == [{"row": 3, "column": "signed", "value": "31-02-2024", "reason": "There is no such day."}]
    assert done["can_undo"]
    send(client, f"/imports/{key}/undo")
    assert shown(client, key)["state"] == "undone"
    assert not Account.objects.exists()


def test_refusals_come_in_pages(client):
    rows = "".join(f"A{number};Acme {number};31-02-2024\n" for number in range(5))
    key = begun(client, "id;company;signed\nA;Fine;16-10-2024\n" + rows)[1]["id"]
    run_all_jobs()
    page = client.get(f"{URL}/imports/{key}/refusals?limit=3&stage=check").json()
    rest = client.get(page["next"]).json()
    assert [one["row"] for one in page["items"] + rest["items"]] == [3, 4, 5, 6, 7]
    assert rest["next"] is None


def test_what_can_be_read_in_two_ways_is_asked(client):
    text = FILE.replace("16-10", "01-10").replace("31-02", "03-02")
    _answer, made = begun(client, text)
    assert made["state"] == "draft"
    assert made["questions"][0]["options"] == ["dd-mm-yyyy", "mm-dd-yyyy"]
    answer, problem = send(client, f"/imports/{made['id']}/check")
    assert (answer.status_code, problem["code"]) == (422, "ambiguous")
    _answer, said = send(client, f"/imports/{made['id']}", {"dates": {"signed": "dd-mm-yyyy"}}, "patch")
    assert said["questions"] == []
    send(client, f"/imports/{made['id']}/check")
    assert shown(client, made["id"])["state"] == "checked"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "planets"}, 422, "unknown-kind"),
        ({"columns": {"firm": "name"}}, 422, "unknown-column"),
        ({"columns": {"company": "nonsense"}}, 422, "unknown-field"),
        ({"file_id": 999_999}, 404, "no-file"),
        ({"mapping_id": 999_999}, 404, "not-found"),
        ({"timezone": "Mars/Base"}, 422, "wrong-value"),
        ({"whatever": 1}, 422, "invalid"),
    ],
)
def test_it_says_what_is_wrong_with_a_new_one_and_keeps_nothing(client, body, status, code):
    answer, problem = begun(client, **body)
    assert (answer.status_code, problem["code"]) == (status, code)
    assert not Import.objects.exists()


def test_nobody_elses_file_is_read(calling, client, make_user):
    theirs = upload(calling(make_user("Olga", "lead"), "read", "write"))
    answer, _problem = send(client, "/imports", {"file_id": theirs, "kind": "accounts", "source": "crm"})
    assert answer.status_code == 404


def test_a_state_that_does_not_fit_is_a_conflict(client):
    key = begun(client, dry_run=False)[1]["id"]
    for act in ("undo", "cancel"):
        answer, problem = send(client, f"/imports/{key}/{act}")
        assert (answer.status_code, problem["code"]) == (409, "wrong-state")


def test_it_can_be_cancelled(client):
    key = begun(client)[1]["id"]
    assert send(client, f"/imports/{key}/cancel")[1]["state"] == "draft"
    run_all_jobs()
    assert shown(client, key)["state"] == "draft"


def test_a_mapping_reads_the_next_file(client, world, calling):
    lena = calling(world.people["lena"], "read", "write")
    mapping = lena.get(f"{URL}/import-mappings").json()["items"][0]
    assert (mapping["name"], mapping["source"]) == ("From the CRM", "CRM")
    body = {"file_id": upload(lena, "id,name,mail\n9,Nora,nora@x.example\n"), "kind": "contacts", "source": "CRM"}
    _answer, made = send(lena, "/imports", body | {"mapping_id": mapping["id"]})
    assert made["columns"] == mapping["columns"]
    answer, _problem = send(lena, "/imports", body | {"kind": "accounts", "mapping_id": mapping["id"]})
    assert answer.status_code == 404


def test_a_feed_is_made_changed_run_and_never_shows_its_secret(client, world, calling):
    lena = calling(world.people["lena"], "read", "write")
    body = {"name": "CRM", "mapping_id": world.mapping.pk, "way": "address", "place": "https://c.example/a.csv"}
    answer, feed = send(lena, "/import-feeds", body | {"secret": "s3cret", "rhythm": "weekly", "weekday": 4})
    assert (answer.status_code, feed["has_secret"], feed["rhythm"]) == (201, True, "weekly")
    assert "s3cret" not in answer.text
    path = f"/import-feeds/{feed['id']}"
    answer, changed = send(lena, path, {"place": "https://d.example/a.csv"}, "patch", **{"If-Match": answer["ETag"]})
    assert (answer.status_code, changed["has_secret"]) == (200, False)
    assert send(lena, f"{path}/run")[0].status_code == 200
    assert send(lena, f"{path}/run")[1]["code"] == "at-work"
    runs = lena.get(f"{URL}{path}/runs").json()["items"]
    assert [(run["state"], run["asked_by"]) for run in runs] == [("running", "Lena")]
    assert send(lena, f"{path}/pause")[1]["is_active"] is False


@pytest.mark.parametrize("place", ["https://10.0.0.1/a.csv", "http://c.example/a.csv", "file:///etc/passwd"])
def test_a_private_address_is_refused_with_its_field(world, calling, place):
    lena = calling(world.people["lena"], "read", "write")
    body = {"name": "CRM", "mapping_id": world.mapping.pk, "way": "address", "place": place}
    answer, problem = send(lena, "/import-feeds", body)
    assert (answer.status_code, problem["errors"][0]["pointer"]) == (422, "/place")
