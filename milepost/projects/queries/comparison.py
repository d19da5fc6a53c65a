"""What differs between two baselines, or between one and the plan as it is now: dates, scope, estimates."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from milepost.identity.public import User
from milepost.projects.models import Baseline, BaselineTask, Task

_COMPARED = ("title", "start_at", "finish_at", "duration_minutes", "estimate_minutes")


@dataclass(frozen=True, slots=True)
class TaskThen:
    """A task as it was at one of the two moments."""

    title: str
    wbs: str
    start_at: dt.datetime | None
    finish_at: dt.datetime | None
    duration_minutes: int
    estimate_minutes: int | None


@dataclass(frozen=True, slots=True)
class TaskDifference:
    """One task that differs. `before` None: it was added since; `after` None: it is no longer there."""

    task_id: int | None
    before: TaskThen | None
    after: TaskThen | None

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def differences(first: Baseline, second: Baseline | None, viewer: User) -> list[TaskDifference]:
    """Return what differs from `first` to `second` (None: the plan as it is now), of the tasks that `viewer` sees.

    In the order of the later plan's outline, tasks that are gone at the end. Both must be of one project. Two queries.
    """
    before = _of_baseline(first, viewer)
    after = _of_baseline(second, viewer) if second is not None else _now(first, viewer)
    found = [
        TaskDifference(key[0], before.get(key), then) for key, then in after.items() if _differs(before.get(key), then)
    ]
    return found + [TaskDifference(key[0], then, None) for key, then in before.items() if key not in after]


# A task is known by its id; one that was deleted since by its place in the baseline that still names it.
type _Key = tuple[int | None, int]


def _of_baseline(baseline: Baseline, viewer: User) -> dict[_Key, TaskThen]:
    rows = BaselineTask.objects.visible_to(viewer).filter(baseline=baseline).order_by("outline_order", "pk")
    return {(row.task_id, 0 if row.task_id else row.pk): _then(row) for row in rows}


def _now(baseline: Baseline, viewer: User) -> dict[_Key, TaskThen]:
    rows = Task.objects.visible_to(viewer).filter(project=baseline.project_id).order_by("outline_order", "pk")
    return {(row.pk, 0): _then(row) for row in rows}


def _then(row: BaselineTask | Task) -> TaskThen:
    return TaskThen(row.title, row.wbs, row.start_at, row.finish_at, row.duration_minutes, row.estimate_minutes)


def _differs(before: TaskThen | None, after: TaskThen) -> bool:
    return before is None or any(getattr(before, name) != getattr(after, name) for name in _COMPARED)
