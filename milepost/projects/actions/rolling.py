"""Overdue work rolled forward: what is not done cannot lie in the past, and each roll is in the ledger."""

import datetime as dt

from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from milepost.jobs.public import paced_batches, retrying
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import DomainError, Invalid
from milepost.projects.actions.plan_changes import Applied, change_plan
from milepost.projects.models import Project, Task
from milepost.projects.records import MoveOrigin, ProjectState, TaskState
from milepost.projects.records_plan import PlanEdit, ProjectEdit, TaskEdit

_STANDING = (TaskState.DONE, TaskState.DROPPED)


def roll_forward(project: Project, today: dt.date, *, actor: Actor) -> Applied | None:
    """Let unfinished work lie no earlier than `today`; None if the plan is there already, or nothing is planned.

    Each overdue task is a root of its own, in the order of their starts, so that the ledger says which one cost how
    much; what others overlap costs nothing more. At the end the whole plan is as of today.
    """
    if project.planned_until is not None and project.planned_until >= today:
        return None
    overdue = _overdue(project, today)
    edits: list[PlanEdit] = [TaskEdit(one.pk, {"rolled_to": today}) for one in overdue]
    edits.append(ProjectEdit({"planned_until": today}))
    return change_plan(project, edits, actor=actor, origin=MoveOrigin.OVERDUE)


def _overdue(project: Project, today: dt.date) -> list[Task]:
    """Return the tasks whose unfinished work lies before a day: not begun though they should have, or not ended."""
    rows = Task.objects.filter(project=project, is_summary=False, start_on__lt=today)
    return list(rows.exclude(state__in=_STANDING).order_by("start_at", "outline_order", "pk"))


@task
@retrying(max_attempts=3, backoff_seconds=300)
def roll_projects() -> int:
    """Roll every active project forward to today, each in a transaction of its own; return how many moved up.

    Safe to run twice: a project that is there already is left. One that cannot be computed hinders no other; those are
    named at the end, so that the job fails where an admin sees it.
    """
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    behind = Project.objects.filter(state=ProjectState.ACTIVE, archived_at=None)
    behind = behind.filter(Q(planned_until=None) | Q(planned_until__lt=today))
    rolled, faults = 0, []
    for batch in paced_batches(behind.order_by("pk").iterator(), size=1):
        for project in batch:
            try:
                rolled += roll_forward(project, today, actor=SYSTEM) is not None
            except DomainError as error:
                faults.append(f"{project.pk}: {error.message}")
    if faults:
        raise Invalid("plans-not-rolled", "; ".join(faults))
    return rolled
