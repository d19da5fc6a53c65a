import pytest
from django.utils import timezone, translation

from milepost.jobs.public import (
    Work,
    WorkState,
    cancel_work,
    failures,
    finish_work,
    report_progress,
    retry_job,
    start_work,
)
from milepost.jobs.testing import run_all_jobs
from milepost.jobs.tests import tasks
from milepost.lib.actor import Actor, Door, entering
from milepost.lib.errors import NotFound

pytestmark = pytest.mark.django_db


def test_it_is_followed_by_the_one_who_started_it(actor, seen):
    work = start_work(tasks.count_to, title="Count", actor=actor, total=3)
    assert (work.state, work.share_done) == (WorkState.QUEUED, None)
    run_all_jobs()
    work = Work.objects.of(actor).get()
    assert (work.state, work.done, work.total, work.summary) == (WorkState.DONE, 3, 3, "counted")
    assert (work.result_url, work.share_done, work.actor) == ("/somewhere", 1.0, actor)
    assert work.finished_at is not None


def test_it_is_nobody_elses(actor):
    start_work(tasks.only_count, title="Count", actor=actor)
    assert not Work.objects.of(Actor("user", "1", "Another")).exists()


def test_it_is_done_when_its_task_returns(actor):
    start_work(tasks.only_count, title="Count", actor=actor)
    run_all_jobs()
    assert Work.objects.get().state == WorkState.DONE


def test_it_carries_the_request_of_who_started_it(actor, seen):
    with entering(Door.PAGE, address="192.0.2.7", batch="b1"):
        start_work(tasks.count_to, title="Count", actor=actor, total=0)
    run_all_jobs()
    assert (seen[0].door, seen[0].address, seen[0].batch) == (Door.JOB, "192.0.2.7", "b1")


def test_it_runs_in_the_language_and_time_zone_of_who_started_it(actor, monkeypatch):
    found = []
    monkeypatch.setattr(
        "milepost.jobs.tests.tasks.report_progress",
        lambda *_args: found.append((translation.get_language(), timezone.get_current_timezone_name())),
    )
    with translation.override("de"), timezone.override("Europe/Berlin"):
        start_work(tasks.only_count, title="Count", actor=actor)
    run_all_jobs()
    assert found == [("de", "Europe/Berlin")]


def test_it_fails_with_the_words_of_the_error_and_can_be_retried(actor):
    work = start_work(tasks.break_work, title="Break", actor=actor)
    run_all_jobs(raise_errors=False)
    work.refresh_from_db()
    assert (work.state, work.summary) == (WorkState.FAILED, "broken")
    retry_job(failures().get().job_id, actor=actor)
    work.refresh_from_db()
    assert (work.state, work.finished_at) == (WorkState.QUEUED, None)


def test_it_is_cancelled_at_once_while_it_waits(actor, seen):
    work = start_work(tasks.count_to, title="Count", actor=actor, total=3)
    assert cancel_work(work.pk, actor=actor).state == WorkState.CANCELLED
    run_all_jobs()
    assert seen == []
    assert Work.objects.get().state == WorkState.CANCELLED


def test_it_stops_at_its_next_look_while_it_runs(actor, seen, monkeypatch):
    work = start_work(tasks.count_to, title="Count", actor=actor, total=9)

    def report_and_cancel(work_id, done, total, note):
        report_progress(work_id, done, total, note)
        cancel_work(work_id, actor=actor)

    monkeypatch.setattr("milepost.jobs.tests.tasks.report_progress", report_and_cancel)
    run_all_jobs()
    work.refresh_from_db()
    assert (work.state, work.done, seen) == (WorkState.CANCELLED, 1, [])
    assert not failures().exists()


def test_it_cannot_be_cancelled_by_another(actor):
    work = start_work(tasks.only_count, title="Count", actor=actor)
    with pytest.raises(NotFound):
        cancel_work(work.pk, actor=Actor("user", "1", "Another"))


def test_it_changes_nothing_once_finished(actor):
    work = start_work(tasks.only_count, title="Count", actor=actor)
    finish_work(work.pk, "first")
    report_progress(work.pk, 7)
    finish_work(work.pk, "second")
    work.refresh_from_db()
    assert (work.done, work.summary) == (0, "first")
