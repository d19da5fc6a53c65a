"""The pages of status reports: begun, written by two, sent, read as sent, set as PDF."""

import re

import pytest
from django.urls import reverse

from milepost.accounts.public import add_contact
from milepost.projects.models import Project, StatusReport
from milepost.projects.public import begin_report, change_report, send_report


@pytest.fixture
def client(signed_in, max_):
    return signed_in(max_)


@pytest.fixture
def report(onboarding, max_):
    return begin_report(onboarding, actor=max_.as_actor(), author=max_)


def at(name, record):
    return reverse(f"projects:{name}", args=[record.pk])


def fields_of(page):
    """Return what a browser would send of the draft's form."""
    html = page.content.decode()
    sent = {}
    for tag in re.findall(r"<input [^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "csrf" not in name[1]:
            sent[name[1]] = value[1] if value else ""
    sent |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', html))
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        sent[name] = re.search(r'value="(\w+)" selected', options)[1]
    return sent


def test_it_says_that_no_report_was_sent_yet(client, onboarding):
    page = client.get(reverse("projects:project-reports", args=[onboarding.pk]))
    assert "No report was sent yet" in page.content.decode()


def test_it_begins_one_draft(client, onboarding):
    assert client.get(at("status-report-new", onboarding)).status_code == 405
    for _again in range(2):
        answer = client.post(at("status-report-new", onboarding))
        assert answer["Location"] == at("status-report", StatusReport.objects.get())


def test_it_keeps_what_two_people_write(client, signed_in, lena, report):
    ours, theirs = fields_of(client.get(at("status-report", report))), signed_in(lena)
    hers = fields_of(theirs.get(at("status-report", report)))
    assert client.post(at("status-report", report), {**ours, "summary": "From Max", "done": "- One"}).status_code == 302
    assert theirs.post(at("status-report", report), {**hers, "next": "From Lena"}).status_code == 302
    report.refresh_from_db()
    assert (report.summary, report.done, report.next) == ("From Max", "- One", "From Lena")


def test_it_shows_both_when_two_write_the_same(client, report, lena):
    ours = fields_of(client.get(at("status-report", report)))
    change_report(report, {"summary": "From Lena"}, actor=lena.as_actor())
    answer = client.post(at("status-report", report), {**ours, "summary": "From Max"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "From Lena" in html
    assert "From Max" in html
    assert StatusReport.objects.get().summary == "From Lena"
    assert client.post(at("status-report", report), fields_of(answer)).status_code == 302
    assert StatusReport.objects.get().summary == "From Max"


def test_it_refuses_bad_values(client, report):
    given = fields_of(client.get(at("status-report", report)))
    for wrong in ({"scope_light": "blue"}, {"on": "never"}, {"on": "1990-01-01"}, {"version": ""}):
        assert client.post(at("status-report", report), {**given, **wrong}).status_code == 422


def test_it_is_sent_to_whom_one_chooses_and_read_as_it_was(client, report, onboarding, northwind, max_):
    mona = add_contact("Mona Lind", account=northwind, emails=["mona@northwind.example"], actor=max_.as_actor())
    add_contact("Without Address", account=northwind, actor=max_.as_actor())
    change_report(report, {"summary": "All <i>well</i>"}, actor=max_.as_actor())
    page = client.get(at("status-report-send", report)).content.decode()
    assert "Mona Lind" in page
    assert "Without Address" not in page
    for wrong in ({"version": "2"}, {"version": "1", "theirs": [mona.pk]}, {"version": "2", "theirs": ["999"]}):
        assert client.post(at("status-report-send", report), wrong).status_code == 422
    assert client.post(at("status-report-send", report), {"version": "2", "theirs": [mona.pk]}).status_code == 302
    page = client.get(at("status-report", report)).content.decode()
    assert "All &lt;i&gt;well" in page
    assert StatusReport.objects.get().sha256 in page
    assert "on its way" in page
    assert client.post(at("status-report", report), {"summary": "Else"}).status_code == 409
    assert client.get(at("status-report-send", report)).status_code == 302
    assert "Status report 1" in client.get(at("project-reports", onboarding)).content.decode()


def test_it_is_set_as_pdf(client, report):
    answer = client.get(at("status-report-pdf", report))
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


def test_it_keeps_the_rhythm(client, onboarding):
    for rhythm, kept in (("weekly", "weekly"), ("hourly", "weekly"), ("", "")):
        client.post(at("report-rhythm", onboarding), {"report_rhythm": rhythm})
        assert Project.objects.get().report_rhythm == kept


def test_a_draft_is_deleted_and_a_sent_one_stays(client, report, onboarding, max_):
    assert client.post(at("status-report-delete", report)).status_code == 302
    assert not StatusReport.objects.exists()
    sent = send_report(begin_report(onboarding, actor=max_.as_actor(), author=max_), [], actor=max_.as_actor())
    assert client.post(at("status-report-delete", sent)).status_code == 409


def test_who_only_reads_gets_the_draft_to_read(signed_in, victor, report):
    reader = signed_in(victor)
    page = reader.get(at("status-report", report))
    assert page.status_code == 200
    assert b"<textarea" not in page.content
    assert reader.post(at("status-report", report), {"summary": "x"}).status_code == 403
    assert reader.get(at("status-report-send", report)).status_code == 403
