"""Files, time and recurrence of a task in its drawer; files of a project."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from milepost.files.public import StoredFile, may_read
from milepost.projects.models import Occurrence, Recurrence, Task, TimeEntry
from milepost.projects.public import PartyEdit, attach_file, log_time, put_on_task, repeat_task
from milepost.projects.queries.recurrence_words import rule_of, rule_words, way_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def migration(task) -> Task:
    return task("Migration")


@pytest.fixture
def send(signed_in, max_, migration):
    def post(name: str, *args: int, user=max_, **data: object):
        return signed_in(user).post(reverse(f"projects:{name}", args=args or [migration.pk]), data, **HTMX)

    return post


def table(content: bytes = b"a,b\n1,2\n", name: str = "assets.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_it_hangs_files_on_a_task_and_deletes_them(send, migration, max_, fiona):
    assert "assets.csv" in send("task-attach", file=table()).content.decode()
    stored = StoredFile.objects.get()
    assert may_read(max_, stored)
    assert not may_read(fiona, stored)
    put_on_task(PartyEdit(task_id=migration.pk, user_id=fiona.pk), migration, actor=max_.as_actor())
    assert may_read(fiona, stored)
    assert "assets.csv" not in send("task-detach", migration.pk, stored.pk).content.decode().split("<section")[1]
    assert not StoredFile.objects.exists()


def test_it_refuses_a_file_that_is_a_program_and_none_at_all(send):
    refused = send("task-attach", file=table(b"MZ\x90\x00" * 20, "run.exe"))
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()
    assert send("task-attach").status_code == 422
    assert not StoredFile.objects.exists()


def test_it_deletes_no_file_of_another_task(send, migration, task, max_):
    other = attach_file(task("Training"), table(), actor=max_.as_actor())
    assert send("task-detach", migration.pk, other.pk).status_code == 404
    assert StoredFile.objects.exists()


def test_who_steers_a_project_keeps_its_files(send, signed_in, migration, max_, fiona):
    onboarding = migration.project
    send("project-attach", onboarding.pk, file=table())
    put_on_task(PartyEdit(task_id=migration.pk, user_id=fiona.pk), migration, actor=max_.as_actor())
    page = signed_in(fiona).get(reverse("projects:project-files", args=[onboarding.pk])).content.decode()
    assert "assets.csv" in page
    stored = StoredFile.objects.get()
    assert send("project-detach", onboarding.pk, stored.pk, user=fiona).status_code == 403
    assert send("project-attach", onboarding.pk, user=fiona, file=table()).status_code == 403
    send("project-detach", onboarding.pk, stored.pk)
    assert not StoredFile.objects.exists()


def test_it_comes_again_and_no_more(send, migration):
    prefix = f"repeat-{migration.pk}"
    given = {f"{prefix}-way": "FREQ=WEEKLY;INTERVAL=2", f"{prefix}-until": "2027-03-01"}
    assert "Every two weeks until Mon 1 Mar 2027" in send("task-repeat", **given).content.decode()
    assert Recurrence.objects.get().rule == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270301"
    assert "Let it come again" in send("task-repeat", act="end").content.decode()
    assert not Recurrence.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("own", "", ""), "Write the rule"),
        (("own", "FREQ=SECONDLY", ""), "Write a rule of days"),
        (("own", "FREQ=DAILY;COUNT=10000", ""), "at most 500 times"),
        (("FREQ=DAILY", "", "2026-01-01"), "Later than its first time"),
        (("FREQ=HOURLY", "", ""), "Select a valid choice"),
    ],
)
def test_it_refuses_a_rule_that_cannot_be(send, migration, given, words):
    fields = zip(("way", "rule", "until"), given, strict=True)
    answer = send("task-repeat", **{f"repeat-{migration.pk}-{name}": value for name, value in fields})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Recurrence.objects.exists()


def test_only_who_steers_the_plan_lets_a_task_come_again(send, migration, max_, fiona):
    put_on_task(PartyEdit(task_id=migration.pk, user_id=fiona.pk), migration, actor=max_.as_actor())
    assert send("task-repeat", user=fiona, **{f"repeat-{migration.pk}-way": "FREQ=DAILY"}).status_code == 403


def test_a_task_of_a_series_names_it(signed_in, max_, migration, task):
    series = repeat_task(migration, "FREQ=WEEKLY", actor=max_.as_actor())
    training = task("Training")
    Occurrence.objects.create(recurrence=series, on=dt.date(2026, 3, 20), task=training)
    page = signed_in(max_).get(reverse("projects:task-detail", args=[training.pk])).content.decode()
    assert "as one of the series" in page


def test_what_begins_late_in_a_month_comes_in_short_ones_too():
    rule = rule_of("FREQ=MONTHLY", dt.date(2026, 1, 31), dt.date(2026, 12, 31))
    assert rule == "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;UNTIL=20261231"
    assert way_of(rule) == ("FREQ=MONTHLY", dt.date(2026, 12, 31))
    assert rule_words("FREQ=YEARLY;BYDAY=1MO") == "By the rule FREQ=YEARLY;BYDAY=1MO"


def test_it_notes_time_by_timer_and_by_hand(send, migration, max_):
    assert "Your timer runs" in send("task-time", act="start").content.decode()
    assert "Your timer runs" not in send("task-time", act="stop").content.decode()
    given = {"minutes": "95", "on": "2026-03-02", "note": "Export"}
    prefixed = {f"time-{migration.pk}-{name}": value for name, value in given.items()}
    assert "1:36 h" in send("task-time", act="log", **prefixed).content.decode()
    entry = TimeEntry.objects.get(note="Export")
    send("task-time", act="change", entry=entry.pk, minutes="60", note="Exports")
    entry.refresh_from_db()
    assert (entry.minutes, entry.note) == (60, "Exports")
    send("task-time", act="delete", entry=entry.pk)
    assert TimeEntry.objects.filter(user=max_).count() == 1


def test_nobody_changes_the_time_of_others(send, migration, lena):
    entry = log_time(migration, 60, user=lena, actor=lena.as_actor())
    assert send("task-time", act="delete", entry=entry.pk).status_code == 404
    assert send("task-time", act="change", entry="x").status_code == 404
    assert send("task-time", act="burn", entry=entry.pk).status_code == 404


@pytest.mark.parametrize(("minutes", "on"), [("0", "2026-03-02"), ("1441", "2026-03-02"), ("5", "2199-01-01")])
def test_it_refuses_time_that_cannot_be(send, migration, minutes, on):
    answer = send("task-time", **{f"time-{migration.pk}-minutes": minutes, f"time-{migration.pk}-on": on})
    assert answer.status_code == 422
    assert not TimeEntry.objects.exists()


@pytest.mark.once
def test_viewers_write_nothing_here(send, victor, migration):
    for name in ("task-attach", "task-repeat", "task-time"):
        assert send(name, user=victor).status_code == 403, name
