import csv
import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from milepost.audit.public import AuditEntry
from milepost.identity.public import User
from milepost.jobs.public import Work
from milepost.jobs.testing import run_all_jobs
from milepost.ui.testing import FORMULAS


def read_csv(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_it_exports_exactly_what_is_filtered_with_the_shown_columns(signed_in, ada, lena, max_):
    rows = read_csv(signed_in(ada).get("/lists/people/export.csv?role=lead,member&columns=role,name&sort=-name"))
    assert rows == [["Role", "Name"], ["Member", "Max"], ["Lead", "Lena"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_takes_the_sting_out_of_both_kinds(signed_in, ada, max_, kind):
    for number, title in enumerate(FORMULAS):
        User.objects.create(email=f"n{number}@example.com", name=f"N{number}", title=title)
    answer = signed_in(ada).get(f"/lists/people/export.{kind}?columns=title&title?=yes")
    if kind == "csv":
        values = [row[0] for row in read_csv(answer)[1:]]
    else:
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
        assert all(cell.data_type == "s" for row in sheet for cell in row)
        values = [row[0].value for row in list(sheet)[1:]]
    assert len(values) == len(FORMULAS)
    assert all(value.startswith("'") for value in values)


@pytest.fixture
def sheet_of():
    return lambda answer: load_workbook(io.BytesIO(answer.getvalue())).active


def test_it_writes_dates_as_dates_in_the_exporters_time_zone(signed_in, ada, sheet_of):
    User.objects.filter(pk=ada.pk).update(timezone="Asia/Tokyo")
    moment = dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC)
    client = signed_in(ada)
    User.objects.filter(pk=ada.pk).update(last_login=moment)
    sheet = sheet_of(client.get("/lists/people/export.xlsx?columns=last_login&name=Ada"))
    assert sheet["A2"].value.isoformat() == "2026-03-02T05:30:00"
    assert sheet["A2"].is_date


def test_it_notes_who_took_what_away(signed_in, ada, max_):
    signed_in(max_).get("/lists/people/export.csv?role=member").getvalue()
    entry = AuditEntry.objects.get(event="exported")
    assert entry.actor_label == "Max"
    assert entry.changes["list"] == [None, "people"]
    assert entry.changes["filter"] == [None, "Role is Member"]
    assert entry.changes["rows"] == [None, 1]


def test_it_exports_no_field_that_the_viewer_may_not_see(signed_in, max_):
    rows = read_csv(signed_in(max_).get("/lists/people/export.csv?columns=name,last_login,two_factor"))
    assert rows == [["Name"], ["Max"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_writes_a_large_list_into_a_file_of_the_exporter(signed_in, ada, max_, monkeypatch, kind):
    monkeypatch.setattr("milepost.ui.lists.downloads.LARGE_ROWS", 1)
    client = signed_in(max_)
    started = client.get(f"/lists/people/export.{kind}?columns=name&sort=-name")
    run_all_jobs()
    work = Work.objects.get()
    assert f'href="{work.result_url}"' in client.get(started["Location"]).content.decode()
    answer = client.get(work.result_url)
    assert answer.status_code == 200
    if kind == "csv":
        assert read_csv(answer) == [["Name"], ["Max"], ["Ada"]]
    assert signed_in(ada).get(work.result_url).status_code == 404


def test_it_refuses_those_without_the_right(signed_in, fiona, ada):
    assert signed_in(fiona).get("/lists/people/export.csv").status_code == 403
    assert signed_in(ada).get("/lists/people/export.pdf").status_code == 404
