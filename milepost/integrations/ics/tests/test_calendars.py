"""Secret addresses of calendars: what stands at them, for whom, until when; read by a calendar library."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from milepost.accounts.public import create_account
from milepost.identity.public import Role, change_user
from milepost.integrations.ics.actions import calendar_url, close_calendar, exchange_calendar, open_calendar
from milepost.integrations.ics.models import CalendarAddress
from milepost.lib.actor import SYSTEM
from milepost.projects.public import (
    NewTask,
    Part,
    PartyEdit,
    ProjectState,
    TaskEdit,
    TaskHome,
    change_plan,
    create_project,
    create_task,
    put_on_project,
    put_on_task,
    take_off_project,
)

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)
SETTINGS = "integrations:calendar-list"


@pytest.fixture
def plan(max_: Any, lena: Any) -> Any:
    """A running project: a task of max, one of lena, a meeting of max, a milestone."""
    account = create_account("Nordlicht", actor=SYSTEM)
    project = create_project("Nordlicht onboarding", actor=SYSTEM, account=account, start_on=MONDAY)
    edits = [
        NewTask("migrate", {"title": "Migrate data, all; \\ of it", "duration_minutes": 960}),
        NewTask("train", {"title": "Train"}),
        NewTask("meet", {"title": "Kick-off", "is_meeting": True, "duration_minutes": 60}),
        NewTask("live", {"title": "Go-live", "is_milestone": True}),
        *(PartyEdit(task_id=key, user_id=max_.pk) for key in ("migrate", "meet")),
        PartyEdit(task_id="train", user_id=lena.pk),
    ]
    applied = change_plan(project, edits, actor=SYSTEM)
    project = applied.project
    type(project).objects.filter(pk=project.pk).update(state=ProjectState.ACTIVE)
    project.refresh_from_db()
    project.tasks_by_key = applied.tasks
    return project


def read(url: str, **headers: str) -> Any:
    return Client(headers=headers).get(url.removeprefix("http://testserver").removeprefix("http://localhost:8000"))


def events(url: str) -> dict[str, Any]:
    answer = read(url)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_it_shows_ones_own_tasks_alone(plan: Any, max_: Any) -> None:
    found = events(calendar_url(open_calendar(max_)))
    assert set(found) == {"Migrate data, all; \\ of it", "Kick-off"}
    migrate = found["Migrate data, all; \\ of it"]
    assert (migrate["dtstart"].dt, migrate["dtend"].dt) == (dt.date(2026, 11, 24), dt.date(2026, 11, 25))
    assert "Nordlicht onboarding · Nordlicht" in migrate["description"]
    assert migrate["url"].endswith(reverse("projects:task-detail", args=[plan.tasks_by_key["migrate"].pk]))


def test_it_shows_a_meeting_at_its_hour(plan: Any, max_: Any) -> None:
    meeting = events(calendar_url(open_calendar(max_)))["Kick-off"]
    start, end = meeting["dtstart"].dt, meeting["dtend"].dt
    assert (start.tzinfo is not None, end - start) == (True, dt.timedelta(hours=1))


def test_it_shows_the_milestones_of_a_project(plan: Any, lena: Any) -> None:
    url = calendar_url(open_calendar(lena, plan))
    assert set(events(url)) == {"Go-live"}
    assert set(events(calendar_url(open_calendar(lena)))) == {"Train"}, "the person's is another one"


def test_it_follows_what_happens(plan: Any, max_: Any) -> None:
    url = calendar_url(open_calendar(max_))
    before = events(url)["Kick-off"]
    change_plan(plan, [TaskEdit(plan.tasks_by_key["migrate"].pk, {"state": "done"})], actor=SYSTEM)
    after = events(url)
    assert set(after) == {"Kick-off"}
    assert int(after["Kick-off"]["sequence"]) > int(before["sequence"])
    assert str(after["Kick-off"]["uid"]) == str(before["uid"])


def test_it_answers_304_until_something_changes(plan: Any, max_: Any) -> None:
    url = calendar_url(open_calendar(max_))
    etag = read(url)["ETag"]
    again = read(url, If_None_Match=etag)
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    create_task({"title": "Call", "deadline_on": MONDAY}, actor=SYSTEM, home=TaskHome(), author=max_)
    changed = read(url, If_None_Match=etag)
    assert (changed.status_code, changed["ETag"] != etag) == (200, True)


def test_it_gives_all_that_opens_nothing_the_same_answer(plan: Any, max_: Any, lena: Any, make_user: Any) -> None:
    gone = make_user("gone@example.com", role=Role.MEMBER)
    kept, revoked, left = open_calendar(max_), open_calendar(lena, plan), open_calendar(gone)
    old_url, closed_url, left_url = calendar_url(kept), calendar_url(revoked), calendar_url(left)
    exchange_calendar(kept)
    close_calendar(revoked)
    change_user(gone, {"is_active": False}, actor=SYSTEM)
    foreign = re.sub(
        r"/(\d+)-", lambda match: f"/{int(match[1]) + 1}-", calendar_url(CalendarAddress.objects.get(pk=kept.pk))
    )
    tokens = ("1", "1-", "-", "0-0", f"{kept.pk}-{'0' * 64}", "9" * 40 + "-x", "\u0661-x", "a-b", "1-ü")
    urls = [
        old_url,
        closed_url,
        left_url,
        foreign,
        *(reverse("integrations:calendar-read", args=[one]) for one in tokens),
    ]
    answers = [read(url) for url in urls]
    assert {(one.status_code, one.content, tuple(sorted(one.headers.items()))) for one in answers} == {
        (404, answers[0].content, tuple(sorted(answers[0].headers.items())))
    }


def test_it_opens_nothing_once_its_owner_does_not_see_the_project(plan: Any, fiona: Any) -> None:
    member = put_on_project(plan, fiona, actor=SYSTEM, part=Part.LEAD)
    url = calendar_url(open_calendar(fiona, plan))
    assert set(events(url)) == {"Go-live"}
    take_off_project(member, actor=SYSTEM)
    assert read(url).status_code == 404
    put_on_task(PartyEdit(task_id=0, user_id=fiona.pk), plan.tasks_by_key["train"], actor=SYSTEM)
    assert events(url) == {}, "of the project she sees her own task alone, which is no milestone"


def test_it_hides_the_account_that_its_owner_does_not_see(plan: Any, fiona: Any) -> None:
    put_on_task(PartyEdit(task_id=0, user_id=fiona.pk), plan.tasks_by_key["train"], actor=SYSTEM)
    train = events(calendar_url(open_calendar(fiona)))["Train"]
    assert "Nordlicht onboarding" in train["description"]
    assert "· Nordlicht" not in train["description"]


def test_it_keeps_nothing_from_which_an_address_could_be_read(plan: Any, max_: Any) -> None:
    address = open_calendar(max_)
    proof = calendar_url(address).split("/")[-2].rpartition("-")[2]
    assert proof not in str(CalendarAddress.objects.filter(pk=address.pk).values().get())


def test_it_reads_only(plan: Any, max_: Any) -> None:
    path = reverse("integrations:calendar-read", args=["1-x"])
    assert Client().post(path).status_code == 405


# ---- The pages ----
def test_it_makes_shows_exchanges_and_ends_an_address(signed_in: Any, max_: Any) -> None:
    client = signed_in(max_)
    assert "calendars/" not in client.get(reverse(SETTINGS)).content.decode().replace("/settings/calendars/", "")
    client.post(reverse("integrations:calendar-open"))
    address = CalendarAddress.objects.get()
    first = calendar_url(address)
    assert first in client.get(reverse(SETTINGS)).content.decode()
    client.post(reverse("integrations:calendar-exchange", args=[address.pk]))
    address.refresh_from_db()
    assert (read(first).status_code, read(calendar_url(address)).status_code) == (404, 200)
    client.post(reverse("integrations:calendar-close", args=[address.pk]))
    assert read(calendar_url(address)).status_code == 404
    client.post(reverse("integrations:calendar-open"))
    address.refresh_from_db()
    assert (address.is_open, address.generation) == (True, 4)


def test_it_opens_the_address_of_a_project_in_the_drawer(signed_in: Any, max_: Any, plan: Any) -> None:
    client = signed_in(max_)
    page = client.get(reverse("projects:project-detail", args=[plan.pk])).content.decode()
    assert reverse("integrations:project-calendar", args=[plan.pk]) in page
    headers = {"HX-Request": "true", "HX-Target": "drawer-body"}
    answer = client.post(reverse("integrations:calendar-open"), {"project": plan.pk}, headers=headers)
    assert calendar_url(CalendarAddress.objects.get(project=plan)) in answer.content.decode()


@pytest.mark.parametrize("key", ["x", "0", "٣", "9" * 30])
def test_it_refuses_a_project_that_is_none(signed_in: Any, max_: Any, key: str) -> None:
    assert signed_in(max_).post(reverse("integrations:calendar-open"), {"project": key}).status_code == 404


def test_it_makes_no_address_of_a_hidden_project(signed_in: Any, fiona: Any, plan: Any) -> None:
    client = signed_in(fiona)
    assert client.get(reverse("integrations:project-calendar", args=[plan.pk])).status_code == 404
    assert client.post(reverse("integrations:calendar-open"), {"project": plan.pk}).status_code == 404


@pytest.mark.parametrize("act", ["exchange", "close"])
def test_it_lets_nobody_touch_anothers_address(signed_in: Any, max_: Any, ada: Any, act: str) -> None:
    address = open_calendar(max_)
    url = reverse(f"integrations:calendar-{act}", args=[address.pk])
    assert signed_in(ada).post(url).status_code == 404
    assert signed_in(max_).get(url).status_code == 405
    assert Client().post(url).status_code == 302
