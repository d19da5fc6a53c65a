"""When open tasks were due, whatever they were rolled forward to since; and who waits for them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.projects.models import Dependency, Task, TaskMove, TaskParty
from milepost.projects.queries.consequences import day_of_finish
from milepost.projects.records import OPEN_TASK_STATES, Letter, MoveOrigin, ProjectState


def running() -> Q:
    """Return the condition that a task is of a project that runs, or of none."""
    return Q(project=None) | Q(project__state=ProjectState.ACTIVE, project__archived_at=None)


def running_tasks(viewer: User) -> QuerySet[Task]:
    """Return the open tasks that `viewer` sees, of projects that run or of none, with `was_due_at`.

    That is the end which a task had when it was first rolled forward; null: it never was.
    """
    rolled = TaskMove.objects.filter(
        task=OuterRef("pk"), change__task=OuterRef("pk"), change__origin=MoveOrigin.OVERDUE, finish_from__isnull=False
    )
    first = Subquery(rolled.order_by("pk").values("finish_from")[:1])
    rows = Task.objects.visible_to(viewer).open().filter(running(), is_summary=False)
    return rows.annotate(was_due_at=first)


def due_by(day: dt.date) -> Q:
    """Return the condition on `running_tasks` that they are, or were, due by the end of a day."""
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())  # what ends at midnight ends on the day before
    return Q(finish_on__lte=day) | Q(deadline_on__lte=day) | Q(rolled_to__isnull=False, was_due_at__lte=after)


def due_on(task: Any) -> dt.date | None:
    """Return the day on which one of `running_tasks` is, or was, due."""
    days = [task.finish_on, task.deadline_on]
    if task.rolled_to is not None and task.was_due_at is not None:
        days.append(day_of_finish(task.was_due_at))
    return min((day for day in days if day is not None), default=None)


def with_accounts(rows: QuerySet[Task], viewer: User) -> QuerySet[Task]:
    """Return the tasks with their project and account read; None where the viewer does not see it."""
    return rows.select_related("project").prefetch_related(Prefetch("account", Account.objects.visible_to(viewer)))


def waiting_for(tasks: Iterable[Task], viewer: User) -> dict[int, list[tuple[Task, str]]]:
    """Return what waits for each task to end: open tasks of others that have not begun, with the name of who does them.

    Only what the viewer sees. Two queries.
    """
    links = Dependency.objects.visible_to(viewer).filter(
        predecessor__in=[task.pk for task in tasks], successor__state__in=OPEN_TASK_STATES, successor__actual_start=None
    )
    links = (
        links.exclude(successor__is_summary=True).select_related("successor").order_by(F("successor__start_at"), "pk")
    )
    rows = TaskParty.objects.filter(task__in=links.order_by().values("successor"), letter=Letter.RESPONSIBLE)
    doing: dict[int, list[TaskParty]] = {}
    for party in rows.select_related("user", "contact").order_by("pk"):
        doing.setdefault(party.task_id, []).append(party)
    found: dict[int, list[tuple[Task, str]]] = {}
    for link in links:
        others = [party for party in doing.get(link.successor_id, ()) if party.user_id != viewer.pk]
        if others:
            found.setdefault(link.predecessor_id, []).append((link.successor, names_of(others)))
    return found


def names_of(parties: Iterable[TaskParty]) -> str:
    """Return the people or roles of parties."""
    return ", ".join(str(party.user or party.contact or party.role) for party in parties)
