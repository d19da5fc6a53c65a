import datetime as dt

import pytest
from django_tasks_db.models import DBTaskResult

from milepost.jobs import cron
from milepost.jobs.models import Occurrence
from milepost.jobs.public import Schedule, schedules
from milepost.jobs.records import latest_due, next_due
from milepost.jobs.testing import run_all_jobs
from milepost.jobs.tests import tasks

NOON = dt.datetime(2026, 3, 4, 12, 0, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def hourly(monkeypatch):
    schedule = Schedule("test.hourly", "0 * * * *", tasks.tick, "ticks")
    monkeypatch.setattr(cron, "schedules", [schedule])
    return schedule


def test_it_knows_the_last_and_the_next_moment(hourly):
    exactly = NOON.replace(second=0)
    assert latest_due(hourly, NOON) == exactly
    assert latest_due(hourly, exactly) == exactly
    assert latest_due(hourly, exactly - dt.timedelta(seconds=1)) == exactly - 60 * MINUTE
    assert next_due(hourly, NOON) == exactly + 60 * MINUTE


def test_it_reads_the_expression_in_the_time_zone_it_names():
    schedule = Schedule("test.daily", "0 9 * * *", tasks.tick, "ticks", timezone="Asia/Tokyo")
    assert next_due(schedule, NOON) == dt.datetime(2026, 3, 5, 0, 0, tzinfo=dt.UTC)


def test_it_refuses_a_wrong_expression_when_it_is_declared():
    with pytest.raises(Exception, match="Bad"):
        Schedule("test.wrong", "61 * * * *", tasks.tick, "ticks")


@pytest.mark.django_db
def test_it_begins_with_the_next_occurrence(hourly):
    assert cron.enqueue_due(NOON) == 0
    assert cron.enqueue_due(NOON + 59 * MINUTE) == 0
    assert cron.enqueue_due(NOON + 60 * MINUTE) == 1


@pytest.mark.django_db
def test_it_enqueues_each_occurrence_once(hourly, seen):
    cron.enqueue_due(NOON)
    for seconds in range(0, 4000, 7):
        cron.enqueue_due(NOON + 60 * MINUTE + dt.timedelta(seconds=seconds))
    assert DBTaskResult.objects.count() == 2
    run_all_jobs()
    assert seen == ["tick", "tick"]
    assert Occurrence.objects.exclude(job_id=None).count() == 2


@pytest.mark.django_db
def test_it_makes_up_for_one_missed_occurrence_not_for_all(hourly):
    cron.enqueue_due(NOON)
    assert cron.enqueue_due(NOON + dt.timedelta(days=3)) == 1
    assert cron.enqueue_due(NOON + dt.timedelta(days=3)) == 0


@pytest.mark.django_db
def test_another_worker_that_was_quicker_wins(hourly):
    last = NOON.replace(second=0)
    Occurrence.objects.create(key=hourly.key, at=last)
    Occurrence.objects.create(key=hourly.key, at=last + 60 * MINUTE)
    assert not cron._enqueue(hourly, last, NOON + 60 * MINUTE)
    assert not DBTaskResult.objects.exists()


def test_the_room_has_its_own_schedule():
    assert "jobs.tidy" in schedules.keys()  # noqa: SIM118 # a registry is no dict
