"""The wall that watches every test is watched here."""

import time
from contextlib import suppress

import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.http import HttpResponse
from django.tasks import task
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from milepost.audit.public import AuditEntry, create_record, delete_record, record_event, update_record
from milepost.identity.public import Team
from milepost.lib.actor import SYSTEM
from tests.plugins import audit_wall
from tests.plugins.audit_wall import AuditGap


def make_silently(request):
    Team.objects.create(name="Silent")
    return HttpResponse()


def make_properly(request):
    team = create_record(Team(name="Proper"), actor=SYSTEM)
    update_record(team, {"purpose": "x"}, actor=SYSTEM)
    delete_record(team, actor=SYSTEM)
    return HttpResponse()


def change_by_sql(request):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE identity_team SET purpose = 'by hand'")
    return HttpResponse()


def change_twice_and_log_once(request):
    team = Team.objects.get()
    update_record(team, {"purpose": "logged"}, actor=SYSTEM)
    Team.objects.update(purpose="not logged")
    return HttpResponse()


def delete_silently(request):
    Team.objects.all().delete()
    return HttpResponse()


def say_what_is_not_so(request):
    entry = record_event(Team.objects.get(), "x", actor=SYSTEM)
    entry.pk, entry.action = None, "update"
    entry.save(force_insert=True)
    return HttpResponse()


def touch_bookkeeping(request):
    Team.objects.update(version=9)
    return HttpResponse()


def read(request):
    return HttpResponse(Team.objects.count())


urlpatterns = [
    path(f"{view.__name__}/", view)
    for view in (
        make_silently,
        make_properly,
        change_by_sql,
        change_twice_and_log_once,
        delete_silently,
        say_what_is_not_so,
        touch_bookkeeping,
        read,
    )
    # The pages too: what is written here is indexed with the address of its page.
] + [path("", include("milepost.config.urls"))]


@pytest.fixture
def client(ada, signed_in):
    with override_settings(ROOT_URLCONF=__name__):
        yield signed_in(ada)


@pytest.fixture
def team(db):
    return Team.objects.create(name="Made by a fixture")


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("make_silently", r"POST /make_silently/.*\n.*identity.team \d+ was written \(create\) without an entry"),
        ("change_by_sql", r"was written \(update\)"),
        ("change_twice_and_log_once", r"1 × identity.team \d+ was written \(update\)"),
        ("delete_silently", r"was written \(delete\)"),
        ("say_what_is_not_so", r"an entry says update of identity.team \d+, which was not written"),
    ],
)
def test_it_fails_a_request_whose_writes_and_log_differ(client, team, view, words):
    with pytest.raises(AuditGap, match=words):
        client.post(f"/{view}/")
    audit_wall.forgive()


@pytest.mark.parametrize("view", ["make_properly", "touch_bookkeeping", "read"])
def test_it_lets_pass_what_is_logged_or_no_write(client, team, view):
    assert client.post(f"/{view}/").status_code == 200


@task
def silent_task():
    Team.objects.create(name="Silent")


class SilentCommand(BaseCommand):
    def handle(self, **options: object):
        Team.objects.create(name="Silent")


def test_it_fails_a_task(db):
    with pytest.raises(AuditGap, match="Task silent_task"):
        silent_task.call()
    audit_wall.forgive()


def test_it_fails_a_task_whose_runner_swallows_errors(db):
    with suppress(AssertionError):
        silent_task.call()
    assert len(audit_wall._state["gaps"]) == 1
    audit_wall.forgive()


def test_it_fails_a_command(db):
    with pytest.raises(AuditGap, match=r"Command tests\.test_audit_wall"):
        call_command(SilentCommand())
    audit_wall.forgive()


def test_it_fails_a_sub_command(db):
    import click

    @click.command()
    def silent():
        Team.objects.create(name="Silent")

    with pytest.raises(AuditGap, match="milepost"):
        CliRunner().invoke(silent, [])
    audit_wall.forgive()


def test_it_watches_every_audited_table(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'shadow_%'")
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'shadow_%'")
        assert cursor.fetchone()[0] == 3 * len(audit_wall.audited_models())


def test_it_does_not_count_as_a_query(client):
    with CaptureQueriesContext(connection) as captured:
        client.get("/read/")
    assert not [query for query in captured.captured_queries if "audit_shadow" in query["sql"]]


def test_it_costs_less_than_a_millisecond_a_request(db):
    # Our own CPU: the machine may be busy with others.
    AuditEntry.objects.exists()
    best = min(_seconds_of_a_hundred() for _attempt in range(5))
    assert best / 100 < 0.001


def _seconds_of_a_hundred():
    start = time.thread_time()
    for _i in range(100):
        with audit_wall.compared("nothing"):
            pass
    return time.thread_time() - start
