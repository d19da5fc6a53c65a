"""What gathers around a task, as its drawer shows it: steps, comments, what holds it up, who watches."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from milepost.files.public import StoredFile
from milepost.identity.public import User
from milepost.lib.refs import Ref
from milepost.projects.models import (
    Block,
    ChecklistItem,
    Occurrence,
    Project,
    Recurrence,
    Task,
    TaskComment,
    TaskWatcher,
    TimeEntry,
)
from milepost.projects.queries.recurrence_words import rule_words

COMMENTS_SHOWN = 30
ENTRIES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Comments in the order in which they were made; `older`: from which one on there are earlier ones."""

    rows: Sequence[TaskComment]
    older: int | None = None


def comments_of(task: Task, before: int | None = None) -> CommentPage:
    """Return the latest comments, or those before one of them. One query."""
    rows = TaskComment.objects.filter(task=task).select_related("author", "contact").order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: COMMENTS_SHOWN + 1])
    shown = found[:COMMENTS_SHOWN][::-1]
    return CommentPage(shown, shown[0].pk if len(found) > COMMENTS_SHOWN else None)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps of a task in their order, and how many are done."""

    rows: Sequence[ChecklistItem]
    done: int


def steps_of(task: Task) -> Checklist:
    """Return the checklist. One query."""
    rows = list(ChecklistItem.objects.filter(task=task).order_by("position", "pk"))
    return Checklist(rows, sum(step.is_done for step in rows))


def block_of(task: Task) -> Block | None:
    """Return what holds a task up now. One query."""
    return Block.objects.filter(task=task, until=None).first()


def is_watched(task: Task, user: User) -> bool:
    """Say whether somebody is told what happens with a task. One query."""
    return TaskWatcher.objects.filter(task=task, user=user).exists()


def files_of(record: Task | Project) -> list[StoredFile]:
    """Return the files of a record, the newest first. One query."""
    return list(StoredFile.objects.of(Ref(record.audit_kind(), str(record.pk))))


@dataclass(frozen=True, slots=True)
class Repeats:
    """Whether a task comes again by a rule, or did so as one of a series: `series` is the first of it."""

    rule: str = ""
    words: str = ""
    series: Task | None = None


def repeats_of(task: Task, viewer: User) -> Repeats:
    """Return how a task comes again; nothing of a series that the viewer does not see. Two queries, or three."""
    own = Recurrence.objects.filter(task=task).first()
    if own is not None:
        return Repeats(own.rule, rule_words(own.rule))
    made = Occurrence.objects.filter(task=task).select_related("recurrence").first()
    if made is None:
        return Repeats()
    series = Task.objects.visible_to(viewer).filter(pk=made.recurrence.task_id).first()
    return Repeats("", rule_words(made.recurrence.rule), series)


@dataclass(frozen=True, slots=True)
class TimeOnTask:
    """The latest entries that somebody sees, the minutes of all of them, and one's own timer where it runs here."""

    rows: Sequence[TimeEntry]
    minutes: int
    timer: TimeEntry | None


def time_on(task: Task, viewer: User) -> TimeOnTask:
    """Return the time spent on a task. Three queries."""
    seen = TimeEntry.objects.visible_to(viewer).filter(task=task)
    rows = list(seen.filter(started_at=None).select_related("user").order_by("-on", "-pk")[:ENTRIES_SHOWN])
    minutes = seen.aggregate(total=Sum("minutes"))["total"] or 0
    return TimeOnTask(rows, minutes, seen.running().filter(user=viewer).first())
