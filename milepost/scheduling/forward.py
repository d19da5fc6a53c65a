"""The forward pass: every task as early as its bounds allow.

On one line a pass is additions and comparisons of integers; only a link between lines reads clocks. A link is kept when
no working time of the successor's calendar lies between what it asks for and where the successor is: 17:00 and the next
08:00 are one.
"""

from collections.abc import Callable

from milepost.scheduling.network import Far, Network
from milepost.scheduling.nodes import Kind, Node
from milepost.scheduling.positions import earliest_run, latest_start, position
from milepost.scheduling.timeline import WorkLine


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
                own = line[number]
                work = lines[own].work
                for source, lag, lag_line, to_finish, _pulls in others:
                    moment = known[source]
                    if moment is None:
                        if source >> 1 in special:
                            moment = moment_of(network, source, early[source])
                        else:
                            moment = moment_at(lines[line[source >> 1]], early[source])
                        known[source] = moment
                    if not lag:
                        bound = 2 * work(moment) + 1
                    elif lag_line == own:
                        bound = 2 * (work(moment) + lag) + 1
                    else:
                        bound = 2 * work(lagged(lines[lag_line], moment, lag)) + 1
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
        found = put(network, number, at, bounds)
        if found != (early[2 * number], early[2 * number + 1]) or number in changed:
            early[2 * number], early[2 * number + 1] = found
            for follower in network.followers[number]:
                is_open[follower] = 1
    return early


def lagged(line: WorkLine, moment: int, lag: int) -> int:
    """Return the moment that lies a lag after a moment: as soon as it has passed; of a lead: as late as it leaves."""
    work = line.work(moment) + lag
    return line.finish_at(work) if lag > 0 else line.start_at(work)


def unlagged(line: WorkLine, moment: int, lag: int) -> int:
    """Return the last moment after which a lag ends no later than a moment."""
    work = line.work(moment)
    if lag < 0 and line.start_at(work) > moment:
        return line.finish_at(work - lag) - 1
    return line.start_at(work - lag)


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
        return lagged(self._network.lines.all[link.lag_line], moment, link.lag)

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
    if node.kind is Kind.LAGGED:
        at = 2 * after_share(network, number, bounds)
        return at, at
    at = min(at, node.high) if node.kind is Kind.SEVERAL else min(at, network.high[number])
    if node.delay:
        # The delay counts from where the work would begin: 13:00, not the 12:00 before it.
        at = position(line, moment_at(line, at | bool(node.span)) + node.delay, starts=True)
    if node.kind is Kind.SEVERAL:
        begin, end = earliest_run(network.lines, node.way, at >> 1)
        return 2 * begin + 1, 2 * end
    at |= bool(node.span)
    return at, at + node.span - bool(node.span)


def share_of(network: Network, number: int, moment: Callable[[int], int]) -> int:
    """Return the minutes of a lag in per cent of a summary's duration; `moment` knows where ends stand."""
    share = network.shares[number]
    measure = network.lines.all[share.measure_line]
    minutes = measure.work(moment(share.finish)) - measure.work(moment(share.begin))
    return round(minutes * share.link.lag_percent / 100)


def after_share(network: Network, number: int, bounds: Bounds) -> int:
    """Return the moment at which such a lag ends."""
    share, lag = network.shares[number], share_of(network, number, bounds.moment)
    begin = bounds.moment(share.source)
    return lagged(network.lines.all[share.lag_line], begin, lag) if lag else begin


def _fixed(node: Node, line: WorkLine) -> tuple[int, int]:
    exact = node.begin == node.end
    begin = position(line, node.begin, starts=True, exact=exact)
    return begin, begin if exact else 2 * line.work(node.end)


def put(network: Network, number: int, at: int, bounds: Bounds) -> tuple[int, int]:
    """Return the positions of any node that is bound to start no earlier than `at`."""
    node = network.special.get(number)
    if node is not None and node.kind is not Kind.PLAIN:
        return place(network, number, at, bounds)
    at = min(at, network.high[number])
    if node is not None and node.delay:
        return place(network, number, at, bounds)
    lasts = network.span[number]
    return (at | 1, (at | 1) + lasts - 1) if lasts else (at, at)
