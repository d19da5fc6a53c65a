"""One's own time: the timer that runs, and the week as a table of tasks and days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from milepost.identity.public import User
from milepost.lib.text import fold
from milepost.projects.models import Project, Task, TaskParty, TimeEntry
from milepost.projects.queries.due import running
from milepost.projects.records import Letter

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_OFFERED_MOST = 15
_FOUND_MOST = 12


def running_timer(user: User) -> TimeEntry | None:
    """Return somebody's timer that runs, with its task and project. One query."""
    return TimeEntry.objects.running().filter(user=user).select_related("task", "project").first()


def timer_part(user: User) -> TimeEntry | dict[str, bool]:
    """Return what the bar above every page shows of the timer: the place for it even where none runs."""
    return running_timer(user) or {"is_quiet": True}


@dataclass(slots=True)
class TimeRow:
    """A task, or a project without a task, with the minutes of each day from Monday on."""

    project: Project
    task: Task | None
    minutes: list[int] = field(default_factory=lambda: [0] * 7)

    @property
    def key(self) -> str:
        return f"t{self.task.pk}" if self.task else f"p{self.project.pk}"

    @property
    def total(self) -> int:
        return sum(self.minutes)


@dataclass(frozen=True, slots=True)
class TimeWeek:
    """Somebody's week. `totals` by day."""

    monday: dt.date
    rows: Sequence[TimeRow]

    @property
    def days(self) -> list[dt.date]:
        return [self.monday + _DAY * at for at in range(7)]

    @property
    def totals(self) -> list[int]:
        return [sum(row.minutes[at] for row in self.rows) for at in range(7)]

    @property
    def total(self) -> int:
        return sum(self.totals)


def time_week(user: User, monday: dt.date, *, with_last: bool = False, added: Sequence[Task] = ()) -> TimeWeek:
    """Return a week: what was noted in it, what somebody does now, with `with_last` the rows of the week before too."""
    rows: dict[str, TimeRow] = {}

    def row_of(project: Project, task: Task | None) -> TimeRow:
        row = TimeRow(project, task)
        return rows.setdefault(row.key, row)

    begin = monday - _WEEK if with_last else monday
    entries = TimeEntry.objects.filter(user=user, on__gte=begin, on__lt=monday + _WEEK, started_at=None)
    for entry in entries.select_related("project", "task").order_by("pk"):
        row = row_of(entry.project, entry.task)
        if entry.on >= monday:
            row.minutes[(entry.on - monday).days] += entry.minutes
    for task in [*added, *_doing(user, monday)]:
        if task.project is not None:
            row_of(task.project, task)
    found = sorted(rows.values(), key=lambda row: (row.project.name_folded, row.task.title_folded if row.task else ""))
    return TimeWeek(monday, found)


def tasks_like(text: str, user: User) -> list[Task]:
    """Return open tasks of running projects that have a text in their title or project, one's own first. One query."""
    words = text.split()[:8]
    if not words:
        return []
    rows = Task.objects.visible_to(user).open().filter(running(), is_summary=False, is_milestone=False)
    for word in words:
        folded = fold(word)
        rows = rows.filter(Q(title_folded__contains=folded) | Q(project__name_folded__contains=folded))
    mine = TaskParty.objects.filter(user=user, task=OuterRef("pk"))
    rows = rows.filter(project__isnull=False).select_related("project")
    return list(rows.order_by(Exists(mine).desc(), "title_folded", "pk")[:_FOUND_MOST])


def _doing(user: User, monday: dt.date) -> list[Task]:
    mine = TaskParty.objects.filter(user=user, letter=Letter.RESPONSIBLE).values("task")
    rows = Task.objects.visible_to(user).open().filter(running(), pk__in=mine, is_summary=False, is_milestone=False)
    rows = rows.filter(start_on__lt=monday + _WEEK, finish_on__gte=monday, project__isnull=False)
    return list(rows.select_related("project").order_by("finish_on", "pk")[:_OFFERED_MOST])
