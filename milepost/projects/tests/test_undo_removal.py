"""Taking back the removal of a task: what had gathered around it comes back with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from milepost.audit.public import AuditEntry
from milepost.files.public import StoredFile, may_read
from milepost.lib.actor import entering
from milepost.lib.errors import NotFound
from milepost.projects.actions.recurrences import make_occurrences
from milepost.projects.models import Recurrence, ScopeItem, Task
from milepost.projects.public import (
    add_comment,
    add_risk,
    add_step,
    attach_file,
    block_task,
    change_plan,
    delete_comment,
    log_time,
    put_against_risk,
    put_label,
    remove_step,
    repeat_task,
    undo_change,
)
from milepost.projects.records import PartySide
from milepost.projects.records_plan import LinksOfRemoved, TaskRemoval
from milepost.projects.records_scope import Section


@pytest.fixture
def migration(task, max_) -> Task:
    """A task with all that can hang on one."""
    found, actor = task("Migration"), max_.as_actor()
    add_comment(found, "Who exports the sites?", author=max_, actor=actor)
    add_step(found, "Count the assets", actor=actor)
    block_task(found, "No rights", PartySide.THEIRS, who="Their IT", actor=actor)
    put_label(found, "Data", actor=actor)
    attach_file(found, SimpleUploadedFile("assets.csv", b"a,b\n1,2\n"), actor=actor)
    log_time(found, 90, user=max_, actor=actor)
    repeat_task(found, "FREQ=WEEKLY;COUNT=3", actor=actor)
    ScopeItem.objects.create(project=found.project, task=found, section=Section.IN, text="Assets", position=1)
    put_against_risk(add_risk(found.project, {"title": "No rights"}, actor=actor), found, actor=actor)
    found.refresh_from_db()
    return found


def remove(migration, max_):
    edit = TaskRemoval(migration.pk, LinksOfRemoved.BRIDGE)
    return change_plan(migration.project, [edit], actor=max_.as_actor())


def around(migration) -> dict[str, int]:
    names = ("comments", "watchers", "checklist", "blocks", "labellings", "time_entries", "recurrences", "links_in")
    counts = {name: getattr(migration, name).count() for name in names}
    return counts | {
        "links_out": migration.links_out.count(),
        "scope": ScopeItem.objects.filter(task=migration).count(),
    }


def test_it_brings_back_all_that_hung_on_the_task(migration, max_):
    was = around(migration)
    assert set(was.values()) == {1}
    applied = remove(migration, max_)
    assert not Task.objects.filter(pk=migration.pk).exists()
    undone = undo_change(migration.project, applied.batch, actor=max_.as_actor())
    assert around(Task.objects.get(pk=migration.pk)) == was
    assert may_read(max_, StoredFile.objects.get())
    again = undo_change(migration.project, undone.batch, actor=max_.as_actor())
    assert not Task.objects.filter(pk=migration.pk).exists()
    undo_change(migration.project, again.batch, actor=max_.as_actor())
    assert around(Task.objects.get(pk=migration.pk)) == was


def test_a_rule_that_is_back_makes_no_day_twice(migration, max_):
    today = timezone.localdate()
    make_occurrences(Recurrence.objects.get(), today, actor=max_.as_actor())
    count = Task.objects.count()
    applied = remove(migration, max_)
    undo_change(migration.project, applied.batch, actor=max_.as_actor())
    assert make_occurrences(Recurrence.objects.get(), today, actor=max_.as_actor()) == []
    assert Task.objects.count() == count


def test_what_was_taken_off_alone_is_not_taken_back_through_the_plan(migration, max_):
    with entering(batch="parts"):
        delete_comment(migration.comments.get(), author=max_, actor=max_.as_actor())
        remove_step(migration.checklist.get(), actor=max_.as_actor())
    assert AuditEntry.objects.of_batch("parts").exists()
    with pytest.raises(NotFound):
        undo_change(migration.project, "parts", actor=max_.as_actor())
    assert not migration.comments.exists()
