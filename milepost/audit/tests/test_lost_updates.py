"""Writers in several connections at once; on SQLite and on PostgreSQL."""

import threading
from contextlib import closing

import pytest
from django.apps import apps
from django.db import connection

from milepost.audit.public import Action, AuditEntry, create_records, delete_record, update_record, update_records
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


def team_model():
    return apps.get_model("identity.Team")


@pytest.fixture
def teams():
    return create_records([team_model()(name=f"Team {number}") for number in range(20)], actor=SYSTEM)


def together(work):
    """Run `work(number)` in threads that start at the same moment; return what each gave or raised."""
    barrier, results = threading.Barrier(WRITERS), [None] * WRITERS

    def run(number):
        with closing(connection):
            try:
                connection.ensure_connection()
                barrier.wait(timeout=20)
                results[number] = work(number)
            except Conflict as conflict:
                results[number] = conflict

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_it_lets_one_of_those_win_who_saw_the_same_version(teams):
    team = teams[0]
    copies = [team_model().objects.get(pk=team.pk) for _writer in range(WRITERS)]
    results = together(lambda number: update_record(copies[number], {"purpose": f"By {number}"}, actor=SYSTEM))
    refused = [result for result in results if isinstance(result, Conflict)]
    stored = team_model().objects.get(pk=team.pk)
    assert len(refused) == WRITERS - 1
    assert stored.version == 2
    assert {conflict.code for conflict in refused} == {"stale"}
    assert {conflict.details["current"]["purpose"] for conflict in refused} == {stored.purpose}
    assert AuditEntry.objects.of(team).filter(action=Action.UPDATE).get().changes == {"purpose": ["", stored.purpose]}


def test_it_loses_no_row_and_no_entry_of_bulk_writes_that_cross(teams):
    copies = [list(team_model().objects.order_by("id" if number % 2 else "-id")) for number in range(WRITERS)]
    results = together(
        lambda number: update_records([(row, {"purpose": f"By {number}"}) for row in copies[number]], actor=SYSTEM)
    )
    written = sum(len(result[0]) for result in results)
    refused = sum(len(result[1]) for result in results)
    assert (written, refused) == (len(teams), len(teams) * (WRITERS - 1))
    assert AuditEntry.objects.filter(action=Action.UPDATE).count() == len(teams)
    assert set(team_model().objects.values_list("version", flat=True)) == {2}


def test_it_deletes_or_changes_but_never_both(teams):
    team = teams[0]
    copies = [team_model().objects.get(pk=team.pk) for _writer in range(WRITERS)]

    def work(number):
        if number == 0:
            delete_record(copies[0], actor=SYSTEM)
        else:
            update_record(copies[number], {"purpose": f"By {number}"}, actor=SYSTEM)
        return "done"

    results = together(work)
    assert results.count("done") == 1
    assert AuditEntry.objects.of(team).exclude(action=Action.CREATE).count() == 1
