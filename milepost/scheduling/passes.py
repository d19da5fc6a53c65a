"""The forward pass (as early as possible) and the backward pass (as late as possible) of the critical path method.

On one line a pass is additions and comparisons of integers; only a link between lines reads clocks. A link is kept when
no working time of the successor's calendar lies between what it asks for and where the successor is: 17:00 and the next
08:00 are one.

Sources: J. E. Kelley and M. R. Walker, "Critical-path planning and scheduling", Proc. Eastern Joint Computer Conference
(1959), 160-173; Microsoft Project's documentation of task dependencies, constraints, lag and slack; its treatment of
work in progress and of manually scheduled tasks as MPXJ's `MicrosoftScheduler` records it.
"""

from dataclasses import dataclass, field

from milepost.scheduling.network import Far, Network
from milepost.scheduling.nodes import ALWAYS, NEVER, Kind, Node, earliest_run, latest_start, position
from milepost.scheduling.timeline import WorkLine


@dataclass(slots=True)
class Dates:
    """Positions by end: `[2 × node]` is a start, `[2 × node + 1]` a finish.

    `early` and `late` are the ends of the room to move; `placed` is where the task stands. The late start of work in
    progress is that of what is left. `ends` is the position of the plan's end on each line, `end` the moment.
    """

    early: list[int]
    placed: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    end: int = 0


def run(network: Network) -> Dates:
    """Run all passes."""
    dates = run_forward(network)
    if not dates.late:
        backward(network, dates)
    return dates


def run_forward(network: Network, early: list[int] | None = None, changed: set[int] | None = None) -> Dates:
    """Find where tasks stand. Late dates are left empty where nothing stands by them; `backward` adds them.

    `early` of an almost equal network, and the nodes that are not as they were, save most of the work.
    """
    early = forward(network) if early is None or not changed else forward_again(network, early, changed)
    dates = Dates(early, early)
    dates.end, dates.ends = _end(network, early)
    if any(node.is_late for node in network.special.values()):
        backward(network, dates)
        place_late(network, dates)
    return dates


def forward(network: Network) -> list[int]:  # noqa: C901, PLR0912 - one loop; a call a link would double its time
    """Return the early positions."""
    early = [0] * (2 * len(network.line))
    low, high, span, near, far, special = (
        network.low,
        network.high,
        network.span,
        network.near,
        network.far,
        network.special,
    )
    line, lines = network.line, network.lines.all
    bounds = Bounds(network, early)
    known: list[int | None] = [None] * len(early)
    for number in [*network.order, *network.idle] if network.idle else network.order:
        at = low[number]
        for source, add in near[number]:
            bound = early[source] + add
            if bound > at:  # noqa: PLR1730 - a call of max() would double the time of the pass
                at = bound
        lasts = span[number]
        others = far[number]
        if others:
            if number in special or not lasts:
                at = bounds.after(number, at)
            else:
                work = lines[line[number]].work
                for source, lag, lag_line, to_finish, _pulls in others:
                    moment = known[source]
                    if moment is None:
                        if source >> 1 in special:
                            moment = moment_of(network, source, early[source])
                        else:
                            moment = moment_at(lines[line[source >> 1]], early[source])
                        known[source] = moment
                    if lag:
                        moment = lagged(lines[lag_line], moment, lag, source & 1)
                    bound = 2 * work(moment) + 1
                    if to_finish:
                        bound -= lasts
                    if bound > at:  # noqa: PLR1730 - as above
                        at = bound
        if number in special and (special[number].kind or special[number].delay):
            early[2 * number], early[2 * number + 1] = place(network, number, at, bounds)
            continue
        if at > high[number]:  # noqa: PLR1730 - as above
            at = high[number]
        if lasts:
            at |= 1
            early[2 * number] = at
            early[2 * number + 1] = at + lasts - 1
        else:
            early[2 * number] = early[2 * number + 1] = at
    return early


def forward_again(network: Network, early: list[int], changed: set[int]) -> list[int]:
    """Return the early positions when those of an almost equal network are known.

    `changed` are the nodes that are not as they were; only they and what follows from them are placed anew.
    """
    early = list(early)
    bounds = Bounds(network, early)
    is_open = bytearray(len(network.line))
    for number in changed:
        is_open[number] = 1
    for number in network.order[min(network.places[number] for number in changed) :]:
        if not is_open[number]:
            continue
        at = bounds.after(number, network.low[number])
        for source, add in network.near[number]:
            at = max(at, early[source] + add)
        found = _put(network, number, at, bounds)
        if found != (early[2 * number], early[2 * number + 1]) or number in changed:
            early[2 * number], early[2 * number + 1] = found
            for follower in network.followers[number]:
                is_open[follower] = 1
    return early


def lagged(line: WorkLine, moment: int, lag: int, is_finish: int) -> int:
    """Return the moment that lies a lag after a moment: an end of work, if that was one, else a start."""
    work = line.work(moment) + lag
    return line.finish_at(work) if is_finish else line.start_at(work)


class Bounds:
    """What links between lines ask for, given the positions of their sources."""

    __slots__ = ("_known", "_network", "_positions")

    def __init__(self, network: Network, positions: list[int]) -> None:
        self._network = network
        self._positions = positions
        self._known: dict[int, int] = {}

    def after(self, number: int, at: int) -> int:
        """Return the position of the start that all far links of a node ask for, at least `at`."""
        for link in self._network.far[number] or ():
            at = max(at, self.start_after(number, link))
        return at

    def start_after(self, number: int, link: Far) -> int:
        """Return the position of the start that one link asks for."""
        network = self._network
        moment = self.bound_of(link)
        line = network.lines.all[network.line[number]]
        node = network.special.get(number)
        if link.to_finish and node is not None and node.kind is Kind.SEVERAL:
            return 2 * latest_start(network.lines, node.way, moment) + 1
        work = line.work(moment)
        return 2 * work + (line.finish_at(work) != moment) - (network.span[number] if link.to_finish else 0)

    def bound_of(self, link: Far) -> int:
        """Return the moment that a link asks for, lag included."""
        moment = self.moment(link.source)
        if not link.lag:
            return moment
        return lagged(self._network.lines.all[link.lag_line], moment, link.lag, link.source & 1)

    def moment(self, end: int) -> int:
        """Return the moment of an end of a node."""
        moment = self._known.get(end)
        if moment is None:
            moment = self._known[end] = moment_of(self._network, end, self._positions[end])
        return moment


def moment_of(network: Network, end: int, at: int) -> int:
    """Return the moment of a position: what is fixed stands where it was put, even outside working time."""
    node = network.special.get(end >> 1)
    if node is not None and node.kind is Kind.FIXED:
        return node.end if end & 1 else node.begin
    return moment_at(network.lines.all[network.line[end >> 1]], at)


def moment_at(line: WorkLine, at: int) -> int:
    """Return the moment of a position."""
    return line.start_at(at >> 1) if at & 1 else line.finish_at(at >> 1)


def place(network: Network, number: int, at: int, bounds: Bounds) -> tuple[int, int]:
    """Return the positions of a node that is not simply on one line after its bounds."""
    node = network.special[number]
    line = network.lines.all[node.way.line]
    if node.kind is Kind.FIXED:
        return _fixed(node, line)
    if node.kind is Kind.EARLIEST:
        first = min(bounds.moment(2 * each) for each in network.members[number])
        at = position(line, first, starts=True)
        return at, at
    at = min(at, node.high) if node.kind is Kind.SEVERAL else min(at, network.high[number])
    if node.delay:
        at = position(line, moment_at(line, at) + node.delay, starts=True)
    if node.kind is Kind.SEVERAL:
        begin, end = earliest_run(network.lines, node.way, at >> 1)
        return 2 * begin + 1, 2 * end
    at |= bool(node.span)
    return at, at + node.span - bool(node.span)


def _fixed(node: Node, line: WorkLine) -> tuple[int, int]:
    exact = node.begin == node.end
    begin = position(line, node.begin, starts=True, exact=exact)
    return begin, begin if exact else 2 * line.work(node.end)


def backward(network: Network, dates: Dates) -> None:  # noqa: C901, PLR0912 - as above
    """Fill in the late positions, from the plan's end."""
    late = dates.late = [ALWAYS] * (2 * len(network.line))
    rest, near, far, special, line = network.rest, network.near, network.far, network.special, network.line
    lines = network.lines.all
    own_ends = network.plan.each_end_is_critical
    back = _Back(network, dates)
    for number in reversed(network.order):
        finish = late[2 * number + 1]
        end = dates.ends[line[number]]
        if finish > end:
            finish = end if finish != ALWAYS or not own_ends else dates.early[2 * number + 1] & -2
        node = special.get(number)
        if node is not None:
            finish = back.limited(number, node, finish)
            start = late[2 * number] = back.start(node, finish)
            late[2 * number + 1] = finish
            if node.is_complete:
                continue
            if node.kind is Kind.EARLIEST and finish != end:
                back.push_first(number, finish)
            if node.delay:
                start = back.before_delay(number, start, node.delay)
        else:
            start = finish - rest[number]
            late[2 * number] = start
            late[2 * number + 1] = finish
        for source, add in near[number]:
            bound = start - add
            if not source & 1:
                bound += rest[source >> 1]
                source += 1  # noqa: PLW2901 - the source's finish, which lies beside its start
            late[source] = min(late[source], bound)
        if far[number]:
            if node is not None:
                back.push(number, start, finish)
                continue
            start_moment = lines[line[number]].start_at(start >> 1)
            for source, lag, lag_line, to_finish, pulls in far[number] or ():
                if not pulls or source >> 1 in special:
                    back.pull(number, start, finish, Far(source, lag, lag_line, to_finish, pulls))
                    continue
                moment = lines[line[number]].start_at(finish >> 1) if to_finish else start_moment
                if lag:
                    on = lines[lag_line]
                    moment = on.start_at(on.work(moment) - lag)
                bound = 2 * lines[line[source >> 1]].work(moment)
                if not source & 1:
                    bound += rest[source >> 1]
                    source += 1  # noqa: PLW2901 - as above
                late[source] = min(late[source], bound)
    for number in network.idle:
        late[2 * number + 1] = dates.ends[line[number]]
        late[2 * number] = dates.ends[line[number]] - rest[number]


def _end(network: Network, early: list[int]) -> tuple[int, list[int]]:
    """Return the last finish of all active tasks, and its position on each line."""
    last: dict[int, int] = {}
    end = NEVER
    for number in network.order:
        if number >= network.tasks:
            continue
        node = network.special.get(number)
        if node is not None and node.kind is Kind.FIXED:
            end = max(end, node.end)
            continue
        on, at = network.line[number], early[2 * number + 1]
        if at > last.get(on, NEVER):
            last[on] = at
    lines = network.lines.all
    end = max([end, *(moment_at(lines[on], at) for on, at in last.items())])
    if end == NEVER:
        end = network.anchor
    return end, [2 * line.work(end) for line in lines]


class _Back:
    """The backward pass where it is not plain arithmetic. Late positions are even."""

    __slots__ = ("_dates", "_network")

    def __init__(self, network: Network, dates: Dates) -> None:
        self._network = network
        self._dates = dates

    def limited(self, number: int, node: Node, finish: int) -> int:
        """Return the late finish under constraints, deadlines and what has happened."""
        if node.is_complete:
            return self._dates.early[2 * number + 1] & -2
        return node.late if node.late_exact else min(finish, node.late)

    def start(self, node: Node, finish: int) -> int:
        """Return the late start that leaves room for what is left to do."""
        if node.kind is not Kind.SEVERAL:
            return finish - node.rest
        lines = self._network.lines.all
        starts = [
            line.start_at(line.work(finish >> 1) - member.minutes)
            for member in node.way.members
            for line in [lines[member.line]]
        ]
        return 2 * min(starts)

    def before_delay(self, number: int, start: int, delay: int) -> int:
        """Return the position before an elapsed delay."""
        line = self._network.lines.all[self._network.line[number]]
        return 2 * line.work(line.start_at(start >> 1) - delay)

    def push(self, number: int, start: int, finish: int) -> None:
        """Bound the late finish of the sources of far links."""
        network = self._network
        for link in network.far[number] or ():
            self.pull(number, start, finish, link)

    def pull(self, number: int, start: int, finish: int, link: Far) -> None:
        """Bound the late finish of the source of one far link."""
        if not link.pulls:
            return
        lines = self._network.lines.all
        moment = lines[self._network.line[number]].start_at((finish if link.to_finish else start) >> 1)
        if link.lag:
            on = lines[link.lag_line]
            moment = on.start_at(on.work(moment) - link.lag)
        self._bound(link.source >> 1, moment, by_start=not link.source & 1, late=self._dates.late)

    def push_first(self, number: int, finish: int) -> None:
        """Bound the child with which a summary begins, by the late start of the summary."""
        network, early = self._network, self._dates.early
        moment = network.lines.all[network.line[number]].start_at(finish >> 1)
        first = min(network.members[number], key=lambda each: moment_of(network, 2 * each, early[2 * each]))
        self._bound(first, moment, by_start=True, late=self._dates.late)

    def _bound(self, source: int, moment: int, *, by_start: bool, late: list[int]) -> None:
        network = self._network
        node = network.special.get(source)
        line = network.lines.all[network.line[source]]
        if by_start and node is not None and node.kind is Kind.SEVERAL:
            bound = 2 * earliest_run(network.lines, node.way, moment)[1]
        else:
            bound = 2 * line.work(moment) + (network.rest[source] if by_start else 0)
        late[2 * source + 1] = min(late[2 * source + 1], bound)


def place_late(network: Network, dates: Dates) -> None:
    """Move what is to be as late as possible to its late dates, and what follows it after it.

    It is never put before its early dates. Followers that are as late as possible themselves keep to their late dates.
    """
    early, placed = [0] * len(dates.early), [0] * len(dates.early)
    near, far, special = network.near, network.far, network.special
    of_early, of_placed = Bounds(network, early), Bounds(network, placed)
    is_late = [number in special and special[number].is_late for number in range(len(network.line))]
    for number in [*network.order, *network.idle]:
        at = network.low[number]
        for source, add in near[number]:
            positions = early if is_late[number] and is_late[source >> 1] else placed
            at = max(at, positions[source] + add)
        for link in far[number] or ():
            bounds = of_early if is_late[number] and is_late[link.source >> 1] else of_placed
            at = max(at, bounds.start_after(number, link))
        start, finish = _put(network, number, at, of_placed)
        early[2 * number], early[2 * number + 1] = start, finish
        if is_late[number] and special[number].kind is not Kind.FIXED and dates.late[2 * number] > start:
            start = dates.late[2 * number] | bool(network.span[number])
            finish = dates.late[2 * number + 1]
        placed[2 * number], placed[2 * number + 1] = start, finish
    dates.early, dates.placed = early, placed


def _put(network: Network, number: int, at: int, bounds: Bounds) -> tuple[int, int]:
    node = network.special.get(number)
    if node is not None and node.kind is not Kind.PLAIN:
        return place(network, number, at, bounds)
    at = min(at, network.high[number])
    if node is not None and node.delay:
        return place(network, number, at, bounds)
    lasts = network.span[number]
    return (at | 1, (at | 1) + lasts - 1) if lasts else (at, at)
