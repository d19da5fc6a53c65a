"""A plan of another program as edits of a project: its tasks, links, progress and roles, in our words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from milepost.projects.records import ConstraintKind, PartySide, Priority, TaskState
from milepost.projects.records import LagKind as OurLagKind
from milepost.projects.records_plan import LinkEdit, NewTask, PartyEdit, PlanEdit
from milepost.scheduling.public import Constraint, Id, LagKind, Link, Plan
from milepost.scheduling.public import Task as PlanTask

_TITLE_MOST = 300
_ROLE_MOST = 80
# Theirs run from 0 to 1000, ours are four.
_PRIORITIES = ((375, Priority.LOW), (625, Priority.NORMAL), (875, Priority.HIGH))


def edits_of_plan(plan: Plan, calendars: Mapping[Id, int]) -> Iterator[PlanEdit]:
    """Return the edits that make the plan's tasks in an empty project; `calendars` are our numbers of its calendars.

    People of the file become roles that somebody will fill: who they are is not known here. Their working hours stay
    with the tasks: one that is done by people of one calendar is given it.
    """
    hours = _hours_of_people(plan)
    for task in plan.tasks:
        values = dict(_values(task))
        calendar = task.calendar_id if task.calendar_id is not None else hours.get(task.id)
        if calendar is not None and calendar in calendars:
            values["calendar_id"] = calendars[calendar]
        yield NewTask(str(task.id), values, parent_id=None if task.parent_id is None else str(task.parent_id))
    for link in plan.links:
        yield _link(link)
    names = {resource.id: resource.name.strip()[:_ROLE_MOST] for resource in plan.resources}
    parts = ((assignment.task_id, names.get(assignment.resource_id, "")) for assignment in plan.assignments)
    for task_id, role in dict.fromkeys(parts):
        if role:
            yield PartyEdit(task_id=str(task_id), role=role, side=PartySide.OURS)


def used_calendars(plan: Plan) -> set[Id]:
    """Return the calendars that bear on dates: the plan's, those of tasks and of people, and what they are based on."""
    found = {plan.default_calendar_id, *_hours_of_people(plan).values(), *(task.calendar_id for task in plan.tasks)}
    known = {calendar.id: calendar for calendar in plan.calendars}
    waiting = [each for each in found if each in known]
    used: set[Id] = set()
    while waiting:
        each = waiting.pop()
        if each not in used and each in known:
            used.add(each)
            waiting += [base for base in (known[each].base_id,) if base is not None]
    return used


def _hours_of_people(plan: Plan) -> dict[Id, Id]:
    """Return the calendar of those who do a task, where all of them have the same one of their own."""
    hours = {resource.id: resource.calendar_id for resource in plan.resources if resource.calendar_id is not None}
    found: dict[Id, set[Id]] = defaultdict(set)
    for assignment in plan.assignments:
        if assignment.resource_id in hours:
            found[assignment.task_id].add(hours[assignment.resource_id])
    return {task: next(iter(calendars)) for task, calendars in found.items() if len(calendars) == 1}


def _values(task: PlanTask) -> Iterator[tuple[str, Any]]:
    yield "title", (task.name.strip() or "–")[:_TITLE_MOST]
    yield "duration_minutes", task.duration_minutes
    yield "is_elapsed", task.is_elapsed
    yield "is_milestone", task.is_milestone
    yield "priority", next((ours for most, ours in _PRIORITIES if task.priority <= most), Priority.URGENT)
    yield from _limits(task)
    yield from _progress(task)
    if task.splits:
        yield "splits", [[split.after_minutes, split.gap_minutes] for split in task.splits]


def _limits(task: PlanTask) -> Iterator[tuple[str, Any]]:
    if task.constraint not in {None, Constraint.AS_SOON_AS_POSSIBLE}:
        yield "constraint_kind", ConstraintKind(str(task.constraint)).value
        yield "constraint_at", task.constraint_date
    if task.deadline is not None:
        # One at midnight is the end of the day before.
        yield "deadline_on", (task.deadline - dt.timedelta(minutes=1)).date()
    yield "pinned_start", task.pinned_start
    yield "pinned_finish", task.pinned_finish


def _progress(task: PlanTask) -> Iterator[tuple[str, Any]]:
    percent = round(task.percent_complete)
    yield "percent_complete", percent
    yield "actual_start", task.actual_start
    yield "actual_finish", task.actual_finish
    if task.actual_finish is None:
        yield "remaining_minutes", task.remaining_minutes
    yield "state", _state(task, percent)


def _state(task: PlanTask, percent: int) -> str:
    if not task.is_active:
        return TaskState.DROPPED
    if task.actual_finish is not None:
        return TaskState.DONE
    return TaskState.DOING if percent or task.actual_start is not None else TaskState.TODO


def _link(link: Link) -> LinkEdit:
    is_share = link.lag_kind in {LagKind.PERCENT, LagKind.ELAPSED_PERCENT}
    return LinkEdit(
        str(link.predecessor_id),
        str(link.successor_id),
        str(link.type),
        lag_minutes=0 if is_share else link.lag_minutes,
        lag_kind=OurLagKind.PERCENT if is_share else str(link.lag_kind),
        lag_percent=round(link.lag_percent) if is_share else 0,
    )
