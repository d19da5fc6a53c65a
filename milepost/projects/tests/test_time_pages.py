"""One's own time: the timer, the week, the entries; and the hours of a project."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from milepost.projects.models import Project, TimeEntry
from milepost.projects.public import change_plan, change_project, log_time, start_timer
from milepost.projects.records_plan import PartyEdit, TaskEdit
from milepost.projects.tests.conftest import day

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
WEEK, CELL, LIST = (reverse(f"projects:{name}") for name in ("time-page", "time-cell", "time-list"))
FIND = reverse("projects:time-tasks")
START, STOP = reverse("projects:timer-start"), reverse("projects:timer-stop")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


def cell(task, hours: str, was: int = 0, on: str = "2026-03-03") -> dict[str, object]:
    return {"work": f"t{task.pk}", "on": on, "hours": hours, "was": was}


def noted() -> list[int]:
    return list(TimeEntry.objects.order_by("pk").values_list("minutes", flat=True))


def test_a_timer_is_seen_on_every_page_until_it_is_stopped(clock, task, max_, signed_in):
    client = signed_in(max_)
    assert "running-time" not in client.get(WEEK).content.decode()
    client.post(START, {"work": f"t{task('Migration').pk}"}, headers={"HX-Request": "true"})
    assert "<running-time" in client.get("/").content.decode()
    clock.shift(dt.timedelta(minutes=25))
    stopped = client.post(STOP, headers={"HX-Request": "true"})
    assert "Add a note" in stopped.content.decode()
    assert "Noted: 25 min." in stopped["HX-Trigger"]
    assert noted() == [25]
    assert client.post(STOP).status_code == 302, "none runs: said, not an error"


def test_a_cell_is_written_changed_and_emptied(task, max_, signed_in):
    client, migration = signed_in(max_), task("Migration")
    answer = client.post(CELL, cell(migration, "1:30")).content.decode()
    assert 'value="1:30"' in answer
    assert '<strong id="week-total" hx-swap-oob="true">1:30</strong>' in answer
    assert noted() == [90]
    client.post(CELL, cell(migration, "2.5", was=90))
    assert noted() == [150]
    client.post(CELL, cell(migration, "", was=150))
    assert noted() == []


def test_less_is_taken_off_the_last_entries(task, max_, signed_in):
    migration = task("Migration")
    for minutes, words in ((60, "Import"), (30, "Check")):
        log_time(migration, minutes, user=max_, actor=max_.as_actor(), on=day("2026-03-03"), note=words)
    signed_in(max_).post(CELL, cell(migration, "0:45", was=90))
    assert list(TimeEntry.objects.values_list("minutes", "note")) == [(45, "Import")]


def test_two_tabs_lose_nothing(task, max_, signed_in):
    client, migration = signed_in(max_), task("Migration")
    client.post(CELL, cell(migration, "1"))
    answer = client.post(CELL, cell(migration, "3", was=0)).content.decode()
    assert "Meanwhile it is 1.00 h there" in answer
    assert 'value="3"' in answer
    assert '"was": "60"' in answer, "sent again, it is written"
    assert noted() == [60]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("soon", "2026-03-03"), "Write hours like"),
        (("25", "2026-03-03"), "A day has 24 hours"),
        (("1", "2026-03-05"), "days that have begun"),
    ],
)
def test_what_cannot_be_is_refused_in_its_cell(task, max_, signed_in, typed, words):
    answer = signed_in(max_).post(CELL, cell(task("Migration"), typed[0], on=typed[1])).content.decode()
    assert words in answer
    assert f'value="{typed[0]}"' in answer
    assert noted() == []


@pytest.mark.parametrize("change", [{"on": "x"}, {"on": "2199-01-01"}, {"work": "t0"}, {"work": "x1"}, {"work": "t٣"}])
def test_a_cell_that_does_not_exist_is_refused(task, max_, signed_in, change):
    answer = signed_in(max_).post(CELL, {**cell(task("Migration"), "1"), **change})
    assert answer.status_code in {404, 422}
    assert noted() == []


def test_the_week_offers_ones_tasks_and_those_of_last_week(onboarding, task, max_, signed_in):
    log_time(task("Kick-off"), 60, user=max_, actor=max_.as_actor(), on=day("2026-02-24"))
    change_plan(onboarding, [PartyEdit(task_id=task("Migration").pk, user_id=max_.pk)], actor=max_.as_actor())
    change_project(Project.objects.get(pk=onboarding.pk), {"state": "active"}, actor=max_.as_actor())
    client = signed_in(max_)
    text = client.get(WEEK).content.decode()
    assert "Migration" in text
    assert "Kick-off" not in text
    assert "Kick-off" in client.get(WEEK, {"rows": "last"}).content.decode()
    before = client.get(WEEK, {"from": "2026-02-26"}).content.decode()
    assert '<strong id="week-total">1:00</strong>' in before
    assert client.get(WEEK, {"from": "x"}).status_code == 422


def test_contributors_see_their_own_entries_and_no_hours_of_others(onboarding, task, max_, fiona, signed_in):
    migration = task("Migration")
    change_plan(onboarding, [PartyEdit(task_id=migration.pk, user_id=fiona.pk)], actor=max_.as_actor())
    theirs = log_time(migration, 60, user=max_, actor=max_.as_actor())
    own = log_time(migration, 30, user=fiona, actor=fiona.as_actor())
    client = signed_in(fiona)
    assert re.findall(r'<tr data-row="(\d+)"', client.get(LIST).content.decode()) == [str(own.pk)]
    assert client.get(reverse("projects:time-detail", args=[theirs.pk])).status_code == 404
    hours = client.get(reverse("projects:project-time", args=[onboarding.pk])).content.decode()
    assert "You noted 0:30 h" in hours
    assert "1:30" not in hours
    assert client.post(CELL, {"work": f"t{task('Training').pk}", "on": "2026-03-03", "hours": "1"}).status_code == 404


def test_an_entry_is_changed_and_deleted_by_its_own_person(task, max_, lena, signed_in):
    entry = log_time(task("Migration"), 60, user=max_, actor=max_.as_actor())
    url = reverse("projects:time-detail", args=[entry.pk])
    sent = {"minutes": "2:00", "note": "Import", "version": entry.version}
    assert signed_in(lena).post(url, sent).status_code == 403
    assert signed_in(max_).post(url, {**sent, "minutes": "soon"}).status_code == 422
    assert signed_in(max_).post(url, sent).status_code == 302
    assert noted() == [120]
    stale = signed_in(max_).post(url, {**sent, "minutes": "3:00"})
    assert stale.status_code == 422
    assert noted() == [120]
    signed_in(max_).post(reverse("projects:time-delete", args=[entry.pk]))
    assert noted() == []


def test_a_running_entry_is_not_changed(task, max_, signed_in):
    entry = start_timer(task("Migration"), user=max_, actor=max_.as_actor())
    url = reverse("projects:time-detail", args=[entry.pk])
    assert "The timer runs" in signed_in(max_).get(url).content.decode()
    answer = signed_in(max_).post(url, {"minutes": "1:00", "note": "", "version": entry.version})
    assert answer.status_code == 422
    assert noted() == [0]


def test_a_viewer_reads_only(task, max_, victor, signed_in):
    log_time(task("Migration"), 60, user=max_, actor=max_.as_actor())
    client = signed_in(victor)
    assert "time-input" not in client.get(WEEK).content.decode()
    assert "Migration" in client.get(LIST).content.decode()
    for url in (CELL, START, STOP):
        assert client.post(url, {"work": f"t{task('Migration').pk}"}).status_code == 403


def test_a_project_says_what_was_sold_used_and_is_left(onboarding, task, max_, lena, signed_in):
    change_project(onboarding, {"sold_minutes": 600}, actor=max_.as_actor())
    migration = task("Migration")
    change_plan(
        Project.objects.get(pk=onboarding.pk),
        [
            TaskEdit(migration.pk, {"estimate_minutes": 120}),
            PartyEdit(task_id=task("Training").pk, role="IT", side="theirs"),
        ],
        actor=max_.as_actor(),
    )
    log_time(migration, 90, user=max_, actor=max_.as_actor())
    log_time(onboarding, 30, user=lena, actor=lena.as_actor())
    text = " ".join(
        signed_in(max_).get(reverse("projects:project-time", args=[onboarding.pk])).content.decode().split()
    )
    for words in ("10:00 h", "2:00 h", "8:00 h", "12:00 h", "2:00 h more than sold", "1 task has no estimate"):
        assert words in text, words
    assert "1:30 h used, 2:00 h left" in text
    assert "Without a task" in text
    assert f"?project={onboarding.pk}&amp;who={max_.pk}" in text


def test_a_task_is_found_by_its_words_and_gets_a_row(task, onboarding, max_, signed_in):
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    client, training = signed_in(max_), task("Training")
    found = client.get(FIND, {"q": "TRAIN onb"}).content.decode()
    assert f'name="add" value="t{training.pk}"' in found
    assert "No open task" in client.get(FIND, {"q": "zeppelin"}).content.decode()
    assert "<button" not in client.get(FIND).content.decode()
    page = client.get(WEEK, {"from": "2026-03-02", "add": f"t{training.pk}", "q": "train"}).content.decode()
    assert page.count(f'name="add" value="t{training.pk}"') == 1, "the next that is added keeps it"
    assert "Training</a>" in page
    assert client.get(WEEK, {"add": "t999"}).status_code == 404


def test_a_contributor_finds_their_own_tasks_alone(task, onboarding, max_, fiona, signed_in):
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    edit = PartyEdit(task_id=task("Training").pk, user_id=fiona.pk)
    change_plan(onboarding, [edit], actor=max_.as_actor())
    found = signed_in(fiona).get(FIND, {"q": "onboarding"}).content.decode()
    assert "Training" in found
    assert "Migration" not in found


def test_the_list_of_tasks_starts_a_timer(task, max_, victor, signed_in):
    page = signed_in(max_).get(reverse("projects:task-list")).content.decode()
    migration, go_live = task("Migration"), task("Go-live")
    assert f"{{&quot;work&quot;: &quot;t{migration.pk}&quot;}}" in page
    assert f"&quot;t{go_live.pk}&quot;" not in page, "a milestone takes no time"
    assert "data-row-act" not in signed_in(victor).get(reverse("projects:task-list")).content.decode()
