"""Keeping what became of the tasks of a running sprint, so that its burndown is right for past days."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from milepost.lib.actor import Actor
from milepost.projects.models import Sprint, SprintReading, Task
from milepost.projects.queries.plan_rows import PlanRows
from milepost.projects.queries.sprint_efforts import Effort, effort_of, tasks_of_sprint
from milepost.projects.records import ReadingKind, SprintState


def keep_readings(
    rows: PlanRows, actor: Actor, at: dt.datetime | None = None, *, kind: ReadingKind | None = None
) -> None:
    """Write a reading of each task of the running sprint that differs from its last one; `kind` of those that came.

    No query without a running sprint.
    """
    sprint = next((one for one in rows.sprints.values() if one.state == SprintState.RUNNING), None)
    if sprint is None:
        return
    found = _differences(rows, sprint, kind or ReadingKind.ADDED)
    moment = at or timezone.now()
    for reading in found:
        reading.at, reading.by_label = moment, actor.label[:200]
    SprintReading.objects.bulk_create(found, batch_size=500)


def _differences(rows: PlanRows, sprint: Sprint, came: ReadingKind) -> list[SprintReading]:
    last = {one.task_key: one for one in SprintReading.objects.filter(sprint=sprint).order_by("at", "pk")}
    present = {task.pk: task for task in tasks_of_sprint(rows, sprint.pk)}
    found = [
        reading for task in present.values() if (reading := _reading(sprint, task, last.get(task.pk), came)) is not None
    ]
    return [*found, *_gone(rows, sprint, last, present)]


def _reading(sprint: Sprint, task: Task, last: SprintReading | None, came: ReadingKind) -> SprintReading | None:
    """Return what is to be kept of a task of the sprint; None where nothing differs."""
    effort = effort_of(task)
    if last is None or not last.is_in:
        return _made(sprint, task, effort, came)
    was = Effort(last.effort_minutes, last.remaining_minutes, last.is_done)
    if was == effort:
        return None
    return _made(sprint, task, effort, ReadingKind.WORKED if was.whole == effort.whole else ReadingKind.ESTIMATED)


def _made(sprint: Sprint, task: Task, effort: Effort, kind: ReadingKind) -> SprintReading:
    return SprintReading(
        sprint=sprint,
        task=task,
        task_key=task.pk,
        label=task.title,
        kind=kind,
        effort_minutes=effort.whole,
        remaining_minutes=effort.left,
        is_done=effort.is_done,
    )


def _gone(
    rows: PlanRows, sprint: Sprint, last: dict[int, SprintReading], present: dict[int, Task]
) -> Iterator[SprintReading]:
    for key, was in last.items():
        if was.is_in and key not in present:
            yield SprintReading(
                sprint=sprint,
                task=rows.tasks.get(key),
                task_key=key,
                label=was.label,
                kind=ReadingKind.REMOVED,
                effort_minutes=was.effort_minutes,
                remaining_minutes=was.remaining_minutes,
                is_in=False,
            )
