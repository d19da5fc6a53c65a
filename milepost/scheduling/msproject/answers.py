"""The dates of a file: those that it has stored, or computed anew.

Microsoft Project stores what it computed. `answer_of` gives these dates as they are, as Project shows them on opening
the file, when the file has them for all tasks and they do not contradict it; a file whose durations, links or
constraints were changed by something else than Project, or that was never computed, is computed. `recompute` always
computes: what has happened (actual dates) and what a person has put in its place (manual tasks) stays.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from milepost.scheduling.checks import Id
from milepost.scheduling.msproject.formats import minutes_of_tenths
from milepost.scheduling.msproject.notes import Note
from milepost.scheduling.msproject.plans import plan_of
from milepost.scheduling.msproject.records import FileTask, ProjectFile
from milepost.scheduling.records import Plan
from milepost.scheduling.results import ScheduledTask, ScheduleWarning
from milepost.scheduling.schedules import Schedule, schedule
from milepost.scheduling.task_records import Task

_CLOSE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """The dated tasks of a file in its order; `is_stored`: they are the file's own.

    `contradictions` are the tasks whose stored dates were not kept because the file itself says otherwise; empty when
    they were kept or not asked for. `schedule` is the engine's, whatever the tasks say: reasons are read from it.
    """

    plan: Plan
    start: dt.datetime
    finish: dt.datetime
    tasks: tuple[ScheduledTask, ...]
    schedule: Schedule
    is_stored: bool
    contradictions: tuple[Id, ...]
    notes: tuple[Note, ...]

    @property
    def warnings(self) -> tuple[ScheduleWarning, ...]:
        """What the engine warns of."""
        return self.schedule.warnings


def answer_of(file: ProjectFile, *, recompute: bool = False) -> Answer:
    """Return the dates of a file (see above).

    Raises `Invalid`: `UnreadableFile` for what is no plan, else what `schedule` raises (a cycle, an empty calendar).
    """
    read = plan_of(file)
    dated = schedule(read.plan)
    stored = {task.uid or 0: task for task in file.tasks if not task.is_null}
    is_stored = not recompute and all(_is_computed(task) for task in stored.values())
    wrong = tuple(_contradictions(read.plan, dated, stored)) if is_stored else ()
    is_stored = is_stored and not wrong
    numbered = tuple(replace(each, outline=_outline(each, stored[int(each.id)], stored)) for each in dated.tasks)
    tasks = tuple(_as_stored(each, stored[int(each.id)]) for each in numbered) if is_stored else numbered
    return Answer(
        plan=read.plan,
        start=(file.settings.start_date if is_stored else None) or dated.start,
        finish=(file.settings.finish_date if is_stored else None) or dated.finish,
        tasks=tasks,
        schedule=dated,
        is_stored=is_stored,
        contradictions=wrong,
        notes=read.notes,
    )


def _is_computed(task: FileTask) -> bool:
    """Say whether Project has stored dates of this task; an inactive one needs none."""
    dates = (task.start, task.finish, task.early_start, task.early_finish, task.late_start, task.late_finish)
    return task.active is False or None not in dates


def _outline(each: ScheduledTask, task: FileTask, stored: dict[int, FileTask]) -> str:
    """Return the number in the outline: the file's; the project summary is 0 and does not count."""
    if task.outline_number:
        return task.outline_number
    if 0 not in stored or stored[0].outline_level != 0:
        return each.outline
    return each.outline.partition(".")[2] or "0"


def _as_stored(each: ScheduledTask, task: FileTask) -> ScheduledTask:
    total, free = task.total_slack_tenths, task.free_slack_tenths
    start_slack, finish_slack = task.start_slack_tenths, task.finish_slack_tenths
    return replace(
        each,
        start=task.start or each.start,
        finish=task.finish or each.finish,
        early_start=task.early_start or each.early_start,
        early_finish=task.early_finish or each.early_finish,
        late_start=task.late_start or each.late_start,
        late_finish=task.late_finish or each.late_finish,
        total_slack_minutes=each.total_slack_minutes if total is None else minutes_of_tenths(total),
        free_slack_minutes=each.free_slack_minutes if free is None else minutes_of_tenths(free),
        start_slack_minutes=each.start_slack_minutes if start_slack is None else minutes_of_tenths(start_slack),
        finish_slack_minutes=each.finish_slack_minutes if finish_slack is None else minutes_of_tenths(finish_slack),
        is_critical=each.is_critical if task.critical is None else task.critical,
    )


def _contradictions(plan: Plan, dated: Schedule, stored: dict[int, FileTask]) -> Iterable[Id]:
    """Yield the plain tasks after plain tasks alone whose stored dates do not follow from the file.

    A task is plain when the file says all that its dates hang on: no people, no progress, no pauses, no levelling.
    """
    staffed = {assignment.task_id for assignment in plan.assignments}
    unclear = _followers(plan, {task.id for task in plan.tasks if task.id in staffed or not _is_plain(task)})
    summaries = {task.parent_id for task in plan.tasks}
    for task in plan.tasks:
        if task.id in unclear or task.id in summaries:
            continue
        kept, computed = stored[int(task.id)], dated[task.id]
        if not (_same(kept.start, computed.start, dated, task) and _same(kept.finish, computed.finish, dated, task)):
            yield task.id


def _is_plain(task: Task) -> bool:
    return (
        task.is_active
        and task.actual_start is None
        and task.actual_finish is None
        and not task.splits
        and not task.levelling_delay_minutes
    )


def _followers(plan: Plan, ids: set[Id]) -> set[Id]:
    """Return these tasks with all that hang on them, by links and by the outline."""
    onward: defaultdict[Id, set[Id]] = defaultdict(set)
    for link in plan.links:
        onward[link.predecessor_id].add(link.successor_id)
    for task in plan.tasks:
        if task.parent_id is not None:
            # A link to a summary binds its children; one from a summary waits for them.
            onward[task.id].add(task.parent_id)
    bound = {link.successor_id for link in plan.links}
    for task in plan.tasks:
        if task.parent_id in bound and task.parent_id is not None:
            onward[task.parent_id].add(task.id)
    found, queue = set(ids), list(ids)
    while queue:
        for each in onward[queue.pop()] - found:
            found.add(each)
            queue.append(each)
    return found


def _same(stored: dt.datetime | None, computed: dt.datetime, dated: Schedule, task: Task) -> bool:
    """Say whether no working time lies between both: 17:00 is the next 08:00."""
    if stored is None or abs(stored - computed) <= _CLOSE:
        return True
    clock = dated.network.moments.clock
    begin, end = sorted((clock.minute(stored), clock.minute(computed)))
    return dated.reader.between(task.id, begin, end) <= 1
