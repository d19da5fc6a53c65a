"""What a task of a sprint comes to in effort: all of it, and what is left."""

from dataclasses import dataclass

from milepost.projects.models import Task
from milepost.projects.queries.plan_rows import PlanRows
from milepost.projects.records import OPEN_TASK_STATES, TaskState

_ALL = 100


@dataclass(frozen=True, slots=True)
class Effort:
    """Minutes of effort of a task, and of those what is left to do; `is_done`: ended, not dropped."""

    whole: int
    left: int
    is_done: bool


def effort_of(task: Task) -> Effort:
    """Return the effort of a task: its estimate, else its length; what is left goes by its per cent complete."""
    whole = task.duration_minutes if task.estimate_minutes is None else task.estimate_minutes
    if task.is_milestone:
        whole = 0
    left = round(whole * (_ALL - task.percent_complete) / _ALL) if task.state in OPEN_TASK_STATES else 0
    return Effort(whole, left, task.state == TaskState.DONE)


def tasks_of_sprint(rows: PlanRows, sprint_id: int) -> list[Task]:
    """Return the tasks that are in a sprint: none that has others below it, as those are planned themselves."""
    parents = {task.parent_id for task in rows.tasks.values()}
    return [task for task in rows.tasks.values() if task.sprint_id == sprint_id and task.pk not in parents]
