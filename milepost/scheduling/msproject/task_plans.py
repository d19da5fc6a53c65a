"""The file's tasks and links as the engine's.

Rows without a task (`IsNull`) are left out. The outline follows from the levels in the order of the file. A task that
is scheduled by hand stands at its manual dates; a task of another file stands at its stored dates.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from milepost.scheduling.calendar_records import MINUTES_A_DAY
from milepost.scheduling.checks import Id
from milepost.scheduling.msproject.formats import (
    CONSTRAINTS,
    ELAPSED_FORMATS,
    LINK_TYPES,
    WITHOUT_DATE,
    lag_kind,
    levelling_delay_minutes,
    minutes_of_seconds,
    minutes_of_tenths,
)
from milepost.scheduling.msproject.notes import Notebook, NoteKind
from milepost.scheduling.msproject.records import FileLink, FileTask, ProjectFile
from milepost.scheduling.msproject.settings_records import FileSettings
from milepost.scheduling.records import LagKind, Link, LinkType
from milepost.scheduling.task_records import MOST_PRIORITY, Constraint, Task

_FIXED_DURATION = 1
_USUAL_MINUTES = 480
_ASAP, _ALAP = Constraint.AS_SOON_AS_POSSIBLE, Constraint.AS_LATE_AS_POSSIBLE


def real_tasks(tasks: Iterable[FileTask]) -> tuple[FileTask, ...]:
    """Return the tasks without the empty rows."""
    return tuple(task for task in tasks if not task.is_null)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the file says of all tasks."""

    calendar_uids: frozenset[int | None]
    default_calendar: Id | None
    minutes_per_day: int
    usual: Constraint
    notebook: Notebook


def tasks_of(file: ProjectFile, default_calendar: Id | None, notebook: Notebook) -> tuple[Task, ...]:
    """Return the engine's tasks in the order of the file; pauses are added by whoever knows the calendars."""
    tasks = real_tasks(file.tasks)
    parents = _parents(tasks)
    context = _Context(
        calendar_uids=frozenset(calendar.uid for calendar in file.calendars),
        default_calendar=default_calendar,
        minutes_per_day=minutes_per_day_of(file.settings),
        usual=_ASAP if file.settings.schedule_from_start is not False else _ALAP,
        notebook=notebook,
    )
    summaries = set(parents.values())
    made = (_task(task, parents[_uid(task)], context) for task in tasks)
    return tuple(replace(each, duration_minutes=0) if each.id in summaries else each for each in made)


def minutes_per_day_of(settings: FileSettings) -> int:
    """Return how many minutes a day of a duration has; Project's usual eight hours where the file makes no sense."""
    minutes = settings.minutes_per_day or 0
    return minutes if 0 < minutes <= MINUTES_A_DAY else _USUAL_MINUTES


def place_of(task: FileTask) -> str:
    """Return how messages name a task."""
    return f"task {task.uid} “{(task.name or '')[:60]}”"


def _uid(task: FileTask) -> int:
    return task.uid or 0


def _parents(tasks: Iterable[FileTask]) -> dict[int, int | None]:
    parents: dict[int, int | None] = {}
    above: list[tuple[int, int]] = []
    for task in tasks:
        level = _level(task)
        while above and above[-1][0] >= level:
            above.pop()
        parents[_uid(task)] = above[-1][1] if above else None
        above.append((level, _uid(task)))
    return parents


def _level(task: FileTask) -> int:
    if task.outline_level is not None:
        return task.outline_level
    if task.outline_number:
        return task.outline_number.count(".") + 1 if task.outline_number != "0" else 0
    return 1


def _task(task: FileTask, parent: int | None, context: _Context) -> Task:
    notebook, minutes_per_day = context.notebook, context.minutes_per_day
    constraint, constraint_date = _constraint(task, context.usual, notebook)
    calendar = _calendar(task, context.calendar_uids, notebook)
    is_fixed = task.type == _FIXED_DURATION and not task.summary
    made = Task(
        id=_uid(task),
        name=task.name or "",
        duration_minutes=_duration_minutes(task, minutes_per_day, notebook),
        parent_id=parent,
        is_elapsed=task.duration_format in ELAPSED_FORMATS,
        is_milestone=bool(task.milestone),
        is_active=task.active is not False,
        is_recurring=bool(task.recurring),
        is_tentative=bool(task.manual) and None not in (task.start_text, task.finish_text, task.duration_text),
        # A fixed duration runs on one calendar, whoever works on it.
        calendar_id=context.default_calendar if is_fixed and calendar is None else calendar,
        ignores_resource_calendars=bool(task.ignore_resource_calendar) or is_fixed,
        constraint=constraint,
        constraint_date=constraint_date,
        deadline=task.deadline,
        levelling_delay_minutes=_delay(task, minutes_per_day, notebook),
        priority=500 if task.priority is None else min(max(task.priority, 0), MOST_PRIORITY),
    )
    return _with_progress(_with_pins(made, task, notebook), task, notebook)


def _delay(task: FileTask, minutes_per_day: int, notebook: Notebook) -> int:
    minutes = levelling_delay_minutes(task.leveling_delay_tenths or 0, task.leveling_delay_format, minutes_per_day)
    if minutes < 0:
        notebook.add(NoteKind.UNSUPPORTED, "LevelingDelay", "a delay below 0 is not followed", place_of(task))
    return max(minutes, 0)


def _duration_minutes(task: FileTask, minutes_per_day: int, notebook: Notebook) -> int:
    seconds = task.manual_duration_seconds if task.manual else None
    if seconds is None:
        seconds = task.duration_seconds
    if seconds is not None:
        if seconds % 60:
            notebook.add(NoteKind.ADJUSTED, "Duration", "seconds were rounded to minutes", place_of(task))
        return minutes_of_seconds(seconds)
    if task.milestone or task.summary:
        return 0
    notebook.add(NoteKind.ADJUSTED, "Duration", "a task without a duration got one day", place_of(task))
    return minutes_per_day


def _calendar(task: FileTask, calendar_uids: frozenset[int | None], notebook: Notebook) -> int | None:
    uid = task.calendar_uid
    if uid is None or uid < 0:
        return None
    if uid in calendar_uids:
        return uid
    notebook.add(NoteKind.MISSING, "CalendarUID", f"calendar {uid} is not in the file", place_of(task))
    return None


def _constraint(task: FileTask, usual: Constraint, notebook: Notebook) -> tuple[Constraint | None, dt.datetime | None]:
    """Return the constraint; None where it is the usual one of the direction in which the plan is scheduled."""
    if task.constraint_type is None:
        return None, None
    constraint = CONSTRAINTS.get(task.constraint_type)
    if constraint is None:
        message = f"the constraint type {task.constraint_type} is unknown and was left out"
        notebook.add(NoteKind.UNSUPPORTED, "ConstraintType", message, place_of(task))
        return None, None
    if constraint in WITHOUT_DATE:
        return (None if constraint is usual else constraint), None
    if task.constraint_date is None:
        message = f"{constraint} has no date and was left out"
        notebook.add(NoteKind.MISSING, "ConstraintDate", message, place_of(task))
        return None, None
    return constraint, task.constraint_date


def _with_pins(made: Task, task: FileTask, notebook: Notebook) -> Task:
    if task.external_task or task.is_subproject:
        message = "a task of another file stands at the dates that this file has stored"
        notebook.add(NoteKind.UNSUPPORTED, "ExternalTask", message, place_of(task))
        return replace(made, pinned_start=task.start, pinned_finish=task.finish)
    if not task.manual:
        return made
    start, finish = task.manual_start or task.start, task.manual_finish or task.finish
    if start is None and finish is None:
        message = "a manual task without dates is scheduled automatically"
        notebook.add(NoteKind.ADJUSTED, "Manual", message, place_of(task))
    return replace(made, pinned_start=start, pinned_finish=finish)


def _with_progress(made: Task, task: FileTask, notebook: Notebook) -> Task:
    if task.summary:
        return made
    percent = min(max(task.percent_complete or 0.0, 0.0), 100.0)
    if percent != (task.percent_complete or percent):
        message = f"{task.percent_complete:g} % done were taken as {percent:g} %"
        notebook.add(NoteKind.ADJUSTED, "PercentComplete", message, place_of(task))
    is_under_way = task.actual_start is not None and task.actual_finish is None
    remaining = task.remaining_duration_seconds if is_under_way else None
    is_paused = is_under_way and task.stop is not None and task.resume is not None and task.resume > task.stop
    return replace(
        made,
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
        percent_complete=percent,
        remaining_minutes=None if remaining is None else minutes_of_seconds(remaining),
        resume_on=task.resume if is_paused else None,
    )


def links_of(file: ProjectFile, notebook: Notebook) -> tuple[Link, ...]:
    """Return the engine's links; those from tasks that the file does not hold are noted and left out."""
    by_uid = {_uid(task): task for task in real_tasks(file.tasks)}
    return tuple(
        made
        for task in by_uid.values()
        for link in task.links
        if (made := _link(link, task, by_uid, notebook)) is not None
    )


def _link(link: FileLink, task: FileTask, by_uid: Mapping[int, FileTask], notebook: Notebook) -> Link | None:
    for message in _faults(link, by_uid):
        notebook.add(NoteKind.MISSING, "PredecessorLink", message, place_of(task))
        return None
    kind = lag_kind(link.lag_format)
    is_share = kind in {LagKind.PERCENT, LagKind.ELAPSED_PERCENT}
    lag = link.lag or 0
    if not is_share and lag % 10:
        notebook.add(NoteKind.ADJUSTED, "LinkLag", "parts of a minute were rounded", place_of(task))
    return Link(
        predecessor_id=link.predecessor_uid or 0,
        successor_id=_uid(task),
        type=LINK_TYPES[1 if link.type is None else link.type],
        lag_minutes=0 if is_share else minutes_of_tenths(lag),
        lag_kind=kind if lag else LagKind.WORKING,
        lag_percent=lag if is_share else 0,
    )


def _faults(link: FileLink, by_uid: Mapping[int, FileTask]) -> Iterator[str]:
    if link.cross_project:
        yield f"a link from another file ({link.cross_project_name or 'unnamed'}) was left out"
    elif link.predecessor_uid not in by_uid:
        yield f"a link from task {link.predecessor_uid}, which the file does not hold, was left out"
    elif link.type is not None and link.type not in LINK_TYPES:
        yield f"a link of the unknown type {link.type} was left out"


assert set(LINK_TYPES.values()) == set(LinkType)  # noqa: S101 -- a type that is missing here could not be read
