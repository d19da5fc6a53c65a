"""Levelled plans: the delays and pauses that were found, written into the tasks, and dated.

A task as late as possible stands still while others are levelled. In the levelled plan it would move with a later
finish, and might meet the work of others again or push what follows it. Where it would, its place is kept: it starts no
earlier than where it stood.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from milepost.scheduling.checks import Id
from milepost.scheduling.levelling_loads import overloads
from milepost.scheduling.levelling_projects import Project
from milepost.scheduling.levelling_serial import Placement
from milepost.scheduling.records import Plan
from milepost.scheduling.schedules import Schedule, schedule
from milepost.scheduling.task_records import Constraint, Task

type Place = tuple[int, Id]  # a task, with the place of its plan


def dated_plans(projects: Sequence[Project], found: Placement) -> tuple[list[Schedule], tuple[Place, ...]]:
    """Return the levelled plans with their dates, and the tasks as late as possible whose place had to be kept."""
    kept: set[Place] = set()
    while True:
        dated = [schedule(_plan(project, found, kept)) for project in projects]
        wrong = _in_the_way(projects, found, dated) - kept
        if not wrong:
            return dated, tuple(sorted(kept, key=str))
        kept |= wrong


def _in_the_way(projects: Sequence[Project], found: Placement, dated: Sequence[Schedule]) -> set[Place]:
    """Return the tasks as late as possible that have moved and overload somebody, or have moved a task."""
    moved = {
        (project.place, task_id)
        for project, after in zip(projects, dated, strict=True)
        for task_id, start in project.late_starts.items()
        if after[task_id].start != start
    }
    if not moved:
        return moved
    overloaded = {place for each in overloads(dated) for place in each.tasks}
    pushing = {project.place for project in projects if _is_pushed(project, found, dated[project.place])}
    return {place for place in moved if place in overloaded or place[0] in pushing}


def _is_pushed(project: Project, found: Placement, dated: Schedule) -> bool:
    """Say whether a task of a project stands elsewhere than it was placed."""
    minute, owner = project.network.moments.clock.minute, project.network.owner
    positions = found.positions[project.place]
    return any(minute(dated[owner[number]].start) != project.moment(2 * number, positions) for number in project.jobs)


def _plan(project: Project, found: Placement, kept: Collection[Place]) -> Plan:
    """Return a project's plan with the delays and pauses that were found, and the places that are kept."""
    delays, splits = found.delays[project.place], found.splits[project.place]
    index = project.network.index

    def levelled(task: Task) -> Task:
        number = index.get(task.id)
        if (project.place, task.id) in kept:
            start = project.late_starts[task.id]
            return replace(task, constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=start)
        if number not in delays and number not in splits:
            return task
        return replace(task, levelling_delay_minutes=delays.get(number, 0), splits=splits.get(number, task.splits))

    return replace(project.plan, tasks=tuple(levelled(task) for task in project.plan.tasks))
