"""Status reports: drafted from what the customer sees, written by two, frozen, mailed, set as PDF."""

import datetime as dt
import json

import pytest
from django.core import mail
from django.utils import timezone

from milepost.accounts.public import add_contact, create_account, log_touchpoint
from milepost.audit.public import update_record
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Conflict, Invalid, NotAllowed, Unavailable
from milepost.projects.actions.report_mails import mail_report
from milepost.projects.models import PlanChange, ReportRecipient, StatusReport, Task
from milepost.projects.public import (
    Reason,
    TaskEdit,
    add_decision,
    add_risk,
    add_scope_items,
    begin_report,
    block_task,
    change_plan,
    change_project,
    change_report,
    delete_report,
    draft_change,
    explain_change,
    log_time,
    send_report,
    submit_delivery,
    suggested_lights,
    take_baseline,
)
from milepost.projects.queries.closing import measures_of
from milepost.projects.queries.report_documents import blocks_of, is_as_sent, shown_report
from milepost.projects.queries.report_pdf import report_pdf
from milepost.projects.queries.reports import trend_of
from milepost.projects.queries.today_reports import reports_due
from milepost.projects.records_reports import Chapter, Light, Topic
from milepost.projects.records_scope import ChangeState
from milepost.projects.tests.conftest import moment

MARKER = "quince-7431"
WEEK = dt.timedelta(days=7)


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def running(onboarding, me):
    return change_project(onboarding, {"state": "active"}, actor=me)


@pytest.fixture
def mona(northwind, me):
    return add_contact("Mona Lind", account=northwind, emails=["mona@northwind.example"], actor=me)


@pytest.fixture
def report(running, max_, me):
    return begin_report(running, actor=me, author=max_)


def edit(project, task, me, values):
    return change_plan(project, [TaskEdit(task.pk, values)], actor=me)


def test_it_drafts_from_shared_rows_alone(running, task, max_, me):
    """Whatever is ours carries the marker; none of it reaches a draft, and what is shared does."""
    go_live = task("Go-live")
    for title in ("Migration", "Training"):
        edit(running, task(title), me, {"title": f"{title} {MARKER}"})
    inside = Task.objects.get(title__startswith="Migration")
    edit(running, inside, me, {"state": "done", "description": MARKER})
    take_baseline(running, "First", actor=me)
    edit(running, task("Kick-off"), me, {"visibility": "customer", "state": "done"})
    edit(running, Task.objects.get(title__startswith="Training"), me, {"duration_minutes": 4800})
    moved = PlanChange.objects.filter(project=running).latest("pk")
    explain_change(moved, Reason(side="ours", note=MARKER), actor=me)
    late = moment("2031-01-06T09:00")
    edit(running, go_live, me, {"constraint_kind": "SNET", "constraint_at": late})
    own = PlanChange.objects.filter(project=running, task=go_live).latest("pk")
    explain_change(own, Reason(side="theirs", note=MARKER), actor=me)
    block_task(inside if inside.is_open else go_live, MARKER, "theirs", actor=me)
    log_time(go_live, 30, user=max_, note=MARKER, actor=me)
    draft_change(running, {"title": MARKER, "why": MARKER}, actor=me)
    add_risk(running, {"title": MARKER}, actor=me)
    add_decision(running, {"title": MARKER, "why": MARKER}, actor=me)
    add_decision(running, {"title": "Two waves", "why": MARKER, "visibility": "customer"}, actor=me)
    log_touchpoint(running.account, "call", MARKER, actor=me, body=MARKER, sentiment="bad")
    report = begin_report(running, actor=me, author=max_)
    said = json.dumps([getattr(report, chapter) for chapter in Chapter])
    assert MARKER not in said
    assert "Kick-off" in report.done
    assert "Two waves" in report.decided
    assert "Go-live" in report.slipped
    assert "the customer's" in report.slipped


def test_it_tells_what_waits_for_the_customer(running, task, max_, me, mona):
    (manual,) = add_scope_items(running, "deliverable", ["Manual"], actor=me)
    submit_delivery(manual, actor=me, note=MARKER)
    report = begin_report(running, actor=me, author=max_)
    assert "Manual, version 1" in report.needed
    assert MARKER not in report.needed


def test_it_goes_on_with_the_draft_that_is_open(report, running, max_, me):
    assert begin_report(running, actor=me, author=max_) == report
    assert (report.number, report.since_on) == (1, running.start_on - dt.timedelta(days=1))


def test_it_counts_from_the_last_report(report, running, max_, me):
    send_report(report, [], actor=me)
    second = begin_report(running, actor=me, author=max_)
    assert (second.number, second.since_on) == (2, report.on - dt.timedelta(days=1))


def test_it_refuses_who_may_not_write_and_what_is_no_field(report, victor, me):
    with pytest.raises(NotAllowed):
        change_report(report, {"summary": "Fine"}, actor=victor.as_actor())
    for wrong in ({"state": "sent"}, {"scope_light": "blue"}, {"summary": "x" * 10_001}, {"next": "\0"}):
        with pytest.raises(Invalid):
            change_report(report, wrong, actor=me)
    with pytest.raises(Invalid):
        change_report(report, {"on": report.since_on - WEEK}, actor=me)


def test_it_stays_as_it_was_sent(report, running, me):
    change_report(report, {"summary": "All is well", "scope_light": "green", "scope_word": "As agreed"}, actor=me)
    sent = send_report(report, [], actor=me)
    before = shown_report(sent)
    change_project(running, {"name": "Renamed"}, actor=me)
    sent = StatusReport.objects.select_related("project__account").get(pk=sent.pk)
    assert shown_report(sent) == before
    assert before.project == "Onboarding"
    assert is_as_sent(sent)
    for act in (
        lambda: change_report(sent, {"summary": "Else"}, actor=me),
        lambda: delete_report(sent, actor=me),
        lambda: send_report(sent, [], actor=me),
    ):
        with pytest.raises(Conflict, match="stays as it is"):
            act()
    StatusReport.objects.filter(pk=sent.pk).update(document=sent.document.replace("well", "lost"))
    sent.refresh_from_db()
    assert not is_as_sent(sent)


def test_it_sends_what_the_sender_saw(report, me):
    change_report(report, {"summary": "Written meanwhile"}, actor=me)
    with pytest.raises(Conflict):
        send_report(report, [], actor=me, expected_version=1)
    assert StatusReport.objects.get(pk=report.pk).is_draft


def test_it_mails_each_recipient_once(report, me, mona, max_):
    change_report(report, {"summary": "All is <b>well</b>", "done": "- One\n- Two"}, actor=me)
    send_report(report, [mona, max_], actor=me)
    assert not mail.outbox
    run_all_jobs()
    recipient = ReportRecipient.objects.get(contact=mona)
    mail_report.call(recipient.pk)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(["mona@northwind.example", max_.email])
    sent = next(one for one in mail.outbox if one.to == ["mona@northwind.example"])
    assert "- One" in sent.body
    assert "All is &lt;b&gt;well" in sent.alternatives[0].content
    assert sent.extra_headers["Reply-To"] == max_.email
    assert f"status-report-{recipient.pk}@" in sent.extra_headers["Message-ID"]
    assert [one.mimetype for one in sent.attachments] == ["application/pdf"]
    assert recipient.mailed_at is not None


def test_it_refuses_strangers_and_people_without_an_address(report, northwind, max_, me):
    bo = add_contact("Bo", account=northwind, actor=me)
    other = add_contact("Ola", account=create_account("Other", actor=me, csm=max_), emails=["o@x.example"], actor=me)
    for person in (bo, other):
        with pytest.raises(Invalid):
            send_report(report, [person], actor=me)
    assert StatusReport.objects.get(pk=report.pk).is_draft


def test_it_suggests_with_a_reason(running, task, max_, me):
    today = timezone.localdate()
    before = {one.topic.value: one.light for one in suggested_lights(running, max_, today)}
    assert set(before.values()) == {Light.UNKNOWN}
    change_project(
        running, {"target_on": running.forecast_on - 3 * dt.timedelta(days=1), "sold_minutes": 600}, actor=me
    )
    for sentiment in ("good", "bad", "bad"):
        log_touchpoint(running.account, "call", "Talk", actor=me, sentiment=sentiment)
    for number in range(3):
        draft_change(running, {"title": f"Change {number}"}, actor=me)
    running.refresh_from_db()
    after = {one.topic.value: one for one in suggested_lights(running, max_, today)}
    assert {topic: one.light for topic, one in after.items()} == {
        "scope": Light.RED,
        "schedule": Light.AMBER,
        "budget": Light.RED,
        "mood": Light.RED,
    }
    assert "3 open change requests" in after["scope"].reason
    assert "after the target" in after["schedule"].reason
    assert "10 hours agreed" in after["budget"].reason
    assert all(one.reason.endswith(".") for one in after.values())


def test_it_suggests_green_where_all_is_well(running, max_, me):
    change_project(running, {"target_on": running.forecast_on, "sold_minutes": 99_999}, actor=me)
    log_touchpoint(running.account, "call", "Talk", actor=me, sentiment="good")
    running.refresh_from_db()
    lights = {one.topic.value: one.light for one in suggested_lights(running, max_, timezone.localdate())}
    assert (lights["schedule"], lights["budget"], lights["mood"]) == (Light.GREEN,) * 3


def test_it_judges_the_budget_by_what_was_agreed_since(running, task, max_, me):
    change_project(running, {"sold_minutes": 60}, actor=me)
    today = timezone.localdate()
    before = next(one for one in suggested_lights(running, max_, today) if one.topic == Topic.BUDGET)
    change = draft_change(running, {"title": "More"}, actor=me)
    update_record(change, {"state": ChangeState.APPROVED, "extra_minutes": 99_999}, actor=me)
    after = next(one for one in suggested_lights(running, max_, today) if one.topic == Topic.BUDGET)
    assert (before.light, after.light) == (Light.RED, Light.GREEN)
    budget = next(one for one in measures_of(running, max_) if one.title == "In budget")
    assert budget.original.endswith("of 1 hours")
    assert budget.current.endswith("of 1668 hours")


def test_it_says_how_the_lights_went(report, running, max_, me):
    change_report(report, {"scope_light": "green", "mood_light": "red"}, actor=me)
    send_report(report, [], actor=me)
    second = begin_report(running, actor=me, author=max_)
    change_report(second, {"scope_light": "amber", "mood_light": "green"}, actor=me)
    send_report(second, [], actor=me)
    newest, first = trend_of(list(StatusReport.objects.filter(project=running).order_by("-number")))
    assert [move for _light, move in newest.lights] == [-1, 0, 0, 1]
    assert {move for _light, move in first.lights} == {0}


def test_it_is_due_when_the_rhythm_has_passed(running, max_, me):
    today = running.start_on + WEEK
    assert not reports_due(max_, today)
    change_project(running, {"report_rhythm": "weekly"}, actor=me)
    assert not reports_due(max_, today - dt.timedelta(days=1))
    (item,) = reports_due(max_, today)
    assert "Onboarding" in item.title
    send_report(begin_report(running, actor=me, author=max_, on=today), [], actor=me)
    assert not reports_due(max_, today)
    assert reports_due(max_, today + WEEK)


def test_it_becomes_a_pdf_whatever_is_written(report, me):
    text = '#panic() $x$ [*bold*] \\ @ref <label> ```raw``` 日本 🙂\n- #read("/etc/passwd")'
    change_report(report, {"summary": text, "scope_light": "red", "mood_word": "*"}, actor=me)
    assert report_pdf(shown_report(StatusReport.objects.get(pk=report.pk))).startswith(b"%PDF")


def test_it_says_what_is_missing_for_a_pdf(report, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(Unavailable, match="documents"):
        report_pdf(shown_report(report))


def test_it_reads_lists_and_paragraphs():
    assert [(one.is_list, one.lines) for one in blocks_of("One\ntwo\n\n- a\n- b\nThree")] == [
        (False, ("One", "two")),
        (True, ("a", "b")),
        (False, ("Three",)),
    ]
