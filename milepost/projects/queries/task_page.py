"""What the drawer of a task shows: what holds it where it is, who has which part, what it depends on."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.identity.public import User
from milepost.projects.models import Dependency, PlanChange, Task, TaskMove, TaskParty
from milepost.projects.queries.engine import engine_plan
from milepost.projects.queries.plan_rows import plan_rows
from milepost.scheduling.public import Driver, DriverKind, schedule


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason for a task's start: words, and the task that they name, if its reader sees it."""

    words: str
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task as its drawer shows it."""

    holds: tuple[Hold, ...]
    parties: Sequence[TaskParty]
    before: Sequence[Dependency]
    after: Sequence[Dependency]
    children: Sequence[Task]
    moves: Sequence[TaskMove]


_WORDS = {
    DriverKind.PLAN_START: gettext_lazy("the project starts then"),
    DriverKind.CONSTRAINT: gettext_lazy("that is the date it must keep"),
    DriverKind.PIN: gettext_lazy("somebody pinned it there"),
    DriverKind.ACTUAL: gettext_lazy("it has begun"),
    DriverKind.STATUS_DATE: gettext_lazy("it is not done, and yesterday is over"),
    DriverKind.RESUME: gettext_lazy("its rest was rolled forward"),
    DriverKind.LATE: gettext_lazy("as late as what follows allows"),
}
MOVES_MOST = 10
_DAY = dt.timedelta(days=1)


def task_page(task: Task, viewer: User) -> TaskPage:
    """Return what `viewer` sees of it. Ten queries and one schedule of the plan."""
    links = Dependency.objects.visible_to(viewer).select_related("predecessor", "successor")
    return TaskPage(
        holds=_holds(task, viewer),
        parties=[*TaskParty.objects.filter(task=task).select_related("user", "contact").order_by("letter", "pk")],
        before=[*links.filter(successor=task).order_by("predecessor__outline_order")],
        after=[*links.filter(predecessor=task).order_by("successor__outline_order")],
        children=[*Task.objects.visible_to(viewer).filter(parent=task).order_by("position", "pk")],
        moves=_moves(task, viewer),
    )


def _moves(task: Task, viewer: User) -> list[TaskMove]:
    """Return the latest moves; `is_told` where the viewer may read why, as they see where the act began."""
    told = Exists(PlanChange.objects.visible_to(viewer).filter(pk=OuterRef("change")))
    moves = TaskMove.objects.filter(task=task).select_related("change__cause").annotate(is_told=told)
    return list(moves.order_by("-pk")[:MOVES_MOST])


def _holds(task: Task, viewer: User) -> tuple[Hold, ...]:
    """Return what drives the start; of a task that the viewer does not see, only that there is one."""
    if task.project is None or task.start_at is None:
        return ()
    dated = schedule(engine_plan(plan_rows(task.project)))
    if task.pk not in dated:
        return ()
    drivers = dated[task.pk].driven_by
    named = {int(driver.from_id) for driver in drivers if driver.from_id is not None}
    seen = Task.objects.visible_to(viewer).in_bulk(named)
    return tuple(_sprint_hold(driver, task) or _hold(driver, seen) for driver in drivers)


def _sprint_hold(driver: Driver, task: Task) -> Hold | None:
    """Return the reason where a task waits for its sprint to begin."""
    sprint = task.sprint
    is_resumed = driver.kind in {DriverKind.STATUS_DATE, DriverKind.RESUME}
    if not is_resumed or sprint is None or not sprint.is_open or task.start_on is None:
        return None
    waits = sprint.start_on > (task.project.planned_until or sprint.start_on - _DAY) if task.project else False
    if not waits or (task.rolled_to is not None and task.rolled_to >= sprint.start_on):
        return None
    return Hold(_("%(sprint)s, into which it is planned, begins then") % {"sprint": sprint})


def _hold(driver: Driver, seen: dict[int, Task]) -> Hold:
    if driver.from_id is None:
        return Hold(str(_WORDS.get(driver.kind, _("it is bound to that date"))))
    other = seen.get(int(driver.from_id))
    if other is None:
        return Hold(_("it follows a task that you do not see"))
    lag = driver.link.lag_minutes if driver.link is not None else 0
    if driver.kind is DriverKind.CHILD:
        return Hold(_("it begins with"), other)
    return Hold(_("it follows, with a lag,") if lag else _("it follows"), other)
