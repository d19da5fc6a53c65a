"""A plan made ready for levelling: what may move, how far, and who does it.

What must not be delayed stands still and bounds what comes before it: pins, work under way, must-dates, tasks as late
as possible, and those of priority 1000. A plan that is scheduled from its finish stands still as a whole. Delays of an
earlier levelling are taken back first, so that levelling twice gives the same.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from milepost.lib.errors import Invalid
from milepost.scheduling.backward import backward
from milepost.scheduling.building import compile_plan
from milepost.scheduling.calendar_records import MINUTES_A_DAY
from milepost.scheduling.checks import Id
from milepost.scheduling.dates import Dates
from milepost.scheduling.forward import forward, moment_at, moment_of
from milepost.scheduling.levelling_loads import Part, parts_of
from milepost.scheduling.network import Network
from milepost.scheduling.nodes import Kind
from milepost.scheduling.order import followers_of
from milepost.scheduling.positions import latest_position
from milepost.scheduling.records import LinkType, Plan, ScheduleFrom
from milepost.scheduling.schedules import Schedule, schedule
from milepost.scheduling.task_records import Constraint, Task
from milepost.scheduling.timeline import WorkLine

DO_NOT_LEVEL = 1000
_STANDING = frozenset({Constraint.AS_LATE_AS_POSSIBLE, Constraint.MUST_START_ON, Constraint.MUST_FINISH_ON})
_BY_FINISH = frozenset({Constraint.FINISH_NO_EARLIER_THAN, Constraint.FINISH_NO_LATER_THAN})
_TO_FINISH = frozenset({LinkType.FINISH_FINISH, LinkType.START_FINISH})


@dataclass(slots=True)
class Job:
    """A task that may be delayed: its node, who does it, its weight, and whether it may be interrupted."""

    number: int
    task: Task
    parts: tuple[Part, ...]
    weight: int
    is_splittable: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: the nodes that it binds, its moment, and the line on which lateness is measured."""

    numbers: tuple[int, ...]
    moment: int
    line: int
    weight: int


@dataclass(slots=True)
class Project:
    """One plan among those that are levelled together.

    `network` has no delays and no deadlines, and what stands still is fixed in it. `early` are its positions without
    levelling, `limits` the latest ones that break no constraint and no link of what stands still, `urgency` the late
    starts by which the greedy schedule chooses.
    """

    place: int
    plan: Plan
    network: Network
    early: list[int]
    limits: list[int]
    urgency: list[int]
    weight: int
    jobs: dict[int, Job] = field(default_factory=dict)
    fixed: dict[int, tuple[Part, ...]] = field(default_factory=dict)
    dues: list[Due] = field(default_factory=list)
    late_starts: dict[Id, dt.datetime] = field(default_factory=dict)  # where tasks as late as possible stand
    followers: list[list[int]] = field(default_factory=list)
    least_finish: int | None = None  # a moment before which it cannot end, once that is known

    def line(self, number: int) -> WorkLine:
        """Return the line of a node."""
        return self.network.lines.all[self.network.line[number]]

    def moves(self, number: int) -> bool:
        """Say whether a node is placed after its bounds, and not where it was put."""
        node = self.network.special.get(number)
        return node is None or node.kind in {Kind.PLAIN, Kind.SEVERAL}

    def is_several(self, number: int) -> bool:
        """Say whether several people do a task, each on their own calendar."""
        node = self.network.special.get(number)
        return node is not None and node.kind is Kind.SEVERAL

    def finish(self, positions: list[int]) -> int:
        """Return the moment at which the last task ends."""
        leaves = (number for number in self.network.order if number < self.network.tasks)
        return max((self.moment(2 * number + 1, positions) for number in leaves), default=self.network.anchor)

    def measure(self, number: int) -> WorkLine:
        """Return the line on which shifts of a node are measured."""
        node = self.network.special.get(number)
        on = self.network.line[number] if node is None else node.way.slack_line
        if node is not None and node.kind is not Kind.SEVERAL:
            on = self.network.line[number]
        return self.network.lines.all[on]

    def moment(self, end: int, positions: list[int]) -> int:
        """Return the moment of an end of a node."""
        return moment_of(self.network, end, positions[end])


def weight_of(priority: int) -> int:
    """Return how much a priority counts: 1 for 0, 6 for the usual 500, 11 for 1000."""
    return 1 + min(max(priority, 0), 1000) // 100


def without_delays(plan: Plan) -> Plan:
    """Return a plan whose tasks are not delayed by an earlier levelling."""
    tasks = tuple(
        replace(task, levelling_delay_minutes=0) if task.levelling_delay_minutes else task for task in plan.tasks
    )
    return replace(plan, tasks=tasks)


def project_of(plan: Plan, place: int, priority: int, splittable: frozenset[Id]) -> Project:
    """Make a plan ready. Raises what `schedule` raises."""
    freed = without_delays(plan)
    dated = schedule(freed)
    network = compile_plan(_standing(freed, dated))
    early = forward(network)
    weight = weight_of(priority)
    project = Project(place, freed, network, early, _limits(network, early), _late_starts(dated), weight)
    project.followers = followers_of(network.near, network.far, network.members)
    parts = parts_of(network)
    for task_id, number in network.index.items():
        task = network.outline.tasks[task_id]
        if task_id not in parts:
            continue
        node = network.special.get(number)
        if node is not None and node.kind is Kind.FIXED:
            project.fixed[number] = parts[task_id]
        else:
            may_split = task_id in splittable and _can_split(network, task, parts[task_id])
            project.jobs[number] = Job(number, task, parts[task_id], weight_of(task.priority) * weight, may_split)
    project.dues = list(_dues(project))
    project.late_starts = {
        task.id: dated[task.id].start
        for task in freed.tasks
        if task.constraint is Constraint.AS_LATE_AS_POSSIBLE and _stands(freed, task) and task.id in network.index
    }
    return project


def _can_split(network: Network, task: Task, parts: Sequence[Part]) -> bool:
    """Say whether pauses are possible: nothing asks for the task's end, and its people work on it all the time."""
    bound = {task.id, *network.outline.ancestors(task.id)}
    return not (
        task.splits
        or task.is_elapsed
        or task.constraint in _BY_FINISH
        or network.lines.way(task).members
        or any(part.since or part.until != task.duration_minutes for part in parts)
        or any(link.successor_id in bound and link.type in _TO_FINISH for link in network.plan.links)
    )


def _standing(plan: Plan, dated: Schedule) -> Plan:
    """Return a plan forward from its start, without deadlines, with pins where nothing is to move."""
    summaries = dated.network.outline.children
    tasks = []
    for task in plan.tasks:
        made = replace(task, deadline=None)
        if task.id not in summaries and _stands(plan, task):
            at = dated[task.id]
            made = replace(made, constraint=None, constraint_date=None, pinned_start=at.start, pinned_finish=at.finish)
        tasks.append(made)
    return replace(
        plan, tasks=tuple(tasks), schedule_from=ScheduleFrom.START, start=dated.start, each_end_is_critical=False
    )


def _stands(plan: Plan, task: Task) -> bool:
    """Say whether a task stands still that has neither begun nor been put where it is."""
    is_free = task.is_active and not task.is_pinned and task.actual_start is None
    is_backward = plan.schedule_from is ScheduleFrom.FINISH
    return is_free and (is_backward or task.constraint in _STANDING or task.priority >= DO_NOT_LEVEL)


def _late_starts(dated: Schedule) -> list[int]:
    """Return the moment of each task's late start, deadlines among what bounds it."""
    network, late = dated.network, dated.dates.late
    return [moment_at(network.lines.all[network.line[number]], late[2 * number]) for number in range(network.tasks)]


def _limits(network: Network, early: list[int]) -> list[int]:
    """Return the latest positions; what already stands later keeps its place."""
    for node in network.special.values():
        if node.kind is Kind.FIXED and node.is_pinned and not node.is_started:
            node.late, node.late_exact = latest_position(network.lines.all[node.way.line], node.end), True
    last = max((moment_of(network, end, at) for end, at in enumerate(early)), default=network.anchor)
    far = last + 730 * MINUTES_A_DAY + 5 * sum(task.duration_minutes for task in network.plan.tasks)
    dates = Dates(early, early, ends=[latest_position(line, far) for line in network.lines.all], end=far)
    backward(network, dates)
    return [max(limit, at) for limit, at in zip(dates.late, early, strict=True)]


def _dues(project: Project) -> list[Due]:
    network, found = project.network, []
    for task in project.plan.tasks:
        if task.deadline is None or not task.is_active:
            continue
        if task.id in network.outline.children:
            leaves = tuple(network.index[leaf.id] for leaf in network.outline.leaves(task.id))
            line = network.lines.own_line(task.calendar_id)
        else:
            leaves = (network.index[task.id],)
            node = network.special.get(leaves[0])
            line = network.line[leaves[0]] if node is None else node.way.slack_line
        moment = network.moments.clock.minute(task.deadline)
        if leaves:
            found.append(Due(leaves, moment, line, weight_of(task.priority) * project.weight))
    return found


def projects_of(plans: Sequence[Plan], priorities: Sequence[int], splittable: frozenset[Id] | bool) -> list[Project]:
    """Make plans ready together. Raises `Invalid` with code `zones-differ`, and what `schedule` raises."""
    if len({plan.zone is None for plan in plans}) > 1:
        words = "Plans with a time zone and plans without one cannot be levelled together."
        raise Invalid("zones-differ", words, zones=tuple(plan.zone for plan in plans))
    found = []
    for place, plan in enumerate(plans):
        ids = splittable if isinstance(splittable, frozenset) else frozenset(t.id for t in plan.tasks if splittable)
        found.append(project_of(plan, place, priorities[place], ids))
    return found
