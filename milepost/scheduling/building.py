"""Makes the network of a plan, and refuses what cannot be scheduled."""

from milepost.scheduling.clock import Clock
from milepost.scheduling.edges import Edges, own_line
from milepost.scheduling.lines import Lines
from milepost.scheduling.links import Links
from milepost.scheduling.moments import Moments, anchor_of
from milepost.scheduling.network import Network
from milepost.scheduling.nodes import ALWAYS, NEVER
from milepost.scheduling.order import Circle, ordered
from milepost.scheduling.outline import Outline
from milepost.scheduling.records import Link, Plan, ScheduleFrom, check_records
from milepost.scheduling.refusals import cycle, from_least, refuse_assignments
from milepost.scheduling.summary_nodes import SummaryNodes
from milepost.scheduling.task_records import Task


def compile_plan(plan: Plan) -> Network:
    """Return the network of a plan. Raises `Invalid` for what cannot be scheduled; see `public.schedule`."""
    check_records(plan)
    mirrored = plan.schedule_from == ScheduleFrom.FINISH
    clock = Clock(plan.zone)
    anchor = anchor_of(plan, clock)
    lines = Lines(plan, anchor, mirrored=mirrored)
    network = Network(
        plan,
        Moments(plan, clock, lines, mirrored=mirrored),
        lines,
        Outline(plan),
        -anchor if mirrored else anchor,
    )
    refuse_assignments(plan, network.outline)
    Builder(network).build()
    return network


class Builder:
    """Fills a network. Used once for a whole plan, or to renew parts of a network that is a copy."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.lines = network.lines
        self.mirrored = network.moments.mirrored
        self.inactive: set[int] = set()
        self.edges = Edges(network)
        self.summaries = SummaryNodes(network, self.edges)
        self.links = Links(network, self.edges, self.summaries, self.inactive)

    def build(self) -> None:
        """Make the whole network."""
        self._add_tasks()
        self.links.add_all()
        self.summaries.limit()
        self._set_bounds()
        self.sort()

    def renew(self, task: Task) -> None:
        """Make the node of a task anew."""
        network, number = self.network, self.network.index[task.id]
        network.special.pop(number, None)
        node = network.moments.node(task)
        if not _is_simple(task) or node.way.members:
            network.special[number] = node
        network.line[number], network.span[number], network.rest[number] = node.way.line, node.span, node.rest
        network.lag_line[number] = own_line(network, task)
        network.low[number], network.high[number] = max(node.low, node.floor), max(node.high, node.floor)

    def relink(self, number: int, links: list[Link]) -> None:
        """Make the links into a node anew, and its bounds."""
        network = self.network
        network.near[number], network.far[number] = [], None
        for link in links:
            self.links.add(link, network.index.get(link.predecessor_id), number)
        node = network.special.get(number)
        network.low[number] = NEVER if node is None else max(node.low, node.floor)
        self._bound(number, network.start_on(network.line[number]))

    # Nodes

    def _add_tasks(self) -> None:
        network, summaries = self.network, self.network.outline.children
        plain_line = self.lines.plain_line
        is_open = network.moments.status is None or not self.mirrored
        index, lines, spans, lag_lines = network.index, network.line, network.span, network.lag_line
        number = 0
        for task in network.plan.tasks:
            if task.id in summaries:
                continue
            index[task.id] = number
            if not task.is_active:
                self.inactive.add(number)
            line = plain_line(task) if is_open and _is_simple(task) else None
            if line is None:
                self.edges.append(number, network.moments.node(task))
                lag_lines.append(own_line(network, task))
            else:
                lines.append(line)
                spans.append(2 * task.duration_minutes)
                network.rest.append(2 * task.duration_minutes)
                lag_lines.append(line)
                network.low.append(NEVER)
                network.high.append(ALWAYS)
            number += 1
        network.owner = list(index)
        network.tasks = number
        network.near = [[] for _ in range(network.tasks)]
        network.far = [None] * network.tasks

    def _set_bounds(self) -> None:
        """The plan's start bounds what nothing else does, or all, as the plan says."""
        network, low = self.network, self.network.low
        are_plain = network.moments.status is None and not network.plan.links_may_precede_start
        starts_on: dict[int, int] = {}
        for number, line in enumerate(network.line[: network.tasks]):
            start = starts_on.get(line)
            if start is None:
                start = starts_on[line] = network.start_on(line)
            if low[number] == NEVER and are_plain:
                low[number] = start
            else:
                self._bound(number, start)

    def _bound(self, number: int, start: int) -> None:
        network = self.network
        may_precede = network.plan.links_may_precede_start
        status = network.moments.status
        if status is not None and number not in network.special:
            network.low[number] = max(network.low[number], 2 * self.lines.all[network.line[number]].work(status) + 1)
        own = network.low[number]
        if own == NEVER:
            is_linked = network.near[number] or network.far[number]
            if not (may_precede and is_linked) or number in self.edges.held_at_finish:
                network.low[number] = start
        elif own < start and (not may_precede or number in self.edges.held_at_finish):
            network.low[number] = start

    # Order

    def sort(self) -> None:
        """Put the nodes in order, or refuse a circle."""
        network = self.network
        count = len(network.line)
        is_in_order = self.edges.are_in_order and not network.members
        order = list(range(count)) if is_in_order else ordered(network.near, network.far, network.members)
        if isinstance(order, Circle):
            raise cycle(network.outline, [network.owner[number] for number in from_least(order.nodes)], self.mirrored)
        network.order = [number for number in order if number not in self.inactive] if self.inactive else order
        network.idle = sorted(self.inactive)


def _is_simple(task: Task) -> bool:
    """Say whether a task is nothing but a duration."""
    return (
        task.constraint is None
        and task.actual_start is None
        and task.actual_finish is None
        and task.deadline is None
        and task.pinned_start is None
        and task.pinned_finish is None
        and task.resume_on is None
        and not task.splits
        and not task.levelling_delay_minutes
        and task.duration_minutes >= 0
    )
