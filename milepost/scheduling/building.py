"""Makes the network of a plan, and refuses what cannot be scheduled."""

from dataclasses import replace

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import Id, placed
from milepost.scheduling.clock import Clock
from milepost.scheduling.lines import ELAPSED, Lines
from milepost.scheduling.network import Far, Network, Share
from milepost.scheduling.nodes import ALWAYS, NEVER, Kind, Moments, Node, anchor_of
from milepost.scheduling.order import Circle, ordered
from milepost.scheduling.outline import Outline
from milepost.scheduling.records import LagKind, Link, LinkType, Plan, ScheduleFrom, check_records
from milepost.scheduling.refusals import cycle, from_least, refuse_assignments, refuse_link
from milepost.scheduling.task_records import Task

_FS, _SS = LinkType.FINISH_START, LinkType.START_START
_FF, _SF = LinkType.FINISH_FINISH, LinkType.START_FINISH
_MIRRORED = {_FS: _FS, _SS: _FF, _FF: _SS, _SF: _SF}
_WORKING, _ELAPSED = LagKind.WORKING, LagKind.ELAPSED
_PERCENT = LagKind.PERCENT


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
        self.outline = network.outline
        self.mirrored = network.moments.mirrored
        self.inactive: set[int] = set()
        self.to_finish: set[int] = set()  # nodes bound by a finish-finish link
        self.is_in_order = True  # no link has yet led from a later node to an earlier one

    def build(self) -> None:
        """Make the whole network."""
        self._add_tasks()
        self._add_links()
        self._limit_summaries()
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
        network.lag_line[number] = self._own_line(task)
        network.low[number], network.high[number] = max(node.low, node.floor), max(node.high, node.floor)

    def relink(self, number: int, links: list[Link]) -> None:
        """Make the links into a node anew, and its bounds."""
        network = self.network
        network.near[number], network.far[number] = [], None
        for link in links:
            self._add_link(link, network.index.get(link.predecessor_id), number)
        node = network.special.get(number)
        network.low[number] = NEVER if node is None else max(node.low, node.floor)
        self._bound(number, network.start_on(network.line[number]))

    # Nodes

    def _add_tasks(self) -> None:
        network, summaries = self.network, self.outline.children
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
                self._append(number, network.moments.node(task))
                lag_lines.append(self._own_line(task))
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

    def _own_line(self, task: Task) -> int:
        try:
            return self.lines.own_line(task.calendar_id)
        except Invalid as error:
            raise placed(error, self.outline.name(task.id), task_id=task.id) from error

    def _append(self, number: int, node: Node) -> None:
        network = self.network
        network.special[number] = node
        network.line.append(node.way.line)
        network.span.append(node.span)
        network.rest.append(node.rest)
        network.low.append(max(node.low, node.floor))
        network.high.append(max(node.high, node.floor))

    def _summary_node(self, task_id: Id, part: str) -> int:
        """Return the node of a part of a summary, made when it is first asked for."""
        network = self.network
        if (task_id, part) in network.summary_nodes:
            return network.summary_nodes[task_id, part]
        number = network.summary_nodes[task_id, part] = self._new_node(task_id)
        task = self.outline.tasks[task_id]
        if task.is_pinned and part in {"start", "finish"}:
            self._append(number, network.moments.node(task))
            return number
        node = Node(self.lines.own_way(task.calendar_id), 0, 0)
        self._append(number, node)
        leaves = [] if task.is_pinned else [network.index[leaf.id] for leaf in self.outline.leaves(task_id)]
        if part == "start":
            node.kind = Kind.EARLIEST
            network.members[number] = leaves
        for leaf in leaves if part != "start" else ():
            if part == "finish":
                self._connect(leaf, number, _FF, 0, 0)
            else:
                self._connect(number, leaf, _SS if part == "entry" else _FF, 0, 0)
        return number

    def _new_node(self, summary_id: Id) -> int:
        """Return the number of another node of a summary, for `_append`."""
        network = self.network
        network.owner.append(summary_id)
        network.lag_line.append(self._own_line(self.outline.tasks[summary_id]))
        network.near.append([])
        network.far.append(None)
        return len(network.line)

    def _limit_summaries(self) -> None:
        """Give the constraints and deadlines of summaries to the nodes that stand for them."""
        network = self.network
        for task_id in self.outline.children:
            task = self.outline.tasks[task_id]
            if (task.constraint is None and task.deadline is None) or not self.outline.leaves(task_id):
                continue
            self._own_line(task)  # refuses a calendar that is not there, with the summary's name
            low, late = network.moments.bind_summary(task, self.lines.own_way(task.calendar_id))
            if low != NEVER:
                entry = self._summary_node(task_id, "entry")
                network.low[entry] = network.special[entry].low = low
            if late != ALWAYS:
                network.special[self._summary_node(task_id, "finish")].late = late

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
            if not (may_precede and is_linked) or number in self.to_finish:
                network.low[number] = start
        elif own < start and (not may_precede or number in self.to_finish):
            network.low[number] = start

    # Links

    def _add_links(self) -> None:
        network, index, line = self.network, self.network.index, self.network.line
        near, far, span, special = network.near, network.far, network.span, network.special
        lag_lines, make = network.lag_line, tuple.__new__
        simple = not (self.mirrored or self.inactive)
        for link in network.plan.links:
            source, target = index.get(link.predecessor_id), index.get(link.successor_id)
            if (
                source is None
                or target is None
                or source == target
                or not simple
                or link.lag_kind is not _WORKING
                or source in special
                or target in special
            ):
                self._add_link(link, source, target)
                continue
            if source > target:
                self.is_in_order = False
            on, lag, kind = line[target], link.lag_minutes, link.type
            lag_line = on
            if lag:
                own = link.lag_calendar_id
                lag_line = lag_lines[target] if own is None else self._lag_line(link, own)
            end = 2 * source + (kind is _FS or kind is _FF)
            to_finish = kind is _FF or kind is _SF
            if kind is _FF:
                self.to_finish.add(target)
            if line[source] == on == lag_line and (not lag or span[target]):
                if to_finish:
                    network.to_finish.add((target, len(near[target])))
                near[target].append((end, 2 * lag - span[target] if to_finish else 2 * lag))
            elif (links := far[target]) is None:
                far[target] = [make(Far, (end, lag, lag_line, to_finish, True))]
            else:
                links.append(make(Far, (end, lag, lag_line, to_finish, True)))

    def _add_link(self, link: Link, source: int | None, target: int | None) -> None:
        refuse_link(self.outline, link)
        if source in self.inactive:
            return
        kind, lag, lag_line = link.type, *self._lag(link)
        if self.mirrored:
            kind = _MIRRORED[kind]
            if target in self.inactive:
                return
        ends = (link.predecessor_id, source), (link.successor_id, target)
        before, after = reversed(ends) if self.mirrored else ends
        if not all(number is not None or self.outline.leaves(task_id) for task_id, number in ends):
            return
        from_finish, to_finish = kind in {_FS, _FF}, kind in {_FF, _SF}
        if link.predecessor_id in self.outline.children and _has_share(link) and not self.mirrored:
            before, kind, lag = (link.predecessor_id, self._share_node(link)), _FF if to_finish else _FS, 0
        first = (
            before[1] if before[1] is not None else self._summary_node(before[0], "finish" if from_finish else "start")
        )
        then = after[1] if after[1] is not None else self._summary_node(after[0], "exit" if to_finish else "entry")
        self._connect(first, then, kind, lag, lag_line)

    def _share_node(self, link: Link) -> int:
        """Return the node at which a lag in per cent of a summary's duration ends."""
        network, summary_id = self.network, link.predecessor_id
        start, finish = self._summary_node(summary_id, "start"), self._summary_node(summary_id, "finish")
        source = 2 * finish + 1 if link.type in {_FS, _FF} else 2 * start
        own = self.lines.own_way(self.outline.tasks[summary_id].calendar_id)
        number = self._new_node(summary_id)
        self._append(number, Node(replace(own, line=ELAPSED), 0, 0, Kind.LAGGED))
        lag_line = ELAPSED
        if link.lag_kind is _PERCENT:
            after = self.outline.tasks[link.successor_id].calendar_id
            lag_line = self._lag_line(link, after if link.lag_calendar_id is None else link.lag_calendar_id)
        network.shares[number] = Share(link, 2 * start, 2 * finish + 1, source, own.line, lag_line)
        network.members[number] = [start, finish]
        network.far[number] = [Far(source, 0, ELAPSED, to_finish=False, pulls=True)]
        return number

    def _lag(self, link: Link) -> tuple[int, int]:
        """Return the lag in minutes and the line on which it runs."""
        before, after = self.outline.tasks[link.predecessor_id], self.outline.tasks[link.successor_id]
        is_elapsed = link.lag_kind is _ELAPSED
        minutes = link.lag_minutes
        if link.lag_kind not in {_WORKING, _ELAPSED}:
            minutes = round(before.duration_minutes * link.lag_percent / 100)
            is_elapsed = link.lag_kind is not _PERCENT or before.is_elapsed
            if before.id in self.outline.children:
                minutes = 0  # known once the summary's children stand; from a finish they stand after it
                if self.mirrored and link.lag_percent:
                    self.network.percent_of_summary.append(link)
        if is_elapsed or not minutes:
            return minutes, ELAPSED
        return minutes, self._lag_line(
            link, after.calendar_id if link.lag_calendar_id is None else link.lag_calendar_id
        )

    def _lag_line(self, link: Link, calendar_id: Id | None) -> int:
        try:
            return self.lines.own_line(calendar_id)
        except Invalid as error:
            words = f"The link “{link.predecessor_id}” → “{link.successor_id}”"
            raise placed(error, words, link=link) from error

    def _connect(self, source: int, target: int, kind: LinkType, lag: int, lag_line: int) -> None:
        network = self.network
        self.is_in_order = self.is_in_order and source < target
        from_finish, to_finish = kind in {_FS, _FF}, kind in {_FF, _SF}
        if kind is _FF:
            self.to_finish.add(target)
        before, after = network.special.get(source), network.special.get(target)
        line = network.line[target]
        movable = after is None or (after.kind is Kind.PLAIN and not after.delay)
        pulls = _pulls(before, after, from_finish=from_finish, to_finish=to_finish)
        if (
            movable
            and pulls
            and network.line[source] == line
            and (not lag or (lag_line == line and network.span[target]))
        ):
            add = 2 * lag - (network.span[target] if to_finish else 0)
            if to_finish:
                network.to_finish.add((target, len(network.near[target])))
            network.near[target].append((2 * source + from_finish, add))
            return
        links = network.far[target]
        if links is None:
            links = network.far[target] = []
        links.append(Far(2 * source + from_finish, lag, lag_line, to_finish, pulls))

    # Order

    def sort(self) -> None:
        """Put the nodes in order, or refuse a circle."""
        network = self.network
        count = len(network.line)
        is_in_order = self.is_in_order and not network.members
        order = list(range(count)) if is_in_order else ordered(network.near, network.far, network.members)
        if isinstance(order, Circle):
            raise cycle(self.outline, [network.owner[number] for number in from_least(order.nodes)], self.mirrored)
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


def _has_share(link: Link) -> bool:
    """Say whether a link's lag is a share of its predecessor."""
    return bool(link.lag_percent) and link.lag_kind not in {_WORKING, _ELAPSED}


def _pulls(before: Node | None, after: Node | None, *, from_finish: bool, to_finish: bool) -> bool:
    """Say whether a link bounds the predecessor's late dates.

    What is done asks for nothing any more. What stands (pinned or begun) is not held by links from its start, and what
    has begun does not hold the start of others: Microsoft Project computes late dates so.
    """
    if after is not None and (after.is_complete or (after.is_started and not to_finish and not from_finish)):
        return False
    return from_finish or before is None or not (before.is_pinned or before.is_started)
