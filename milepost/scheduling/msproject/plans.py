"""A file as a plan of the engine, with what had to be left out or changed on the way."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from milepost.scheduling.calendar_records import Calendar
from milepost.scheduling.checks import Id
from milepost.scheduling.msproject.calendar_plans import calendars_of
from milepost.scheduling.msproject.formats import WITHOUT_DATE, minutes_of_seconds, minutes_of_tenths
from milepost.scheduling.msproject.measures import Measures
from milepost.scheduling.msproject.notes import Note, Notebook, NoteKind, UnreadableFile
from milepost.scheduling.msproject.records import FileAssignment, FileResource, ProjectFile
from milepost.scheduling.msproject.settings_records import FileSettings
from milepost.scheduling.msproject.splits import pauses_of, splits_of
from milepost.scheduling.msproject.task_plans import links_of, minutes_per_day_of, tasks_of
from milepost.scheduling.records import Assignment, Plan, Resource, ResourceKind, ScheduleFrom
from milepost.scheduling.task_records import Constraint, Split, Task
from milepost.scheduling.words import counted

_MATERIAL, _WORK, _COST = 0, 1, 2
_RESOURCE_KINDS = {_MATERIAL: ResourceKind.MATERIAL, _WORK: ResourceKind.WORK, _COST: ResourceKind.COST}


@dataclass(frozen=True, slots=True)
class PlanRead:
    """The plan of a file, and all notes: those of reading it and those of understanding it."""

    plan: Plan
    notes: tuple[Note, ...]

    def __repr__(self) -> str:
        """Say how much was read, for those who try it at a prompt."""
        return f"<PlanRead of {counted(len(self.plan.tasks), 'task')}, {counted(len(self.notes), 'note')}>"


def plan_of(file: ProjectFile) -> PlanRead:
    """Return the engine's plan of a file. Ids of tasks, calendars and resources are the file's UIDs.

    What Project would not follow either is noted: links from tasks that are not there, calendars that are not there.
    `HonorConstraints` is read as true whatever the file says (see `docs/scheduling.md`). Progress is kept; work that
    is not done is not moved behind the status date, as in Project.
    Raises `UnreadableFile` when the file has no tasks, no date to begin with, or calendars based on each other.
    """
    notebook = Notebook()
    settings = file.settings
    calendars = calendars_of(file.calendars, notebook)
    default = _default_calendar(settings, calendars, notebook)
    tasks = tasks_of(file, default, notebook)
    if not tasks:
        raise UnreadableFile("no-tasks", "the file holds no tasks")
    is_from_start = settings.schedule_from_start is not False
    resources = _resources(file, calendars, notebook)
    minutes_per_day = minutes_per_day_of(settings)
    plan = Plan(
        name=settings.title or settings.name or "",
        tasks=tasks,
        links=links_of(file, notebook),
        start=_start(file) if is_from_start else None,
        finish=None if is_from_start else _finish(settings),
        schedule_from=ScheduleFrom.START if is_from_start else ScheduleFrom.FINISH,
        calendars=calendars,
        default_calendar_id=default,
        status_date=settings.status_date,
        moves_unfinished_work=False,
        links_may_precede_start=True,
        resources=resources,
        assignments=_assignments(file, tasks, resources, notebook),
        critical_slack_minutes=(settings.critical_slack_limit_days or 0) * minutes_per_day,
        each_end_is_critical=bool(settings.multiple_critical_paths),
        minutes_per_day=minutes_per_day,
        minutes_per_week=max(settings.minutes_per_week or 2400, 1),
        days_per_month=max(settings.days_per_month or 20, 1),
    )
    _note_constraints(file, plan, notebook)
    plan = replace(plan, tasks=_with_splits(plan, file, notebook))
    return PlanRead(plan, file.notes + notebook.notes)


def _start(file: ProjectFile) -> dt.datetime:
    starts = [task.start for task in file.tasks if task.start is not None]
    start = file.settings.start_date or (min(starts) if starts else None)
    if start is None:
        raise UnreadableFile("no-start", "neither the project nor any task has a start date", place="project")
    return start


def _finish(settings: FileSettings) -> dt.datetime:
    if settings.finish_date is None:
        raise UnreadableFile("no-finish", "it is scheduled from its finish and has no finish date", place="project")
    return settings.finish_date


def _default_calendar(settings: FileSettings, calendars: tuple[Calendar, ...], notebook: Notebook) -> Id | None:
    uids = [calendar.id for calendar in calendars]
    if settings.calendar_uid in uids:
        return settings.calendar_uid
    if not uids:
        return None
    standard = next((each.id for each in calendars if each.name == "Standard"), None)
    chosen = uids[0] if standard is None else standard
    if settings.calendar_uid is not None:
        message = f"the project's calendar {settings.calendar_uid} is not in the file; calendar {chosen} is used"
        notebook.add(NoteKind.MISSING, "CalendarUID", message, "project")
    return chosen


def _resources(file: ProjectFile, calendars: tuple[Calendar, ...], notebook: Notebook) -> tuple[Resource, ...]:
    known = {calendar.id for calendar in calendars}
    used = {assignment.resource_uid for assignment in file.assignments}
    return tuple(
        _resource(resource, known, notebook)
        for resource in file.resources
        if not resource.is_null and (resource.name or resource.uid in used)
    )


def _resource(resource: FileResource, known: set[Id], notebook: Notebook) -> Resource:
    calendar = resource.calendar_uid if resource.calendar_uid in known else None
    if calendar is None and resource.calendar_uid is not None and resource.calendar_uid >= 0:
        message = f"calendar {resource.calendar_uid} is not in the file"
        notebook.add(NoteKind.MISSING, "CalendarUID", message, f"resource {resource.uid}")
    kind = ResourceKind.WORK if resource.type is None else _RESOURCE_KINDS.get(resource.type, ResourceKind.WORK)
    return Resource(
        id=resource.uid or 0,
        name=resource.name or "",
        calendar_id=calendar,
        kind=ResourceKind.COST if resource.is_cost_resource else kind,
        units=_units(resource.max_units, f"resource {resource.uid}", notebook),
    )


def _units(units: float | None, place: str, notebook: Notebook) -> float:
    if units is not None and units < 0:
        notebook.add(NoteKind.ADJUSTED, "Units", "units below 0 were taken as none", place)
    return 1.0 if units is None else max(units, 0.0)


def _assignments(
    file: ProjectFile, tasks: tuple[Task, ...], resources: tuple[Resource, ...], notebook: Notebook
) -> tuple[Assignment, ...]:
    task_ids, resource_ids = {task.id for task in tasks}, {resource.id for resource in resources}
    return tuple(
        Assignment(
            task_id=assignment.task_uid or 0,
            resource_id=assignment.resource_uid or 0,
            units=_units(assignment.units, f"assignment {assignment.uid}", notebook),
            work_minutes=None if assignment.work_seconds is None else minutes_of_seconds(assignment.work_seconds),
            delay_minutes=max(minutes_of_tenths(assignment.delay_tenths or 0), 0),
        )
        for assignment in file.assignments
        if assignment.task_uid in task_ids and assignment.resource_uid in resource_ids
    )


def _note_constraints(file: ProjectFile, plan: Plan, notebook: Notebook) -> None:
    """Say so where the file lets links win over constraints and that could make a difference."""
    soft = {*WITHOUT_DATE, Constraint.START_NO_EARLIER_THAN, Constraint.FINISH_NO_EARLIER_THAN}
    if file.settings.honor_constraints is False and any(task.constraint not in {None, *soft} for task in plan.tasks):
        message = "constraint dates win over links, though the file says otherwise"
        notebook.add(NoteKind.UNSUPPORTED, "HonorConstraints", message, "project")


def _with_splits(plan: Plan, file: ProjectFile, notebook: Notebook) -> tuple[Task, ...]:
    by_task: defaultdict[Id, list[FileAssignment]] = defaultdict(list)
    for assignment in file.assignments:
        by_task[assignment.task_uid or 0].append(assignment)
    measures = Measures(plan)
    tasks = []
    for task in plan.tasks:
        splits: tuple[Split, ...] = ()
        if by_task[task.id] and task.duration_minutes and not task.is_pinned:
            pauses = pauses_of(by_task[task.id])
            splits = splits_of(*pauses, measures.of(task)) if pauses is not None else ()
            splits = splits or _hidden_split(task, by_task[task.id], measures, notebook)
        tasks.append(replace(task, splits=splits) if splits else task)
    return tuple(tasks)


def _hidden_split(
    task: Task, assignments: list[FileAssignment], measures: Measures, notebook: Notebook
) -> tuple[Split, ...]:
    """Return the pause of a task whose assignments last longer than its duration in the hours of those who do it.

    Files that others than Project have written lack the spread of the work, from which the place of the pause is known.
    """
    starts = [each.start for each in assignments if each.start is not None]
    finishes = [each.finish for each in assignments if each.finish is not None]
    if not (starts and finishes) or task.actual_finish is not None or not measures.is_single(task):
        return ()
    measure = measures.of(task)
    left = task.duration_minutes if task.remaining_minutes is None else task.remaining_minutes
    # What is left follows what is done, and does not begin before the work is resumed.
    lost = 0
    if task.resume_on is not None:
        lost = max(measure(min(starts), task.resume_on) - (task.duration_minutes - left), 0)
    gap = measure(min(starts), max(finishes)) - task.duration_minutes - lost
    if gap <= 0:
        return ()
    message = "the task pauses, the file does not say when: in the middle of what is left"
    notebook.add(NoteKind.ADJUSTED, "TimephasedData", message, f"task {task.id} “{task.name[:60]}”")
    return (Split(after_minutes=task.duration_minutes - (left + 1) // 2, gap_minutes=gap),)
