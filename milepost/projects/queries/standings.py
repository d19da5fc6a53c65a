"""Where several projects stand at once: against their target, what comes next, whose move it is."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from milepost.identity.public import User
from milepost.projects.models import Project, Task, TaskParty
from milepost.projects.queries.due import due_on, running_tasks
from milepost.projects.queries.project_head import ScheduleWord, late_days, schedule_word
from milepost.projects.queries.working_days import day_counters
from milepost.projects.records import Letter, PartySide

_SHOWN = ("title", "project_id", "finish_on", "deadline_on", "rolled_to")


@dataclass(frozen=True, slots=True)
class SideWork:
    """Open tasks of one side: how many, how many of them are late, and the one that is latest."""

    side: PartySide
    open: int
    late: int
    first: Task | None

    @property
    def condition(self) -> str:
        """Return how the list of tasks is asked for this side, in its address; what nobody does is ours."""
        if self.side is not PartySide.OURS:
            return urlencode({"side": self.side})
        ours = [{"field": "side", "op": "any_of", "value": ["ours"]}, {"field": "side", "op": "unknown"}]
        return urlencode({"where": json.dumps({"or": ours})})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands. `schedule`, `late_days` as in its head; `sides`: the one with most late work first."""

    project: Project
    schedule: ScheduleWord
    late_days: int | None
    next_milestone: Task | None
    sides: Sequence[SideWork]

    @property
    def early_days(self) -> int:
        """Return by how many working days the forecast is before the target."""
        return max(0, -(self.late_days or 0))


def standings(projects: Sequence[Project], viewer: User, today: dt.date) -> list[Standing]:
    """Return where each project stands, of the tasks that `viewer` sees. Five queries, however many there are."""
    counters = day_counters(projects)
    milestones = _next_milestones(projects, viewer)
    work = _work(projects, viewer, today)
    found = []
    for project in projects:
        late = late_days(project, counters[project.pk])
        milestone = milestones.get(project.pk)
        found.append(Standing(project, schedule_word(project, late), late, milestone, work.get(project.pk, ())))
    return found


def _next_milestones(projects: Sequence[Project], viewer: User) -> dict[int | None, Task]:
    rows = Task.objects.visible_to(viewer).open().filter(project__in=projects, is_milestone=True).only(*_SHOWN)
    found: dict[int | None, Task] = {}
    for task in rows.order_by("finish_at", "outline_order", "pk"):
        found.setdefault(task.project_id, task)
    return found


def _work(projects: Sequence[Project], viewer: User, today: dt.date) -> dict[int | None, list[SideWork]]:
    rows = running_tasks(viewer).filter(project__in=projects, is_milestone=False).only(*_SHOWN)
    tasks = list(rows.order_by("finish_on", "pk"))
    parties = TaskParty.objects.filter(task__in=[task.pk for task in tasks], letter=Letter.RESPONSIBLE)
    sides: dict[int, set[str]] = {}
    for task_id, side in parties.values_list("task_id", "side"):
        sides.setdefault(task_id, set()).add(side)
    held: dict[int | None, dict[str, list[Any]]] = {}
    for task in tasks:
        for side in sides.get(task.pk, {PartySide.OURS.value}):
            held.setdefault(task.project_id, {}).setdefault(side, []).append(task)
    return {project: _by_side(work, today) for project, work in held.items()}


def _by_side(work: dict[str, list[Any]], today: dt.date) -> list[SideWork]:
    found = []
    for side, tasks in work.items():
        late = sorted(
            (task for task in tasks if (due_on(task) or today) < today), key=lambda task: due_on(task) or today
        )
        found.append(SideWork(PartySide(side), len(tasks), len(late), late[0] if late else None))
    return sorted(found, key=lambda each: (-each.late, list(PartySide).index(each.side)))
