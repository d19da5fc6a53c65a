import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from milepost.accounts.actions.contacts import add_contact
from milepost.accounts.actions.escalations import open_escalation
from milepost.accounts.actions.touchpoints import change_touchpoint, log_touchpoint
from milepost.accounts.models import ActionItem, Escalation, Touchpoint
from milepost.files.public import StoredFile

HTMX = {"HX-Request": "true"}
DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}
NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def client(signed_in, max_):
    return signed_in(max_)


@pytest.fixture
def touchpoint(northwind, max_, mona):
    return log_touchpoint(northwind, "call", "First call", body="Fine", attendees=[mona], actor=max_.as_actor())


def address(northwind, rest=""):
    return f"/accounts/{northwind.pk}/{rest}"


def moment(value):
    return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")


def form_of(touchpoint, **changes: object):
    return {
        "kind": "call",
        "subject": touchpoint.subject,
        "at": moment(touchpoint.at),
        "body": touchpoint.body,
        "direction": "two-way",
        "is_internal": "on",
        "version": touchpoint.version,
        "seen": "",
        **changes,
    }


def test_it_shows_the_timeline_as_a_page_and_as_a_panel(client, northwind, touchpoint):
    page = client.get(address(northwind, "timeline/"))
    panel = client.get(address(northwind, "timeline/"), headers=HTMX)
    assert "<html" in page.text
    assert "<html" not in panel.text
    assert "First call" in page.text
    assert "First call" in panel.text


def test_it_answers_with_the_older_entries_alone(client, northwind, max_):
    for number in range(30):
        log_touchpoint(
            northwind,
            "note",
            f"Note {number:02}",
            at=timezone.now() - dt.timedelta(hours=number),
            actor=max_.as_actor(),
        )
    first = client.get(address(northwind, "timeline/?kind=note"))
    after = first.context["page"].next
    older = client.get(address(northwind, "timeline/"), {"kind": "note", "after": after}, headers=HTMX)
    assert "Note 29" in older.text
    assert "Note 00" not in older.text
    assert "touchpoint-log" not in older.text


def test_it_refuses_a_cursor_of_somebody_s_own_making(client, northwind):
    assert client.get(address(northwind, "timeline/?after=abc")).status_code == 422


def test_it_logs_in_a_line(client, northwind, mona, max_, lena):
    text = "Called @Mona Lind, happy\nSecond line\n[] send offer – Lena, tomorrow"
    data = {"kind": "call", "text": text, "sentiment": "good"}
    answer = client.post(address(northwind, "timeline/log/"), data, headers=HTMX)
    touchpoint = Touchpoint.objects.get()
    assert answer.status_code == 200
    assert "Called Mona Lind, happy" in answer.text
    assert "touchpoint-logged" in answer["HX-Trigger"]
    assert (touchpoint.body, touchpoint.sentiment) == ("Second line", "good")
    assert {str(one) for one in touchpoint.attendees.all()} == {"Mona Lind", "Max"}
    assert ActionItem.objects.get().owner == lena


def test_it_logs_without_script_and_leads_back(client, northwind):
    answer = client.post(address(northwind, "timeline/log/"), {"kind": "note", "text": "Saw them"})
    assert (answer.status_code, answer["Location"]) == (302, address(northwind, "timeline/"))


@pytest.mark.parametrize("text", ["", "x\n" + "y" * 5_000_000])
def test_it_keeps_what_was_typed_when_it_cannot_be_logged(client, northwind, text):
    answer = client.post(address(northwind, "timeline/log/"), {"kind": "call", "text": text}, headers=HTMX)
    assert answer.status_code == 422
    assert text[:5_000_002] in answer.text
    assert "errorlist" in answer.text
    assert not Touchpoint.objects.exists()


def test_it_shows_html_as_text_everywhere(client, northwind, max_, mona):
    touchpoint = log_touchpoint(
        northwind,
        "call",
        NASTY,
        body=NASTY,
        agenda=NASTY,
        attendees=[NASTY],
        action_items=[NASTY],
        actor=max_.as_actor(),
    )
    escalation = open_escalation(northwind, NASTY, body=NASTY, actor=max_.as_actor())
    pages = (
        address(northwind, "timeline/"),
        address(northwind, "actions/"),
        f"/touchpoints/{touchpoint.pk}/",
        f"/touchpoints/{touchpoint.pk}/edit/",
        f"/escalations/{escalation.pk}/",
        f"/actions/{touchpoint.action_items.get().pk}/",
    )
    for page in pages:
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_it_completes_names(client, northwind, mona, max_):
    add_contact("Öyvind Mohn", account=northwind, actor=max_.as_actor())
    people = client.get(address(northwind, "timeline/people/?q=mo")).json()["people"]
    assert [one["name"] for one in people] == ["Mona Lind", "Öyvind Mohn"]
    assert client.get(address(northwind, "timeline/people/?q=oy")).json()["people"][0]["name"] == "Öyvind Mohn"


def test_it_logs_in_full(client, northwind, mona, max_):
    data = {
        "kind": "training",
        "subject": "Workshop",
        "at": moment(timezone.now() - dt.timedelta(days=2)),
        "body": "**Good**",
        "direction": "two-way",
        "contacts": [mona.pk],
        "users": [max_.pk],
        "others": "guest@example.com\nMONA@northwind.example",
        "actions": "[] send slides – Mona Lind, Fri",
        "minutes": "90",
        "is_pinned": "on",
    }
    answer = client.post(address(northwind, "touchpoints/new/"), data, headers=DRAWER)
    touchpoint = Touchpoint.objects.get()
    assert "<strong>Good</strong>" in answer.text
    assert (touchpoint.minutes, touchpoint.is_pinned, touchpoint.is_internal) == (90, True, False)
    assert {str(one) for one in touchpoint.attendees.all()} == {"Mona Lind", "Max", "guest@example.com"}
    assert touchpoint.action_items.get().contact == mona


def test_it_takes_over_what_was_typed_in_the_line(client, northwind, mona):
    page = client.get(
        address(northwind, "touchpoints/new/"), {"kind": "meeting", "text": "Met @Mona Lind\n[] x – Mona Lind, Fri"}
    )
    form = page.context["form"]
    assert form.initial["subject"] == "Met Mona Lind"
    assert form.initial["contacts"] == [mona.pk]
    assert form.initial["actions"].startswith("x – Mona Lind, ")


def test_it_refuses_wrong_fields_beside_them(client, northwind):
    data = {"kind": "fax", "subject": "", "at": "yesterday", "direction": "two-way", "minutes": "-4"}
    answer = client.post(address(northwind, "touchpoints/new/"), data)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) >= {"kind", "subject", "at", "minutes"}


def test_it_refuses_an_attendee_of_another_account(client, northwind, make_account, max_):
    stranger = add_contact("Stranger", account=make_account("Other"), actor=max_.as_actor())
    data = {
        "kind": "call",
        "subject": "x",
        "at": moment(timezone.now()),
        "direction": "two-way",
        "contacts": [stranger.pk],
    }
    answer = client.post(address(northwind, "touchpoints/new/"), data)
    assert answer.status_code == 422
    assert "contacts" in answer.context["form"].errors


def test_it_changes_a_touchpoint_and_keeps_its_seconds(client, touchpoint, mona, lena):
    before = touchpoint.at
    data = form_of(touchpoint, body="Better", seen=f"c{mona.pk}", others="Lena")
    answer = client.post(f"/touchpoints/{touchpoint.pk}/edit/", data)
    touchpoint.refresh_from_db()
    assert answer.status_code == 302
    assert (touchpoint.body, touchpoint.at) == ("Better", before)
    assert {str(one) for one in touchpoint.attendees.all()} == {"Lena"}


def test_it_shows_the_second_writer_what_the_first_one_wrote(client, touchpoint, lena):
    data = form_of(touchpoint, body="Mine")
    change_touchpoint(touchpoint, {"body": "Theirs"}, actor=lena.as_actor())
    answer = client.post(f"/touchpoints/{touchpoint.pk}/edit/", data)
    assert answer.status_code == 422
    assert "Now stored: Theirs" in answer.text
    assert "Mine" in answer.text
    touchpoint.refresh_from_db()
    assert touchpoint.body == "Theirs"
    again = {**data, "version": answer.context["form"].data["version"]}
    assert client.post(f"/touchpoints/{touchpoint.pk}/edit/", again).status_code == 302
    touchpoint.refresh_from_db()
    assert touchpoint.body == "Mine"


def test_it_deletes_and_puts_back(client, touchpoint, northwind, signed_in, lena):
    answer = client.post(f"/touchpoints/{touchpoint.pk}/delete/", headers=DRAWER)
    assert not Touchpoint.objects.exists()
    undo = {"undo": answer.context["undo"]}
    assert signed_in(lena).post(address(northwind, "touchpoints/restore/"), undo).status_code == 422
    assert client.post(address(northwind, "touchpoints/restore/"), {"undo": "made up"}).status_code == 422
    assert client.post(address(northwind, "touchpoints/restore/"), undo).status_code == 302
    assert Touchpoint.objects.get().subject == "First call"


def test_it_pins(client, touchpoint, northwind):
    client.post(f"/touchpoints/{touchpoint.pk}/pin/", {"is_pinned": "1"})
    assert [one.record for one in client.get(address(northwind, "timeline/")).context["page"].pinned] == [touchpoint]


@pytest.fixture
def _own_files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.mark.usefixtures("_own_files")
def test_it_keeps_files(client, touchpoint, signed_in, fiona):
    where = f"/touchpoints/{touchpoint.pk}/files/"
    answer = client.post(where, {"file": SimpleUploadedFile("minutes.csv", b"a,b\n")}, headers=DRAWER)
    stored = StoredFile.objects.get()
    assert "minutes.csv" in answer.text
    assert client.get(f"/files/{stored.pk}/").status_code == 200
    assert signed_in(fiona).get(f"/files/{stored.pk}/").status_code == 404
    refused = client.post(where, {"file": SimpleUploadedFile("a.html", b"<html><script>")}, headers=DRAWER)
    assert refused.status_code == 422
    client.post(f"{where}{stored.pk}/delete/")
    assert not StoredFile.objects.exists()


def test_it_plans_holds_and_cancels_a_meeting(client, northwind, mona):
    data = {
        "kind": "meeting",
        "subject": "Review",
        "at": moment(timezone.now() + dt.timedelta(days=2)),
        "contacts": [mona.pk],
    }
    client.post(address(northwind, "meetings/new/"), data)
    meeting = Touchpoint.objects.get()
    client.post(f"/meetings/{meeting.pk}/cancel/")
    client.post(f"/meetings/{meeting.pk}/plan-again/")
    held = {
        "at": moment(timezone.now()),
        "body": "Went well",
        "version": 3,
        "seen": f"c{mona.pk}",
        "contacts": [mona.pk],
        "actions": "write up",
    }
    client.post(f"/meetings/{meeting.pk}/hold/", held)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.body, meeting.action_items.get().text) == ("held", "Went well", "write up")
    assert client.post(f"/meetings/{meeting.pk}/cancel/").status_code == 409


def test_it_plans_no_meeting_in_the_past(client, northwind):
    data = {"kind": "meeting", "subject": "Review", "at": moment(timezone.now() - dt.timedelta(days=4))}
    answer = client.post(address(northwind, "meetings/new/"), data)
    assert answer.status_code == 422
    assert "at" in answer.context["form"].errors


def test_it_opens_changes_and_closes_an_escalation(client, northwind, lena):
    now = moment(timezone.now())
    data = {"subject": "Down", "severity": "high", "owner": lena.pk, "opened_at": now}
    client.post(address(northwind, "escalations/new/"), data)
    escalation = Escalation.objects.get()
    client.post(f"/escalations/{escalation.pk}/change/", {**data, "severity": "low", "version": 1})
    assert client.post(f"/escalations/{escalation.pk}/close/", {"resolution": " "}).status_code == 422
    client.post(f"/escalations/{escalation.pk}/close/", {"resolution": "Up again"})
    escalation.refresh_from_db()
    assert (escalation.severity, escalation.owner, escalation.resolution) == ("low", lena, "Up again")
    page = client.get(f"/escalations/{escalation.pk}/")
    assert "How it ended" in page.text
    client.post(f"/escalations/{escalation.pk}/reopen/")
    escalation.refresh_from_db()
    assert escalation.closed_at is None


def test_it_tells_two_who_change_one_escalation(client, northwind, max_):
    escalation = open_escalation(northwind, "Down", actor=max_.as_actor())
    data = {"subject": "Down", "severity": "high", "opened_at": moment(escalation.opened_at), "version": 1}
    client.post(f"/escalations/{escalation.pk}/change/", data)
    answer = client.post(f"/escalations/{escalation.pk}/change/", {**data, "severity": "low"})
    assert answer.status_code == 422
    assert "Now stored: high" in answer.text


def test_it_keeps_agreed_actions(client, northwind, mona, max_):
    client.post(address(northwind, "actions/new/"), {"text": "send offer", "who": f"c{mona.pk}", "due": "2020-01-01"})
    item = ActionItem.objects.get()
    assert (item.contact, item.due) == (mona, dt.date(2020, 1, 1))
    assert "Overdue" in client.get(address(northwind, "actions/"), headers=HTMX).text
    client.post(f"/actions/{item.pk}/", {"text": "send the offer", "who": f"u{max_.pk}", "version": 1})
    row = client.post(f"/actions/{item.pk}/done/", {"is_done": "1"}, headers=HTMX)
    item.refresh_from_db()
    assert (item.text, item.owner, item.contact) == ("send the offer", max_, None)
    assert item.done_at
    assert 'value="0"' in row.text
    client.post(f"/actions/{item.pk}/delete/")
    assert not ActionItem.objects.exists()


@pytest.mark.parametrize("data", [{"text": "x", "due": "9999-01-01"}, {"text": "x", "who": "c999"}, {"text": ""}])
def test_it_refuses_a_wrong_action(client, northwind, data):
    assert client.post(address(northwind, "actions/new/"), data).status_code == 422
    assert not ActionItem.objects.exists()


def test_it_asks_for_the_account_of_what_is_new(client, northwind, make_account):
    make_account("Southwind")
    assert "Northwind" in client.get("/touchpoints/new/").text
    assert "Southwind" in client.get("/touchpoints/new/?q=south").text
    here = {**DRAWER, "HX-Current-URL": f"http://testserver/accounts/{northwind.pk}/timeline/"}
    assert client.get("/meetings/new/", headers=here)["Location"] == address(northwind, "meetings/new/")


def test_it_lets_a_viewer_look_and_not_write(signed_in, victor, northwind, touchpoint):
    client = signed_in(victor)
    page = client.get(address(northwind, "timeline/"))
    assert page.context["form"] is None
    assert "touchpoint-log" not in page.text
    assert "/edit/" not in client.get(f"/touchpoints/{touchpoint.pk}/").text
