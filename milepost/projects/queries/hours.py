"""Hours of a project: sold, used, remaining, and who used them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.projects.models import ChangeRequest, Project, Task, TaskParty, TimeEntry
from milepost.projects.records import Letter, PartySide
from milepost.projects.records_scope import ChangeState


@dataclass(frozen=True, slots=True)
class PersonsTime:
    user_id: int
    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """In minutes. Without time sold (`sold_minutes` None) nothing remains; below 0 more was used than agreed.

    `people` are those whose entries the viewer sees, the most first; to who sees the whole project they add up to what
    was used. `changed_minutes` is what approved change requests added to what was sold.
    """

    sold_minutes: int | None
    used_minutes: int
    people: tuple[PersonsTime, ...]
    changed_minutes: int = 0

    @property
    def agreed_minutes(self) -> int | None:
        return None if self.sold_minutes is None else self.sold_minutes + self.changed_minutes

    @property
    def remaining_minutes(self) -> int | None:
        return None if self.agreed_minutes is None else self.agreed_minutes - self.used_minutes


def project_hours(project: Project, viewer: User) -> Hours:
    """Return what was sold and used. Running timers count from when they are stopped. At most three queries."""
    entries = TimeEntry.objects.filter(project=project)
    used = entries.aggregate(total=Sum("minutes"))["total"] or 0
    seen = entries.visible_to(viewer).values("user", "user__name").annotate(total=Sum("minutes")).filter(total__gt=0)
    people = [PersonsTime(row["user"], row["user__name"], row["total"]) for row in seen.order_by("-total", "user")]
    changed = 0 if project.sold_minutes is None else _changed_minutes(project)
    return Hours(project.sold_minutes, used, tuple(people), changed)


def _changed_minutes(project: Project) -> int:
    approved = ChangeRequest.objects.filter(project=project, state=ChangeState.APPROVED)
    return approved.aggregate(total=Sum("extra_minutes"))["total"] or 0


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """What was used in a phase (a task of the first level), and what is left to do there."""

    label: str
    used_minutes: int
    left_minutes: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is left to do by estimates, else lengths, and what it comes to in the end against what was agreed."""

    phases: tuple[PhaseTime, ...]
    left_minutes: int
    unestimated: int
    end_minutes: int
    agreed_minutes: int | None

    @property
    def over_minutes(self) -> int | None:
        """Return by how much more than agreed it will be; below 0 less."""
        return None if self.agreed_minutes is None else self.end_minutes - self.agreed_minutes


def project_outlook(project: Project, hours: Hours) -> Outlook:
    """Return hours by phase and the end to expect, for those who see the whole project. Three queries.

    What is left of a task is its estimate, else its length, less the share that is done; only work of our side counts.
    """
    columns = ("parent_id", "title", "is_summary", "is_milestone", "state", "percent_complete", "outline_order")
    tasks = {row.pk: row for row in project.tasks.only(*columns, "estimate_minutes", "duration_minutes")}
    open_work = _open_work(project, tasks)
    left: Counter[int | None] = Counter()
    for task in open_work:
        left[_phase(task.pk, tasks)] += _left_minutes(task)
    used: Counter[int | None] = Counter()
    entries = TimeEntry.objects.filter(project=project).values_list("task").annotate(total=Sum("minutes"))
    for task_id, minutes in entries.order_by("task"):
        used[_phase(task_id, tasks)] += minutes
    order = sorted({*left, *used}, key=lambda key: tasks[key].outline_order if key else len(tasks) + 1)
    phases = tuple(PhaseTime(tasks[key].title if key else _("Without a task"), used[key], left[key]) for key in order)
    unestimated = sum(task.estimate_minutes is None for task in open_work)
    remaining = sum(left.values())
    return Outlook(phases, remaining, unestimated, hours.used_minutes + remaining, hours.agreed_minutes)


def _open_work(project: Project, tasks: dict[int, Task]) -> list[Task]:
    """Return the open work of our side; what nobody does is ours."""
    doing = TaskParty.objects.filter(task__project=project, letter=Letter.RESPONSIBLE)
    sides = set(doing.values_list("task", "side"))
    named = {task_id for task_id, _side in sides}
    work = [one for one in tasks.values() if one.is_open and not one.is_summary and not one.is_milestone]
    return [one for one in work if one.pk not in named or (one.pk, PartySide.OURS) in sides]


def _left_minutes(task: Task) -> int:
    whole: int = task.duration_minutes if task.estimate_minutes is None else task.estimate_minutes
    return round(whole * (100 - task.percent_complete) / 100)


def _phase(task_id: int | None, tasks: dict[int, Task]) -> int | None:
    while task_id is not None and task_id in tasks and tasks[task_id].parent_id is not None:
        task_id = tasks[task_id].parent_id
    return task_id if task_id in tasks else None
