"""Rows read past the statement maker are those that a QuerySet reads."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from milepost.lib.row_reading import read_rows
from milepost.projects.models import Task

DAY = dt.date(2026, 11, 2)


@pytest.fixture
def tasks(db):
    return Task.objects.bulk_create(
        Task(
            title=f"Task {number} %",
            accepted_when=["Signed", number],
            deadline_on=DAY if number else None,
            actual_start=dt.datetime.combine(DAY, dt.time(8, 30)),
            is_milestone=bool(number),
        )
        for number in range(3)
    )


def values(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_it_reads_what_a_queryset_reads(tasks):
    read = read_rows(Task, "WHERE id >= %s ORDER BY id DESC", [tasks[1].pk])
    assert [values(row) for row in read] == [values(row) for row in Task.objects.filter(pk__gte=tasks[1].pk)[::-1]]
    assert (read[0]._state.adding, read[0]._state.db) == (False, "default")


def test_it_reads_nothing_where_nothing_is(db):
    assert read_rows(Task, "WHERE id = %s", [1]) == []


def test_it_gives_each_row_a_list_of_its_own(tasks):
    Task.objects.update(accepted_when=["Signed"])
    first, second, _third = read_rows(Task, "ORDER BY id")
    first.accepted_when.append("Paid")
    assert second.accepted_when == ["Signed"]


def test_it_locks_where_the_database_can(tasks):
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        read_rows(Task, "WHERE id = %s", [tasks[0].pk], lock=True)
    assert ("FOR UPDATE" in seen[0]["sql"]) == (connection.vendor == "postgresql")
