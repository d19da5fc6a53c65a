"""Rows of a plan in the words of the scheduling engine."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from milepost.projects.models import Dependency, Sprint, Task, TaskParty, WorkCalendar
from milepost.projects.queries.plan_rows import PlanRows
from milepost.projects.records import ConstraintKind, TaskState
from milepost.scheduling.public import (
    INHERITED_WEEK,
    Assignment,
    Calendar,
    CalendarException,
    CalendarRange,
    Constraint,
    Day,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    Shift,
    Side,
    Split,
    TaskKind,
    Week,
    WorkingTime,
)
from milepost.scheduling.public import Task as PlanTask

_NEXT_DAY = dt.timedelta(days=1)


def engine_plan(rows: PlanRows) -> Plan:
    """Return what the engine needs to know. Raises `Invalid` as the engine does."""
    project = rows.project
    resources = _resources(rows)
    return Plan(
        name=project.name,
        start=midnight(project.start_on),
        tasks=tuple(engine_task_of(rows, task) for task, _numbers in rows.outline()),
        links=tuple(engine_link(link) for link in rows.links.values()),
        calendars=tuple(engine_calendar(row) for row in rows.calendars.values()),
        default_calendar_id=plan_calendar_id(rows),
        status_date=midnight(project.planned_until) if project.planned_until else None,
        resources=tuple(resources.values()),
        assignments=tuple(_assignments(rows.parties, resources)),
    )


def plan_calendar_id(rows: PlanRows) -> int | None:
    """Return the calendar of the project: its own, else the organisation's."""
    default = next((row.pk for row in rows.calendars.values() if row.is_default), None)
    return rows.project.calendar_id or default


def working_time(rows: PlanRows) -> WorkingTime:
    """Return the working time of the project's calendar, by which days of a slip are counted."""
    used = plan_calendar_id(rows)
    calendars = [engine_calendar(row) for row in rows.calendars.values()]
    return WorkingTime(calendars, [] if used is None else [used], around=rows.project.start_on)


def engine_task_of(rows: PlanRows, task: Task) -> PlanTask:
    """Return one task of a plan, with the sprint that it is planned into."""
    return engine_task(task, rows.sprints.get(task.sprint_id or 0))


def engine_task(task: Task, sprint: Sprint | None = None) -> PlanTask:
    """Return one task. A deadline holds until the end of its day; what is left to do waits for an open sprint."""
    is_milestone = task.is_milestone
    return PlanTask(
        id=task.pk,
        name=task.title,
        duration_minutes=0 if is_milestone else task.duration_minutes,
        parent_id=task.parent_id,
        is_elapsed=task.is_elapsed,
        is_milestone=is_milestone,
        is_active=task.state != TaskState.DROPPED,
        kind=TaskKind.MEETING if task.is_meeting else TaskKind.WORK,
        calendar_id=task.calendar_id,
        constraint=Constraint(task.constraint_kind) if task.constraint_kind else None,
        constraint_date=task.constraint_at if task.constraint_kind != ConstraintKind.AS_LATE_AS_POSSIBLE else None,
        deadline=midnight(task.deadline_on) + _NEXT_DAY if task.deadline_on else None,
        pinned_start=task.pinned_start,
        pinned_finish=task.pinned_finish,
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
        percent_complete=task.percent_complete,
        remaining_minutes=task.remaining_minutes,
        resume_on=_resume_on(task, sprint),
        splits=tuple(Split(*each) for each in task.splits),
        priority=task.priority,
    )


def _resume_on(task: Task, sprint: Sprint | None) -> dt.datetime | None:
    """Return when the rest of the work begins at the earliest: where it was rolled to, and with its open sprint."""
    if task.actual_finish is not None:
        return None
    days = [day for day in (task.rolled_to, sprint.start_on if sprint and sprint.is_open else None) if day]
    return midnight(max(days)) if days else None


def engine_link(link: Dependency) -> Link:
    kind = LagKind(link.lag_kind)
    is_share = kind in {LagKind.PERCENT, LagKind.ELAPSED_PERCENT}
    return Link(
        predecessor_id=link.predecessor_id,
        successor_id=link.successor_id,
        type=LinkType(link.type),
        lag_minutes=0 if is_share else link.lag_minutes,
        lag_kind=kind,
        lag_percent=link.lag_percent if is_share else 0,
    )


def engine_calendar(row: WorkCalendar) -> Calendar:
    """Return a calendar; one of a person or a customer without a base builds on the organisation's holidays itself."""
    return Calendar(
        id=row.pk,
        name=row.name,
        week=_week(row.week) if row.week is not None else INHERITED_WEEK,
        base_id=row.base_id,
        ranges=tuple(
            CalendarRange(_day_of(each["first"]), _day_of(each["last"]), _week(each["week"]), each.get("name", ""))
            for each in row.ranges
        ),
        exceptions=tuple(
            CalendarException(
                _day_of(each["first"]), _day_of(each["last"]), _shifts(each["shifts"]), each.get("name", "")
            )
            for each in row.exceptions
        ),
        country=row.country or None,
        subdivision=(row.subdivision or None) if row.country else None,
    )


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins, on the wall clock."""
    return dt.datetime.combine(day, dt.time())


def _resources(rows: PlanRows) -> dict[tuple[str, int], Resource]:
    """Return those who work by a calendar of their own: colleagues that have one, and the customer as one."""
    found: dict[tuple[str, int], Resource] = {}
    for row in rows.calendars.values():
        if row.user_id is not None:
            found["user", row.user_id] = Resource(id=f"user {row.user_id}", calendar_id=row.pk, side=Side.OURS)
        elif row.account_id is not None:
            found["account", row.account_id] = Resource(id="customer", calendar_id=row.pk, side=Side.THEIRS)
    return found


def _assignments(parties: Iterable[TaskParty], resources: dict[tuple[str, int], Resource]) -> Iterable[Assignment]:
    customer = next((one for (kind, _key), one in resources.items() if kind == "account"), None)
    seen: set[tuple[int, Any]] = set()
    for party in parties:
        who = customer if party.side == "theirs" else resources.get(("user", party.user_id or 0))
        if who is not None and (party.task_id, who.id) not in seen:
            seen.add((party.task_id, who.id))
            yield Assignment(task_id=party.task_id, resource_id=who.id)


def _week(days: list[Any]) -> Week:
    return tuple(None if day is None else _shifts(day) for day in days)  # type: ignore[return-value] # the engine counts


def _shifts(day: list[Any]) -> Day:
    return tuple(Shift(start, finish) for start, finish in day)


def _day_of(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
