"""Files of deleted tasks: kept for a month, so that an undo finds them, then swept."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from milepost.files.public import StoredFile
from milepost.projects.actions.gone_files import FILES_KEPT, sweep_files_of_gone
from milepost.projects.public import attach_file, change_plan
from milepost.projects.records_plan import LinksOfRemoved, TaskRemoval


@pytest.fixture
def removed(task, max_):
    """A file of a task that was deleted, beside one of a task that is there."""
    for title in ("Migration", "Training"):
        attach_file(task(title), SimpleUploadedFile(f"{title}.csv", b"a,b\n1,2\n"), actor=max_.as_actor())
    gone = task("Migration")
    change_plan(gone.project, [TaskRemoval(gone.pk, LinksOfRemoved.BRIDGE)], actor=max_.as_actor())


@pytest.mark.parametrize(("days", "left"), [(-1, ["Migration.csv", "Training.csv"]), (1, ["Training.csv"])])
def test_it_sweeps_them_a_month_later(removed, days, left):
    with time_machine.travel(timezone.now() + FILES_KEPT + dt.timedelta(days=days), tick=False):
        assert sweep_files_of_gone.func() == 2 - len(left)
        assert sweep_files_of_gone.func() == 0, "safe to run twice"
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == left
