"""How much of a task is done and left, and how long its pauses make it."""

from collections.abc import Iterator

from milepost.scheduling.outline import Outline
from milepost.scheduling.records import Plan
from milepost.scheduling.results import ScheduleWarning, WarningCode
from milepost.scheduling.task_records import Task


def progress(task: Task) -> tuple[int, int]:
    """Return the minutes of duration done and left."""
    if task.actual_finish is not None:
        return task.duration_minutes, 0
    if task.actual_start is None:
        return 0, task.duration_minutes
    done = round(task.duration_minutes * min(max(task.percent_complete, 0), 100) / 100)
    if task.remaining_minutes is not None:
        if task.remaining_minutes <= task.duration_minutes:
            done = task.duration_minutes - task.remaining_minutes
        return done, task.remaining_minutes
    return done, task.duration_minutes - done


def without_start(plan: Plan, outline: Outline) -> Iterator[ScheduleWarning]:
    """Warn of each task that has progress and did not begin: summaries have that of their children."""
    for task in plan.tasks:
        if not task.percent_complete and task.remaining_minutes is None:
            continue
        if task.actual_start is None and task.actual_finish is None and task.id not in outline.children:
            text = f"{outline.name(task.id)} has progress and no actual start: it is dated as if nothing were done."
            yield ScheduleWarning(WarningCode.PROGRESS_WITHOUT_START, text, (task.id,))


def stretched(task: Task, minutes: int) -> int:
    """Return the span of so much of the duration, pauses included."""
    if not task.splits:
        return minutes
    return minutes + sum(split.gap_minutes for split in task.splits if split.after_minutes < minutes)
