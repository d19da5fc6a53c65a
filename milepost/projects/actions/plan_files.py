"""Plans of Microsoft Project: a file becomes a project, a project becomes a file."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.public import Account
from milepost.audit.public import create_record, new_batch
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.errors import Invalid
from milepost.projects.actions.plan_changes import change_plan
from milepost.projects.actions.projects import create_project
from milepost.projects.models import Project, Task, WorkCalendar
from milepost.projects.queries.engine import engine_plan
from milepost.projects.queries.imported_plans import edits_of_plan, used_calendars
from milepost.projects.queries.plan_rows import plan_rows
from milepost.projects.records import MoveOrigin
from milepost.projects.records_plan import PlanEdit, ProjectEdit
from milepost.scheduling.public import Calendar, Id, Plan, Schedule, Week, read_plan, schedule, write_plan

TASKS_MOST = 20_000
_NAME_MOST = 200


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A project made of a file: `notes` say what of the file is not here, `moved` counts tasks with other dates."""

    project: Project
    notes: tuple[str, ...]
    moved: int


def import_plan(
    source: Path | bytes | IO[bytes],
    *,
    actor: Actor,
    account: Account | None = None,
    name: str = "",
    lead: User | None = None,
) -> ImportedPlan:
    """Make a project of a Microsoft Project XML file, wholly or not at all: tasks, links, calendars, progress, roles.

    `name` replaces the file's. Raises `Invalid` with the place of the fault for what cannot be read or computed.
    """
    demand(actor, Right.WRITE)
    read = read_plan(source)
    plan = read.plan
    if not 0 < len(plan.tasks) <= TASKS_MOST:
        raise Invalid("no-tasks", _("The file holds no tasks, or more than %(most)s.") % {"most": TASKS_MOST})
    dated = schedule(plan)
    with transaction.atomic(), entering(batch=current_entrance().batch or new_batch()):
        title = (name or plan.name or _("Imported plan"))[:_NAME_MOST]
        project = create_project(title, actor=actor, account=account, start_on=_start(plan, dated).date(), lead=lead)
        calendars = _calendars(plan, actor)
        edits: list[PlanEdit] = list(edits_of_plan(plan, {key: row.pk for key, row in calendars.items()}))
        if plan.default_calendar_id in calendars:
            edits.insert(0, ProjectEdit({"calendar": calendars[plan.default_calendar_id]}))
        applied = change_plan(project, edits, actor=actor, origin=MoveOrigin.IMPORT, as_one=True)
    moved = sum(_is_elsewhere(dated, key, task) for key, task in applied.tasks.items())
    notes = tuple(f"{note.message} ({note.place})" if note.place else note.message for note in read.notes)
    return ImportedPlan(applied.project, notes, moved)


def export_plan(project: Project, target: Path | IO[bytes]) -> None:
    """Write the plan of a project as a Microsoft Project XML file. Raises `Invalid` where there is no task."""
    rows = plan_rows(project)
    if not rows.tasks:
        raise Invalid("no-tasks", _("There is no plan yet: add a task first."))
    write_plan(schedule(engine_plan(rows)), target)


def _start(plan: Plan, dated: Schedule) -> dt.datetime:
    return plan.start if plan.start is not None else dated.start


def _is_elsewhere(dated: Schedule, key: str, task: Task) -> bool:
    """Say whether a task has other dates here than the file's plan comes to."""
    there = next(one for one in (key, int(key) if key.isdecimal() else key) if one in dated)
    return (task.start_at, task.finish_at) != (dated[there].start, dated[there].finish)


def _calendars(plan: Plan, actor: Actor) -> dict[Id, WorkCalendar]:
    """Make the calendars that bear on the plan's dates, each after the one that it is based on."""
    used = used_calendars(plan)
    waiting = [calendar for calendar in plan.calendars if calendar.id in used]
    made: dict[Id, WorkCalendar] = {}
    while waiting:
        ready = [one for one in waiting if one.base_id is None or one.base_id in made or one.base_id not in used]
        for calendar in ready:
            base = made.get(calendar.base_id) if calendar.base_id is not None else None
            row = _calendar(calendar, base)
            made[calendar.id] = create_record(row, actor=actor)
        waiting = [one for one in waiting if one not in ready]
    return made


def _calendar(calendar: Calendar, base: WorkCalendar | None) -> WorkCalendar:
    return WorkCalendar(
        name=(calendar.name or _("Imported calendar"))[:120],  # everyone sees it: nothing of the project
        base=base,
        week=_week(calendar.week),
        ranges=[
            {"first": str(one.first), "last": str(one.last), "week": _week(one.week), "name": one.name}
            for one in calendar.ranges
        ],
        exceptions=[
            {"first": str(one.first), "last": str(one.last), "shifts": _shifts(one.shifts), "name": one.name}
            for one in calendar.exceptions
        ],
    )


def _week(week: Week) -> list[Any]:
    return [None if day is None else _shifts(day) for day in week]


def _shifts(day: Iterable[Any]) -> list[list[int]]:
    return [[shift.start_minute, shift.finish_minute] for shift in day]
