"""Who does what in a file, and the spread of the work of split tasks, by which Project knows where they pause."""

from collections.abc import Iterator
from dataclasses import replace

from milepost.scheduling.checks import Id
from milepost.scheduling.clock import Clock
from milepost.scheduling.msproject.measures import Measures
from milepost.scheduling.msproject.records import UNASSIGNED_RESOURCE_UID, FileAssignment, WorkPiece
from milepost.scheduling.msproject.values import SECONDS
from milepost.scheduling.records import Assignment
from milepost.scheduling.schedules import Schedule
from milepost.scheduling.task_records import Task

_REMAINING, _HOURS = 1, 1


def assignments_in(dated: Schedule, uids: dict[Id, int], resources: dict[Id, int]) -> Iterator[FileAssignment]:
    """Yield the assignments; a split task on which nobody works gets one to hold the spread of its work."""
    plan = dated.plan
    measures = Measures(plan)
    pieces = {task.id: tuple(_pieces(task, dated, measures)) for task in plan.tasks if task.splits}
    uid = 0
    for uid, assignment in enumerate(plan.assignments, start=1):
        yield replace(
            _assignment(assignment, dated),
            uid=uid,
            task_uid=uids[assignment.task_id],
            resource_uid=resources[assignment.resource_id],
            pieces=pieces.get(assignment.task_id, ()),
        )
    staffed = {assignment.task_id for assignment in plan.assignments}
    for extra, task_id in enumerate((each for each in pieces if each not in staffed), start=uid + 1):
        each = dated[task_id]
        yield FileAssignment(
            uid=extra,
            task_uid=uids[task_id],
            resource_uid=UNASSIGNED_RESOURCE_UID,
            start=each.start,
            finish=each.finish,
            units=1.0,
            pieces=pieces[task_id],
        )


def _assignment(assignment: Assignment, dated: Schedule) -> FileAssignment:
    each = dated[assignment.task_id]
    work = assignment.work_minutes
    return FileAssignment(
        start=each.start,
        finish=each.finish,
        units=assignment.units,
        work_seconds=None if work is None else work * 60,
        delay_tenths=float(assignment.delay_minutes * 10),
    )


def _pieces(task: Task, dated: Schedule, measures: Measures) -> Iterator[WorkPiece]:
    """Yield the work and the pauses of a split task, in its own calendar."""
    line, clock = measures.line(task), measures.clock
    work = line.work(clock.minute(dated[task.id].start))
    done = 0
    for split in sorted(task.splits, key=lambda each: each.after_minutes):
        pause = work + split.after_minutes - done
        yield from _stretch(clock, line.start_at(work), line.finish_at(pause), pause - work)
        work, done = pause + split.gap_minutes, split.after_minutes
        yield from _stretch(clock, line.finish_at(pause), line.start_at(work), 0)
    rest = task.duration_minutes - done
    yield from _stretch(clock, line.start_at(work), line.finish_at(work + rest), rest)


def _stretch(clock: Clock, start: int, finish: int, minutes: int) -> Iterator[WorkPiece]:
    if start < finish:
        yield WorkPiece(
            type=_REMAINING,
            uid=0,
            start=clock.moment(start),
            finish=clock.moment(finish),
            unit=_HOURS,
            value=SECONDS.write(minutes * 60),
        )
