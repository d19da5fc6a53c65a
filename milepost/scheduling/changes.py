"""What a change does to a plan: the new plan, and every date that moves, with how far and why."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from milepost.lib.errors import Invalid
from milepost.scheduling.building import compile_plan
from milepost.scheduling.calendar_records import Calendar
from milepost.scheduling.checks import Id, by_id, wanted
from milepost.scheduling.nodes import Kind
from milepost.scheduling.passes import run_forward
from milepost.scheduling.patching import patched
from milepost.scheduling.records import Assignment, Link, Plan, Resource
from milepost.scheduling.results import Change, Driver, Move
from milepost.scheduling.schedules import Schedule, schedule, why
from milepost.scheduling.task_records import Task
from milepost.scheduling.words import counted


@dataclass(frozen=True, slots=True)
class Comparison:
    """The moves from one schedule to another, in the order of the plan, and what becomes of the plan's finish.

    The shift of the finish is in working minutes of the plan's calendar, positive when later.
    """

    before: Schedule = field(repr=False, compare=False)
    after: Schedule = field(repr=False, compare=False)
    moves: tuple[Move, ...]
    finish_from: dt.datetime
    finish_to: dt.datetime
    finish_shift_minutes: int

    def __repr__(self) -> str:
        """Say how much moves, for those who try it at a prompt."""
        ends = f"{self.finish_from:%Y-%m-%d %H:%M} to {self.finish_to:%Y-%m-%d %H:%M}"
        return f"<Comparison: {counted(len(self.moves), 'move')}, finish {ends}>"

    @property
    def milestones(self) -> tuple[Move, ...]:
        """The moves of milestones alone."""
        return tuple(move for move in self.moves if move.is_milestone)

    def causes(self, task_id: Id) -> tuple[Driver, ...]:
        """Return the chain from a task that moved (its start, or its finish alone) to where the movement begins.

        For what moved later these are drivers of the new schedule, for what moved earlier those of the old one: what
        had held its start. The chain ends with the first driver that comes from nothing that moved, or from a task that
        starts when it did and ends at another time. Such a task, whose own duration changed, has one entry: what still
        holds its start. Empty for a task that did not move, was added or removed.
        """
        moved = {move.task_id: move for move in self.moves}
        move = moved.get(task_id)
        if move is None or move.start_to is None or move.start_from is None:
            return ()
        is_later = (move.start_shift_minutes or move.finish_shift_minutes) > 0
        found = []
        for driver in why(self.after if is_later else self.before, task_id):
            found.append(driver)
            origin = moved.get(driver.from_id) if driver.from_id is not None else None
            if origin is None or self._began(origin):
                break
        return tuple(found)

    def _began(self, move: Move) -> bool:
        """Say whether the movement begins with a task: it starts when it did, and ends at another time."""
        return not move.start_shift_minutes and move.task_id in self.after.network.index


@dataclass(frozen=True, slots=True)
class Rescheduled:
    """A changed plan, its dates, and what the change did."""

    plan: Plan
    schedule: Schedule = field(compare=False)
    comparison: Comparison

    def __repr__(self) -> str:
        """Say what it became, for those who try it at a prompt."""
        return f"<Rescheduled: {self.schedule!r}, {self.comparison!r}>"


def reschedule(plan: Plan | Schedule, change: Change) -> Rescheduled:
    """Return the plan with a change made, its new dates, and the list of moves, earlier as well as later.

    Nothing is written anywhere: the result is a preview until the caller keeps its plan. Nothing moves that need not:
    every date is again the earliest (or latest) that the rules allow. A schedule of the plan that is at hand saves
    computing the old dates again: then one change of tasks or links in a plan of 2,000 tasks takes a few milliseconds.
    Raises what `schedule` raises; `unknown-task`, `unknown-link`, `unknown-assignment` for removals of what is absent.
    """
    wanted(change, Change, "reschedule()", "its second argument says what is to be different")
    before = plan if isinstance(plan, Schedule) else schedule(plan)
    changed = changed_plan(before.plan, change)
    patch = patched(before.network, changed, change)
    if patch is None:
        network = compile_plan(changed)
        after = Schedule(network, run_forward(network))
    else:
        is_plain = before.dates.placed is before.dates.early
        after = Schedule(
            patch.network, run_forward(patch.network, before.dates.early if is_plain else None, patch.changed)
        )
    return Rescheduled(changed, after, compare(before, after))


def compare(before: Plan | Schedule, after: Plan | Schedule) -> Comparison:
    """Return what differs between two plans, or between two schedules: one move for each task with other dates.

    Positive shifts are later. Tasks are matched by id; one that only one side has moves from or to None. Cost: linear.
    """
    for each in (before, after):
        if not isinstance(each, Plan | Schedule):
            raise Invalid("wrong-argument", f"compare() takes plans or schedules, not a {type(each).__name__}.")
    old = before if isinstance(before, Schedule) else schedule(before)
    new = after if isinstance(after, Schedule) else schedule(after)
    moves = [_move(old, new, task_id) for task_id in _differing(old, new)]
    default = new.network.lines.all[new.network.lines.default]
    ends = [each.network.moments.clock.minute(each.finish) for each in (old, new)]
    if new.network.moments.mirrored:
        shift = default.work(-ends[0]) - default.work(-ends[1])
    else:
        shift = default.work(ends[1]) - default.work(ends[0])
    return Comparison(old, new, tuple(moves), old.finish, new.finish, shift)


def _differing(old: Schedule, new: Schedule) -> list[Id]:
    """Return the tasks with other dates, in the order of the new plan, then those that are gone."""
    suspects = _suspects(old, new)
    known = old.network.outline.tasks
    found = [
        task.id
        for task in new.plan.tasks
        if (suspects is None or task.id in suspects)
        and (task.id not in known or old.reader.ends(task.id) != new.reader.ends(task.id))
    ]
    return found + [task.id for task in old.plan.tasks if task.id not in new.network.outline.tasks]


def _suspects(old: Schedule, new: Schedule) -> set[Id] | None:
    """Return the tasks whose positions differ, with their summaries, where both schedules share their lines."""
    network = new.network
    if old.network.lines is not network.lines or len(old.network.line) != len(network.line):
        return None
    before, after = old.dates.placed, new.dates.placed
    numbers = {end >> 1 for end, at in enumerate(after) if before[end] != at}
    for each in (old.network, network):
        numbers |= {number for number, node in each.special.items() if node.kind is Kind.FIXED}
    found = {network.owner[number] for number in numbers if number < network.tasks}
    found |= {above for task_id in found for above in network.outline.ancestors(task_id)}
    return found | {task_id for task_id in network.outline.children if network.outline.tasks[task_id].is_pinned}


def _move(old: Schedule, new: Schedule, task_id: Id) -> Move:
    side = new if task_id in new.network.outline.tasks else old
    task = side.network.outline.tasks[task_id]
    before = old.reader.ends(task_id) if task_id in old.network.outline.tasks else None
    after = new.reader.ends(task_id) if task_id in new.network.outline.tasks else None
    shifts = (0, 0)
    if before is not None and after is not None:
        shifts = (
            side.reader.between(task_id, before[0], after[0]),
            side.reader.between(task_id, before[1], after[1]),
        )
    old_moment, new_moment = old.network.moments.clock.moment, new.network.moments.clock.moment
    return Move(
        task_id,
        task.name,
        side.is_milestone(task),
        None if before is None else old_moment(before[0]),
        None if after is None else new_moment(after[0]),
        None if before is None else old_moment(before[1]),
        None if after is None else new_moment(after[1]),
        *shifts,
    )


def changed_plan(plan: Plan, change: Change) -> Plan:
    """Return a plan with a change made, not dated; see `Change`. Raises for removals as `reschedule` does."""
    wanted(plan, Plan, "changed_plan()")
    wanted(change, Change, "changed_plan()")
    gone = _with_descendants(plan, change.removed_task_ids)
    return replace(
        plan,
        tasks=_put("task", plan.tasks, change.tasks, gone),
        links=_links(plan.links, change, gone) if change.links or change.removed_links or gone else plan.links,
        calendars=_put("calendar", plan.calendars, change.calendars),
        resources=_put("resource", plan.resources, change.resources),
        assignments=_assignments(plan.assignments, change, gone),
        start=change.start or plan.start,
        finish=change.finish or plan.finish,
        status_date=change.status_date or plan.status_date,
    )


def _put[R: (Task, Calendar, Resource)](
    kind: str, records: tuple[R, ...], others: tuple[R, ...], gone: frozenset[Id] = frozenset()
) -> tuple[R, ...]:
    """Return records with others in the place of those of the same id, new ones at the end, without what is gone."""
    if not others and not gone:
        return records
    new: dict[Id, R] = by_id(others, kind)
    kept: list[R] = [new.pop(each.id, each) for each in records if each.id not in gone]
    kept.extend(new.values())
    return tuple(kept)


def _with_descendants(plan: Plan, ids: Iterable[Id]) -> frozenset[Id]:
    below_these = set(ids)
    if not below_these:
        return frozenset()
    missing = below_these - {task.id for task in plan.tasks}
    if missing:
        one = next(each for each in ids if each in missing)
        raise Invalid("unknown-task", f"The plan has no task with the id “{one}” to remove.", task_id=one)
    while True:
        below = {task.id for task in plan.tasks if task.parent_id in below_these} - below_these
        if not below:
            return frozenset(below_these)
        below_these |= below


def _links(links: tuple[Link, ...], change: Change, gone: frozenset[Id]) -> tuple[Link, ...]:
    gone_links = {(link.predecessor_id, link.successor_id, link.type): link for link in change.removed_links}
    if gone_links:
        for each in gone_links.keys() - {(link.predecessor_id, link.successor_id, link.type) for link in links}:
            words = f"The plan has no link “{each[0]}” → “{each[1]}” of the type {each[2]} to remove."
            raise Invalid("unknown-link", words, link=gone_links[each])
    replaced = {(link.predecessor_id, link.successor_id, link.type) for link in change.links} | gone_links.keys()
    kept = [
        link
        for link in links
        if not (replaced and (link.predecessor_id, link.successor_id, link.type) in replaced)
        and not (gone and (link.predecessor_id in gone or link.successor_id in gone))
    ]
    return (*kept, *change.links)


def _assignments(assignments: tuple[Assignment, ...], change: Change, gone: frozenset[Id]) -> tuple[Assignment, ...]:
    if not (change.assignments or change.removed_assignments or gone):
        return assignments
    there = {(each.task_id, each.resource_id) for each in assignments}
    for each in change.removed_assignments:
        if (each.task_id, each.resource_id) not in there:
            words = f"The plan has no assignment of “{each.resource_id}” to “{each.task_id}” to remove."
            raise Invalid("unknown-assignment", words, task_id=each.task_id, resource_id=each.resource_id)
    other = {(each.task_id, each.resource_id) for each in (*change.assignments, *change.removed_assignments)}
    kept = (each for each in assignments if (each.task_id, each.resource_id) not in other and each.task_id not in gone)
    return (*kept, *change.assignments)
