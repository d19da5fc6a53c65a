"""The backward pass: every task as late as the plan's end, its followers and its own limits allow.

A late finish is the last position that delays nothing: of a task that lasts an end of work, of a milestone whichever
side is still allowed. Within one line 17:00 and the next 08:00 are one; between lines clocks are compared.
"""

from milepost.scheduling.checks import id_order
from milepost.scheduling.dates import Dates
from milepost.scheduling.forward import moment_at, moment_of, share_of, unlagged
from milepost.scheduling.network import Far, Network
from milepost.scheduling.nodes import ALWAYS, NEVER, Kind, Node
from milepost.scheduling.positions import earliest_run, latest_position


def backward(network: Network, dates: Dates) -> None:  # noqa: C901 - one loop; a call a node would double its time
    """Fill in the late positions, from the plan's end."""
    late = dates.late = [ALWAYS] * (2 * len(network.line))
    rest, near, far, special, line = network.rest, network.near, network.far, network.special, network.line
    back = _Back(network, dates)
    for number in reversed(network.order):
        finish, end = late[2 * number + 1], dates.ends[line[number]]
        if finish > end:
            finish = end if finish != ALWAYS else back.end(number, end)
        node = special.get(number)
        if node is not None:
            finish = back.limited(number, node, finish)
        left = rest[number]
        start = finish = finish & -2 if left else finish
        if left:
            start += 1 - left
        if node is not None:
            start = back.start(node, start, finish)
        late[2 * number], late[2 * number + 1] = start, finish
        if node is not None:
            if node.is_complete:
                continue
            start = back.before_start(number, node, start, finish)
        for source, add in near[number]:
            bound = start - add
            if not source & 1:
                left = rest[source >> 1]
                bound = (bound | 1) - 1 + left if left else bound
                source += 1  # noqa: PLW2901 - the source's finish, which lies beside its start
            if bound < late[source]:  # noqa: PLR1730 - a call of min() would double the time of the pass
                late[source] = bound
        if far[number]:
            back.push(number, start, finish)
    for number in network.idle:
        late[2 * number + 1] = dates.ends[line[number]] & -2
        late[2 * number] = late[2 * number + 1] - rest[number] + bool(rest[number])


def end_of(network: Network, early: list[int]) -> tuple[int, list[int]]:
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
    return end, [latest_position(line, end) for line in lines]


class _Back:
    """The backward pass where it is not plain arithmetic."""

    __slots__ = ("_dates", "_network")

    def __init__(self, network: Network, dates: Dates) -> None:
        self._network = network
        self._dates = dates

    def end(self, number: int, end: int) -> int:
        """Return the late finish of a task that nothing follows."""
        return self._dates.early[2 * number + 1] if self._network.plan.each_end_is_critical else end

    def limited(self, number: int, node: Node, finish: int) -> int:
        """Return the late finish under constraints, deadlines and what has happened."""
        if node.is_complete:
            return self._dates.early[2 * number + 1]
        return node.late if node.late_exact else min(finish, node.late)

    def start(self, node: Node, start: int, finish: int) -> int:
        """Return the late start that leaves room for what is left to do."""
        if node.kind is not Kind.SEVERAL:
            return start
        lines = self._network.lines.all
        starts = [
            line.start_at(line.work(finish >> 1) - member.minutes)
            for member in node.way.members
            for line in [lines[member.line]]
        ]
        return 2 * min(starts) + 1

    def before_start(self, number: int, node: Node, start: int, finish: int) -> int:
        """Return the position that links into a node keep to: before its delay. Bind a summary's first child."""
        if node.kind is Kind.EARLIEST and finish < self._dates.ends[self._network.line[number]]:
            self._bind_first(number, finish)
        if node.kind is Kind.LAGGED:
            return 2 * self.before_share(number, moment_at(self._network.lines.all[0], start))
        if not node.delay:
            return start
        line = self._network.lines.all[self._network.line[number]]
        return latest_position(line, moment_at(line, start | bool(node.span)) - node.delay)

    def before_share(self, number: int, moment: int) -> int:
        """Return the last moment after which a lag in per cent of a summary ends no later than a moment."""
        network, early = self._network, self._dates.early
        lag = share_of(network, number, lambda end: moment_of(network, end, early[end]))
        return unlagged(network.lines.all[network.shares[number].lag_line], moment, lag) if lag else moment

    def push(self, number: int, start: int, finish: int) -> None:
        """Bound the late finish of the sources of far links."""
        network, late = self._network, self._dates.late
        lines, line, rest = network.lines.all, network.line, network.rest
        on = line[number]
        own = lines[on]
        lasts = rest[number]
        from_start = own.start_at(start >> 1) if lasts else moment_at(own, start)
        for source, lag, lag_line, to_finish, pulls in network.far[number] or ():
            if not pulls:
                continue
            if lag and lag_line == on and lasts:
                moment = own.start_at(((finish if to_finish else start) >> 1) - lag)
            else:
                moment = own.start_at(finish >> 1) if to_finish and lasts else from_start
                if lag:
                    moment = unlagged(lines[lag_line], moment, lag)
            before = source >> 1
            left = rest[before]
            if not left or before in network.special:
                bound = self._bound(before, moment, by_start=not source & 1)
            elif source & 1:
                bound = 2 * lines[line[before]].work(moment)
            else:
                other = lines[line[before]]
                work = other.work(moment)
                bound = 2 * work + left - 2 * (other.start_at(work) > moment)
            late[source | 1] = min(late[source | 1], bound)

    def _bind_first(self, number: int, finish: int) -> None:
        """Bound the child with which a summary begins, by the late start of the summary."""
        network, early, late = self._network, self._dates.early, self._dates.late
        moment = moment_at(network.lines.all[network.line[number]], finish)
        first = min(
            network.members[number],
            key=lambda each: (moment_of(network, 2 * each, early[2 * each]), id_order(network.owner[each])),
        )
        late[2 * first + 1] = min(late[2 * first + 1], self._bound(first, moment, by_start=True))

    def _bound(self, source: int, moment: int, *, by_start: bool) -> int:
        """Return the late finish of a node whose start or finish may be no later than a moment."""
        network = self._network
        node = network.special.get(source)
        if by_start and node is not None and node.kind is Kind.SEVERAL:
            return 2 * earliest_run(network.lines, node.way, moment)[1]
        at = latest_position(network.lines.all[network.line[source]], moment)
        left = network.rest[source]
        if not by_start or not left:
            return at
        return (at - 1 if at & 1 else at - 2) + left  # a start at the end of work is one a minute earlier


__all__ = ["Far", "backward", "end_of"]
