"""What runs took is kept beside their steps, so that a playbook's page can tell it of thousands of runs at once."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import F, Q
from django.tasks import task
from django.utils import timezone

from milepost.jobs.public import paced_batches, retrying
from milepost.playbooks.models import Run, RunStep
from milepost.projects.public import Block, IsWorking, Task, TaskState, days_of_both_sides

_AT_ONCE = 20
_DAY_MINUTES = 480


@task
@retrying(max_attempts=3, backoff_seconds=60)
def learn_from_runs() -> None:
    """Look at the runs whose plan was changed since they were looked at."""
    stale = Run.objects.filter(Q(learnt_revision=None) | ~Q(learnt_revision=F("project__revision")))
    keys = list(stale.order_by("pk").values_list("pk", flat=True))
    for batch in paced_batches(keys, _AT_ONCE):
        for run in Run.objects.filter(pk__in=batch).select_related("project", "account"):
            learn_from(run)


def learn_from(run: Run) -> None:
    """Write what each step of a run took, and for whom it was held up; nothing of steps that are not done."""
    steps = list(RunStep.objects.filter(run=run, task_id__isnull=False))
    tasks = Task.objects.in_bulk([step.task_id for step in steps if step.task_id])
    held_up = _held_up(tasks)
    is_working = days_of_both_sides(run.account, timezone.localdate())
    changed = []
    for step in steps:
        task = tasks.get(step.task_id or 0)
        took = None if task is None else took_minutes(task, is_working)
        side, days = held_up.get(step.task_id or 0, ("", None))
        if (step.took_minutes, step.waited_for, step.waited_days) != (took, side, days):
            step.took_minutes, step.waited_for, step.waited_days = took, side, days
            changed.append(step)
    RunStep.objects.bulk_update(changed, ["took_minutes", "waited_for", "waited_days"], batch_size=200)
    Run.objects.filter(pk=run.pk).update(learnt_revision=run.project.revision)


def took_minutes(task: Task, is_working: IsWorking) -> int | None:
    """Return the working time from the begin of a task that is done to its end: whole days, of one day its hours."""
    start, finish = task.actual_start or task.start_at, task.actual_finish
    if task.state != TaskState.DONE or start is None or finish is None or task.is_milestone:
        return None
    if start.date() >= finish.date():
        return max(30, min(_DAY_MINUTES, round((finish - start).total_seconds() / 60)))
    days = (finish.date() - start.date()).days + 1
    return _DAY_MINUTES * max(1, sum(is_working(start.date() + dt.timedelta(days=at)) for at in range(days)))


def _held_up(tasks: Mapping[int, Task]) -> dict[int, tuple[str, int]]:
    """Return for each task that was held up the side that did so longest, and the days of all."""
    found: dict[int, dict[str, float]] = {}
    for block in Block.objects.filter(task__in=list(tasks)):
        seconds = ((block.until or timezone.now()) - block.since).total_seconds()
        sides = found.setdefault(block.task_id, {})
        sides[block.side] = sides.get(block.side, 0) + seconds
    return {key: (max(sides, key=lambda side: sides[side]), _days(sides.values())) for key, sides in found.items()}


def _days(seconds: Iterable[float]) -> int:
    return max(1, round(sum(seconds) / 86_400))
