"""Who waits for whom: working time of the waiting side while a task could go on and does not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from milepost.identity.public import User
from milepost.projects.models import Block, Dependency, Project, Task
from milepost.projects.queries.engine import engine_calendar, plan_calendar_id
from milepost.projects.queries.plan_rows import PlanRows, plan_rows
from milepost.projects.queries.task_values import wall_clock_now
from milepost.projects.records import LagKind, LinkType, PartySide, TaskState
from milepost.scheduling.public import WorkingTime

type _Span = tuple[dt.datetime, dt.datetime]
type _OfSide = tuple[str, _Span]


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A task for which others wait or waited: since it could go on, until it was done (None: still)."""

    task_id: int
    title: str
    side: str
    since: dt.datetime
    until: dt.datetime | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """`minutes_for` says for which side was waited how long: the union of its tasks' times, not their sum.

    `tasks` are those that the viewer sees, the longest first; moments are those of the plan's wall clock.
    """

    minutes_for: dict[str, int]
    tasks: tuple[WaitingTask, ...]


def project_waiting(project: Project, viewer: User, *, until: dt.datetime | None = None) -> Waiting:
    """Return how long was waited for each side, up to a moment of the plan's wall clock (default: now).

    A task is waited for from the end of the last of its predecessors (with the link's lag; of a start-to-start link
    from its start) until it is done. One without predecessors has been handed over by nobody, and counts only where it
    is blocked. While a task is blocked, it is waited for the side that holds it up, whoever does it. The customer waits
    for us by their calendar, if they have one; whoever waits for others does so by the project's.
    Cost: three queries and those of `plan_rows`.
    """
    rows = plan_rows(project)
    now = until or wall_clock_now()
    blocks = _blocks(project, now)
    spans = [(task, side, span) for task in _working(rows) for side, span in _waits(rows, task, blocks[task.pk], now)]
    hours = {side: _hours_of_waiting(rows, side) for side in {side for _task, side, _span in spans}}
    seen = set(Task.objects.visible_to(viewer).filter(project=project).values_list("pk", flat=True))
    tasks = [_told(task, side, span, hours[side], now) for task, side, span in spans if task.pk in seen]
    minutes = {
        side: sum(hours[side].between(*span) for span in _union(span for _task, of, span in spans if of == side))
        for side in hours
    }
    return Waiting(
        {side: total for side, total in minutes.items() if total},
        tuple(sorted((one for one in tasks if one.minutes), key=lambda one: (-one.minutes, one.task_id))),
    )


def _working(rows: PlanRows) -> Iterator[Task]:
    parents = {task.parent_id for task in rows.tasks.values()}
    for task in rows.tasks.values():
        if task.pk not in parents and not task.is_milestone and task.state != TaskState.DROPPED:
            yield task


def _waits(
    rows: PlanRows, task: Task, blocks: list[tuple[str, _Span]], now: dt.datetime
) -> Iterator[tuple[str, _Span]]:
    """Yield when a task was waited for, and for whom: blocks first, the rest for whoever does it."""
    ends = min(now, task.actual_finish or now)
    held = [(side, (start, min(finish, ends))) for side, (start, finish) in blocks if start < ends]
    yield from held
    ready = _ready_at(rows, task)
    if ready is not None and ready < ends:
        holder = _holder(rows, task)
        for span in _without((ready, ends), [span for _side, span in held]):
            yield holder, span


def _ready_at(rows: PlanRows, task: Task) -> dt.datetime | None:
    """Return when the last of what it waits for was over; None while that is not so, or where it waits for nothing."""
    moments: list[dt.datetime] = []
    for link in rows.links.values():
        before = rows.tasks.get(link.predecessor_id)
        if link.successor_id != task.pk or before is None or before.state == TaskState.DROPPED:
            continue
        if link.type not in {LinkType.FINISH_START, LinkType.START_START}:
            continue
        moment = before.actual_finish if link.type == LinkType.FINISH_START else before.actual_start
        if moment is None:
            return None
        moments.append(_after_lag(rows, link, moment))
    return max(moments, default=None)


def _after_lag(rows: PlanRows, link: Dependency, moment: dt.datetime) -> dt.datetime:
    if link.lag_kind == LagKind.ELAPSED:
        return moment + dt.timedelta(minutes=link.lag_minutes)
    minutes = link.lag_minutes
    if link.lag_kind == LagKind.PERCENT:
        minutes = round(rows.tasks[link.predecessor_id].duration_minutes * link.lag_percent / 100)
    return _working_time(rows, plan_calendar_id(rows)).add(moment, minutes) if minutes else moment


def _holder(rows: PlanRows, task: Task) -> str:
    sides = {party.side for party in rows.parties if party.task_id == task.pk}
    return sides.pop() if len(sides) == 1 else PartySide.OURS


def _hours_of_waiting(rows: PlanRows, side: str) -> WorkingTime:
    """Return the working time of those who wait for a side."""
    customers = next((row.pk for row in rows.calendars.values() if row.account_id is not None), None)
    return _working_time(rows, customers if side == PartySide.OURS and customers else plan_calendar_id(rows))


def _working_time(rows: PlanRows, calendar_id: int | None) -> WorkingTime:
    calendars = [engine_calendar(row) for row in rows.calendars.values()]
    return WorkingTime(calendars, [] if calendar_id is None else [calendar_id], around=rows.project.start_on)


def _blocks(project: Project, now: dt.datetime) -> dict[int, list[_OfSide]]:
    found: dict[int, list[_OfSide]] = defaultdict(list)
    for block in Block.objects.filter(task__project=project).order_by("since", "pk"):
        span = _on_the_wall(block.since), _on_the_wall(block.until) if block.until else now
        if span[0] < span[1]:
            found[block.task_id].append((block.side, span))
    return found


def _on_the_wall(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment, timezone.get_default_timezone()).replace(tzinfo=None, second=0, microsecond=0)


def _told(task: Task, side: str, span: _Span, hours: WorkingTime, now: dt.datetime) -> WaitingTask:
    start, finish = span
    return WaitingTask(task.pk, task.title, side, start, finish if finish < now else None, hours.between(start, finish))


def _union(spans: Iterable[_Span]) -> list[_Span]:
    """Return spans that do not overlap and cover the same time."""
    found: list[Any] = []
    for start, finish in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], finish))
        else:
            found.append((start, finish))
    return found


def _without(whole: _Span, parts: Iterable[_Span]) -> Iterator[_Span]:
    """Yield what is left of a span without parts of it."""
    start, finish = whole
    for part_start, part_finish in _union(parts):
        if part_finish <= start or part_start >= finish:
            continue
        if start < part_start:
            yield start, part_start
        start = max(start, part_finish)
    if start < finish:
        yield start, finish
