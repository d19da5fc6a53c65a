"""The sprints of a project with the tasks that are planned into them, and its backlog."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q

from milepost.identity.public import User
from milepost.projects.models import Project, Sprint, Task, TaskParty
from milepost.projects.queries.due import names_of
from milepost.projects.queries.sprint_efforts import Effort, effort_of
from milepost.projects.records import OPEN_SPRINT_STATES, OPEN_TASK_STATES, Letter, SprintState

SHOWN_MOST = 200


@dataclass(frozen=True, slots=True)
class LaneTask:
    """A task as it stands in a lane."""

    task: Task
    people: str
    effort: Effort


@dataclass(frozen=True, slots=True)
class Lane:
    """A sprint that is not finished, or the backlog (`sprint` None). Minutes are those of all its tasks.

    `shown` are those that the filter leaves, of the backlog the first ones, with `more` behind them.
    """

    sprint: Sprint | None
    tasks: tuple[LaneTask, ...]
    shown: tuple[LaneTask, ...]
    more: int = 0

    @property
    def whole(self) -> int:
        """Return the effort of its tasks."""
        return sum(one.effort.whole for one in self.tasks)

    @property
    def over(self) -> int:
        """Return by how much its tasks are more than its people can do; 0 where they are not, or nobody said."""
        capacity = self.sprint.capacity_minutes if self.sprint else None
        return max(0, self.whole - capacity) if capacity is not None else 0


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is planned when: the running sprint first, then those to come; what is planned into none."""

    sprints: tuple[Lane, ...]
    backlog: Lane

    @property
    def running(self) -> Sprint | None:
        """Return the sprint that runs."""
        found = (lane.sprint for lane in self.sprints if lane.sprint and lane.sprint.state == SprintState.RUNNING)
        return next(found, None)


def lanes_of(project: Project, viewer: User, *, only: Container[int] | None = None, is_whole: bool = False) -> Lanes:
    """Return the lanes by the tasks that `viewer` sees. Four queries.

    `only`: those of them are shown; of the backlog the first 200, unless `is_whole`.
    """
    sprints = list(Sprint.objects.filter(project=project, state__in=OPEN_SPRINT_STATES).order_by("start_on", "pk"))
    sprints.sort(key=lambda sprint: sprint.state != SprintState.RUNNING)
    found: dict[int | None, list[LaneTask]] = {None: [], **{sprint.pk: [] for sprint in sprints}}
    for task in _tasks(project, viewer):
        key = task.sprint_id if task.sprint_id in found else None
        found[key].append(LaneTask(task, names_of(task.shown_parties), effort_of(task)))
    shown = {key: [one for one in tasks if only is None or one.task.pk in only] for key, tasks in found.items()}
    most = len(shown[None]) if is_whole else SHOWN_MOST
    waiting = shown[None][:most]
    return Lanes(
        tuple(Lane(sprint, tuple(found[sprint.pk]), tuple(shown[sprint.pk])) for sprint in sprints),
        Lane(None, tuple(found[None]), tuple(waiting), len(shown[None]) - len(waiting)),
    )


def _tasks(project: Project, viewer: User) -> Any:
    """Return what stands in a lane, as `lane_of` says, in its order."""
    is_planned = Q(sprint__state__in=OPEN_SPRINT_STATES)
    waits = Q(is_milestone=False, state__in=OPEN_TASK_STATES)
    doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE).select_related("user", "contact").order_by("pk")
    rows = Task.objects.visible_to(viewer).filter(is_planned | waits, project=project, is_summary=False)
    rows = rows.prefetch_related(Prefetch("parties", doing, to_attr="shown_parties"))
    return rows.order_by(F("backlog_place").asc(nulls_last=True), "outline_order", "pk")
