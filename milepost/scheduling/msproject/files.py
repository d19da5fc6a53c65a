"""A dated plan as a file: what Microsoft Project needs to show the same plan with the same dates.

What its format has no place for is left out: time zones, sides, meetings, lags on a calendar of their own, and that
unfinished work moves behind the status date. Public holidays of a country become exceptions.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from milepost.scheduling.checks import Id
from milepost.scheduling.msproject.assignment_files import assignments_in
from milepost.scheduling.msproject.calendar_files import calendars_in
from milepost.scheduling.msproject.formats import (
    CONSTRAINT_NUMBERS,
    DAYS_FORMAT,
    ELAPSED_DAYS_FORMAT,
    LAG_FORMATS,
    LINK_NUMBERS,
)
from milepost.scheduling.msproject.records import FileLink, FileResource, FileTask, ProjectFile
from milepost.scheduling.msproject.settings_records import FileSettings
from milepost.scheduling.records import Link, Plan, Resource, ResourceKind, ScheduleFrom
from milepost.scheduling.schedules import Schedule
from milepost.scheduling.task_records import Constraint, Task

_SAVE_VERSION = 14
_RESOURCE_TYPES = {ResourceKind.MATERIAL: 0, ResourceKind.WORK: 1, ResourceKind.COST: 2}


def file_of(dated: Schedule) -> ProjectFile:
    """Return the file of a plan with its dates. Ids that are whole numbers become UIDs, others are counted from 1.

    Reading the file gives the plan again, its tasks in the order of the outline, but for what the format cannot hold.
    """
    plan = dated.plan
    uids = _uids([task.id for task in plan.tasks])
    resources = _uids([resource.id for resource in plan.resources])
    calendars, calendar_uids = calendars_in(plan)
    order = list(_outline(plan))
    links = defaultdict(list)
    for link in plan.links:
        links[link.successor_id].append(link)
    numbers = _Numbers()
    tasks = [
        replace(
            _task(task, dated, numbers.next(level), calendar_uids),
            uid=uids[task.id],
            id=row,
            links=tuple(_link(link, uids) for link in links[task.id]),
        )
        for row, (task, level) in enumerate(order, start=1)
    ]
    return ProjectFile(
        settings=_settings(dated, calendar_uids),
        calendars=calendars,
        tasks=tuple(tasks),
        resources=tuple(_resource(each, resources[each.id], calendar_uids) for each in plan.resources),
        assignments=tuple(assignments_in(dated, uids, resources)),
    )


def _uids(ids: list[Id]) -> dict[Id, int]:
    if all(isinstance(each, int) and each >= 0 for each in ids):
        return {each: int(each) for each in ids}
    return {each: at for at, each in enumerate(ids, start=1)}


def _outline(plan: Plan) -> Iterator[tuple[Task, int]]:
    """Yield the tasks with their levels, each summary before its parts."""
    children: defaultdict[Id | None, list[Task]] = defaultdict(list)
    for task in plan.tasks:
        children[task.parent_id].append(task)
    queue = [(task, 1) for task in reversed(children[None])]
    while queue:
        task, level = queue.pop()
        yield task, level
        queue += [(child, level + 1) for child in reversed(children[task.id])]


class _Numbers:
    """Counts the outline: 1, then 1.1 and 1.2, then 2."""

    def __init__(self) -> None:
        self._counts: list[int] = []

    def next(self, level: int) -> str:
        """Return the number of the next task, which stands on this level."""
        self._counts = [*self._counts[:level], *([0] * (level - len(self._counts)))]
        self._counts[level - 1] += 1
        return ".".join(map(str, self._counts))


def _settings(dated: Schedule, calendar_uids: dict[Id, int]) -> FileSettings:
    plan = dated.plan
    default = plan.default_calendar_id
    return FileSettings(
        save_version=_SAVE_VERSION,
        title=plan.name or None,
        schedule_from_start=plan.schedule_from is ScheduleFrom.START,
        start_date=plan.start if plan.start is not None else dated.start,
        finish_date=dated.finish,
        critical_slack_limit_days=plan.critical_slack_minutes // plan.minutes_per_day,
        calendar_uid=calendar_uids[default] if default is not None else next(iter(calendar_uids.values())),
        minutes_per_day=plan.minutes_per_day,
        minutes_per_week=plan.minutes_per_week,
        days_per_month=plan.days_per_month,
        duration_format=DAYS_FORMAT,
        honor_constraints=plan.honours_constraints,
        multiple_critical_paths=plan.each_end_is_critical,
        status_date=plan.status_date,
        new_tasks_are_manual=False,
    )


def _task(task: Task, dated: Schedule, outline: str, calendar_uids: dict[Id, int]) -> FileTask:
    each = dated[task.id]
    usual = dated.plan.schedule_from is ScheduleFrom.START
    ordinary = Constraint.AS_SOON_AS_POSSIBLE if usual else Constraint.AS_LATE_AS_POSSIBLE
    is_under_way = task.actual_start is not None and task.actual_finish is None
    seconds = each.duration_minutes * 60
    text = "" if task.is_tentative else None
    return FileTask(
        name=task.name,
        active=task.is_active,
        manual=task.is_pinned,
        type=1 if task.ignores_resource_calendars else 0,
        is_null=False,
        outline_number=outline,
        outline_level=outline.count(".") + 1,
        priority=task.priority,
        start_text=text,
        finish_text=text,
        duration_text=text,
        start=each.start,
        finish=each.finish,
        duration_seconds=task.duration_minutes * 60 if not each.is_summary else seconds,
        manual_start=task.pinned_start,
        manual_finish=task.pinned_finish,
        manual_duration_seconds=task.duration_minutes * 60 if task.is_pinned else None,
        duration_format=ELAPSED_DAYS_FORMAT if task.is_elapsed else DAYS_FORMAT,
        stop=task.actual_start if task.resume_on is not None else None,
        resume=task.resume_on,
        recurring=task.is_recurring,
        milestone=task.is_milestone,
        summary=each.is_summary,
        critical=each.is_critical,
        early_start=each.early_start,
        early_finish=each.early_finish,
        late_start=each.late_start,
        late_finish=each.late_finish,
        free_slack_tenths=each.free_slack_minutes * 10.0,
        total_slack_tenths=each.total_slack_minutes * 10.0,
        start_slack_tenths=each.start_slack_minutes * 10.0,
        finish_slack_tenths=each.finish_slack_minutes * 10.0,
        percent_complete=task.percent_complete,
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
        remaining_duration_seconds=each.remaining_minutes * 60 if is_under_way or each.is_summary else None,
        constraint_type=CONSTRAINT_NUMBERS[task.constraint or ordinary],
        calendar_uid=-1 if task.calendar_id is None else calendar_uids[task.calendar_id],
        constraint_date=task.constraint_date,
        deadline=task.deadline,
        leveling_delay_tenths=float(task.levelling_delay_minutes * 10),
        leveling_delay_format=ELAPSED_DAYS_FORMAT,
        ignore_resource_calendar=task.ignores_resource_calendars,
    )


def _link(link: Link, uids: dict[Id, int]) -> FileLink:
    return FileLink(
        predecessor_uid=uids[link.predecessor_id],
        type=LINK_NUMBERS[link.type],
        cross_project=False,
        lag=float(link.lag_percent or link.lag_minutes * 10),
        lag_format=LAG_FORMATS[link.lag_kind],
    )


def _resource(resource: Resource, uid: int, calendar_uids: dict[Id, int]) -> FileResource:
    return FileResource(
        uid=uid,
        id=uid,
        name=resource.name or str(resource.id),
        type=_RESOURCE_TYPES[resource.kind],
        is_null=False,
        max_units=resource.units,
        calendar_uid=None if resource.calendar_id is None else calendar_uids[resource.calendar_id],
        is_cost_resource=resource.kind is ResourceKind.COST,
    )
