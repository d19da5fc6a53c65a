import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.audit.public import AuditEntry
from milepost.jobs.public import WorkerRow, discard_job, failures
from milepost.jobs.testing import make_failed_job, run_all_jobs

LIST = "/settings/jobs/"


@pytest.fixture
def operator(ada, signed_in):
    return signed_in(ada)


def url(verb, failure):
    return reverse(f"web:job-{verb}", args=[failure.job_id])


def test_it_says_that_all_is_well(operator):
    WorkerRow.objects.create(
        id="w", host="app-1", process=4711, threads=2, started_at=timezone.now(), seen_at=timezone.now()
    )
    page = operator.get(LIST).content.decode()
    assert "Nothing has failed" in page
    assert "app-1" in page
    assert "No worker is running" not in page


def test_it_says_that_no_worker_runs_and_how_to_start_one(operator):
    page = operator.get(LIST).content.decode()
    assert "No worker is running" in page
    assert "milepost worker" in page


def test_it_shows_what_failed_with_its_traceback(operator):
    failure = make_failed_job("The <other> side is away.")
    page = operator.get(LIST).content.decode()
    assert "RuntimeError: The &lt;other&gt; side is away." in page
    assert "Traceback (most recent call last)" in page
    assert url("retry", failure) in page
    assert url("discard", failure) in page


def test_it_shows_the_schedules(operator):
    page = operator.get(LIST).content.decode()
    assert "Deletes what background work left behind" in page
    assert "At 03:17 every day" in page
    assert "not yet" in page


def test_it_retries_a_failed_job_in_the_name_of_the_operator(operator, ada):
    failure = make_failed_job()
    answer = operator.post(url("retry", failure), follow=True)
    assert "The job is back in the queue." in answer.content.decode()
    assert not failures().exists()
    assert AuditEntry.objects.of(failure).first().actor_id == str(ada.pk)
    assert run_all_jobs() == 1


def test_it_retries_all_at_once(operator):
    for _job in range(3):
        make_failed_job()
    answer = operator.post(reverse("web:job-retry-all"), follow=True)
    assert "3 jobs are back in the queue." in answer.content.decode()
    assert not failures().exists()


def test_it_discards_a_failed_job(operator):
    failure = make_failed_job()
    operator.post(url("discard", failure))
    assert not failures().exists()
    assert run_all_jobs() == 0


def test_it_refuses_what_another_has_dealt_with(operator, actor):
    failure = make_failed_job()
    discard_job(failure.job_id, actor=actor)
    assert operator.post(url("retry", failure)).status_code == 409


def test_it_counts_the_failures_that_it_does_not_show(operator, monkeypatch):
    monkeypatch.setattr("milepost.web.settings.jobs.SHOWN_FAILURES", 1)
    for _job in range(3):
        make_failed_job()
    assert "And 2 older failures." in operator.get(LIST).content.decode()


@pytest.mark.parametrize("verb", ["retry", "discard"])
def test_it_knows_no_other_jobs(operator, verb):
    assert operator.post(reverse(f"web:job-{verb}", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("verb", ["retry", "discard"])
def test_it_changes_nothing_by_a_link(operator, verb):
    assert operator.get(url(verb, make_failed_job())).status_code == 405


def test_it_is_for_operators_only(lena, victor, signed_in, client):
    failure = make_failed_job()
    for colleague in (lena, victor):
        assert signed_in(colleague).get(LIST).status_code == 403
        assert signed_in(colleague).post(url("retry", failure)).status_code == 403
    assert client.get(LIST).status_code == 302
    assert failures().exists()


def test_it_asks_as_much_of_the_database_however_many_failures_there_are(operator, django_assert_max_num_queries):
    make_failed_job()
    operator.get(LIST)
    for _job in range(9):
        make_failed_job()
    with django_assert_max_num_queries(16):
        operator.get(LIST)
