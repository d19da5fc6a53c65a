"""Who is held by what and when: the parts of people in tasks, how loaded they are, and where it is too much.

A task holds somebody from the moment when their part begins to the moment when it ends, in the working time of the
calendar on which they do it; nights and free days between are held with it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from milepost.scheduling.checks import Id, wanted
from milepost.scheduling.clock import Clock
from milepost.scheduling.forward import moment_of
from milepost.scheduling.levelling_records import Overload
from milepost.scheduling.network import Network
from milepost.scheduling.nodes import Kind
from milepost.scheduling.records import Assignment, Plan, Resource, ResourceKind
from milepost.scheduling.schedules import Schedule
from milepost.scheduling.task_records import Task

WHOLE = 100
"""The units of one full person: a hundredth is the smallest part that counts."""
type Hold = tuple[Id, int, int, int]  # a resource, from moment, to moment, hundredths


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a task: working minutes of a line after the task's start; `until` None: to its end."""

    resource_id: Id
    line: int
    since: int
    until: int | None
    units: int


def capacities(plans: Iterable[Plan]) -> dict[Id, int]:
    """Return the hundredths that each resource has; where plans differ, the least."""
    found: dict[Id, int] = {}
    for plan in plans:
        for resource in plan.resources:
            if resource.kind is ResourceKind.WORK:
                units = round(resource.units * WHOLE)
                found[resource.id] = min(found.get(resource.id, units), units)
    return found


def parts_of(network: Network) -> dict[Id, tuple[Part, ...]]:
    """Return who does what in each task that is active and lasts."""
    workers = {each.id for each in network.plan.resources if each.kind is ResourceKind.WORK}
    found: defaultdict[Id, list[Part]] = defaultdict(list)
    for assignment in network.plan.assignments:
        task = network.outline.tasks.get(assignment.task_id)
        units = round(assignment.units * WHOLE)
        if task is not None and assignment.resource_id in workers and units > 0 and _has_work(network, task):
            found[task.id] += _parts(network, task, assignment, units)
    return {task_id: tuple(parts) for task_id, parts in found.items()}


def _has_work(network: Network, task: Task) -> bool:
    return task.is_active and task.id in network.index and task.duration_minutes > 0 and task.actual_finish is None


def _parts(network: Network, task: Task, assignment: Assignment, units: int) -> list[Part]:
    way = network.lines.way(task)
    need = None if assignment.work_minutes is None else round(assignment.work_minutes / assignment.units)
    since = assignment.delay_minutes
    if way.members:
        line = dict(zip(way.resource_ids, way.own_lines, strict=True)).get(assignment.resource_id)
        if line is None:
            return [Part(assignment.resource_id, way.line, 0, None, units)]
        return [Part(assignment.resource_id, line, since, since + (need or task.duration_minutes), units)]
    last = task.duration_minutes if need is None else min(since + need, task.duration_minutes)
    if since >= last:
        since, last = 0, task.duration_minutes
    return [
        Part(assignment.resource_id, way.line, begin + gap, end + gap, units)
        for begin, end, gap in _between_pauses(task, since, last)
    ]


def _between_pauses(task: Task, since: int, last: int) -> Iterable[tuple[int, int, int]]:
    """Yield the stretches of work between pauses: from and to of the duration, and the pauses before."""
    begin, gap = 0, 0
    for split in sorted(task.splits, key=lambda each: each.after_minutes):
        if max(begin, since) < min(split.after_minutes, last):
            yield max(begin, since), min(split.after_minutes, last), gap
        begin, gap = split.after_minutes, gap + split.gap_minutes
    if max(begin, since) < last:
        yield max(begin, since), last, gap


def holds(network: Network, parts: Sequence[Part], begin: int, end: int) -> list[Hold]:
    """Return whom a task holds that runs from one moment to another."""
    found = []
    for part in parts:
        line = network.lines.all[part.line]
        if part.until is None:
            found.append((part.resource_id, begin, end, part.units))
            continue
        work = line.work(begin)
        since, until = line.start_at(work + part.since), line.finish_at(work + part.until)
        if since < until:
            found.append((part.resource_id, since, until, part.units))
    return found


def holds_of_fixed(network: Network, number: int, parts: Sequence[Part]) -> list[Hold]:
    """Return whom a task holds that stands where it was put: what is left of it, in all of it."""
    node = network.special[number]
    if node.is_complete:
        return []
    begin = node.begin
    if node.is_started:
        line = network.lines.all[network.line[number]]
        begin = max(begin, line.start_at(line.work(node.end) - node.rest // 2))
    units: dict[Id, int] = {part.resource_id: part.units for part in parts}
    return [(each, begin, node.end, share) for each, share in units.items() if begin < node.end]


class Profile:
    """How loaded a resource is over time, as steps."""

    __slots__ = ("_loads", "_times", "capacity")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._times: list[int] = []
        self._loads: list[int] = []  # from each time to the next

    def copy(self) -> "Profile":
        """Return another one that is as this."""
        other = Profile(self.capacity)
        other._times, other._loads = list(self._times), list(self._loads)
        return other

    def add(self, start: int, end: int, units: int) -> None:
        """Load a stretch."""
        first, last = self._step(start), self._step(end)
        for at in range(first, last):
            self._loads[at] += units

    def last_conflict(self, start: int, end: int, units: int) -> int | None:
        """Return the end of the last step within a stretch that leaves no room for these units; None: it has room.

        Who asks for more than there is gets room where nobody else is.
        """
        room = self.capacity - min(units, self.capacity)
        times, loads = self._times, self._loads
        first = max(bisect_right(times, start) - 1, 0)
        for at in range(bisect_left(times, end) - 1, first - 1, -1):
            if loads[at] > room and times[at] < end and times[at + 1] > start:
                return times[at + 1]
        return None

    def next_conflict(self, start: int, units: int) -> int | None:
        """Return the first moment from `start` on that leaves no room for these units; None: there is none."""
        room = self.capacity - min(units, self.capacity)
        for at in range(max(bisect_right(self._times, start) - 1, 0), len(self._times)):
            if self._loads[at] > room and (at + 1 == len(self._times) or self._times[at + 1] > start):
                return max(self._times[at], start)
        return None

    def steps(self) -> list[tuple[int, int, int]]:
        """Return the stretches with their loads, those without any left out."""
        pairs = zip(self._times, self._times[1:], self._loads, strict=False)
        return [(start, end, load) for start, end, load in pairs if load]

    def _step(self, moment: int) -> int:
        at = bisect_left(self._times, moment)
        if at == len(self._times) or self._times[at] != moment:
            self._times.insert(at, moment)
            self._loads.insert(at, self._loads[at - 1] if at else 0)
        return at


def overloads(schedules: Sequence[Schedule]) -> tuple[Overload, ...]:
    """Return where somebody has more work than time in these plans together, by resource and time.

    The same id is the same person in all plans: `overloads([schedule(one), schedule(other)])`.
    """
    for dated in [schedules] if isinstance(schedules, Plan) else schedules:
        wanted(dated, Schedule, "overloads()", "write overloads([schedule(plan)])")
    people: dict[Id, Resource] = {each.id: each for dated in schedules for each in dated.plan.resources}
    held: defaultdict[Id, list[tuple[int, int, int, tuple[int, Id]]]] = defaultdict(list)
    for place, dated in enumerate(schedules):
        for task_id, hold in held_by(dated):
            resource_id, start, end, units = hold
            held[resource_id].append((start, end, units, (place, task_id)))
    found: list[Overload] = []
    room = capacities(dated.plan for dated in schedules)
    clock = schedules[0].network.moments.clock if schedules else Clock(None)
    for resource_id, each in held.items():
        found += _overloads_of(people[resource_id], room[resource_id], each, clock)
    return tuple(found)


def held_by(dated: Schedule) -> list[tuple[Id, Hold]]:
    """Return whom each task of a schedule holds."""
    network, found = dated.network, []
    sign = network.moments.sign
    for task_id, parts in parts_of(network).items():
        number = network.index[task_id]
        node = network.special.get(number)
        if node is not None and node.kind is Kind.FIXED:
            held = holds_of_fixed(network, number, parts)
        else:
            begin, end = (
                moment_of(network, 2 * number + last, dated.dates.placed[2 * number + last]) for last in (0, 1)
            )
            held = holds(network, parts, begin, end)
        for resource_id, start, end, units in held:
            first, last = sorted((sign * start, sign * end))
            found.append((task_id, (resource_id, first, last, units)))
    return found


def _overloads_of(
    resource: Resource, room: int, held: list[tuple[int, int, int, tuple[int, Id]]], clock: Clock
) -> list[Overload]:
    profile = Profile(room)
    for start, end, units, _task in held:
        profile.add(start, end, units)
    merged: list[tuple[int, int, int]] = []
    for start, end, load in profile.steps():
        if load <= room:
            continue
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end, max(merged[-1][2], load))
        else:
            merged.append((start, end, load))
    return [
        Overload(
            resource.id,
            resource.name,
            clock.moment(start),
            clock.moment(end),
            load / WHOLE,
            room / WHOLE,
            tuple(task for begin, last, _units, task in held if begin < end and last > start),
        )
        for start, end, load in merged
    ]
