"""Edges between nodes: what a link asks of its successor, as an addition on one line or as a link between lines."""

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import placed
from milepost.scheduling.network import Far, Network
from milepost.scheduling.nodes import Kind, Node
from milepost.scheduling.records import LinkType
from milepost.scheduling.task_records import Task

FROM_FINISH = frozenset({LinkType.FINISH_START, LinkType.FINISH_FINISH})
TO_FINISH = frozenset({LinkType.FINISH_FINISH, LinkType.START_FINISH})


class Edges:
    """Adds nodes and edges to a network, and remembers what its bounds and its order depend on."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.held_at_finish: set[int] = set()  # nodes bound by a finish-finish link
        self.are_in_order = True  # none has yet led from a later node to an earlier one

    def append(self, number: int, node: Node) -> None:
        """Add a node that needs more than a line and a span."""
        network = self._network
        network.special[number] = node
        network.line.append(node.way.line)
        network.span.append(node.span)
        network.rest.append(node.rest)
        network.low.append(max(node.low, node.floor))
        network.high.append(max(node.high, node.floor))

    def connect(self, source: int, target: int, kind: LinkType, lag: int, lag_line: int) -> None:
        """Add an edge from one node to another, with a lag in minutes of a line."""
        network = self._network
        self.are_in_order = self.are_in_order and source < target
        from_finish, to_finish = kind in FROM_FINISH, kind in TO_FINISH
        if kind is LinkType.FINISH_FINISH:
            self.held_at_finish.add(target)
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


def own_line(network: Network, task: Task) -> int:
    """Return the line of a task's own calendar. Refuses one that is not there, with the task's name."""
    try:
        return network.lines.own_line(task.calendar_id)
    except Invalid as error:
        raise placed(error, network.outline.name(task.id), task_id=task.id) from error


def _pulls(before: Node | None, after: Node | None, *, from_finish: bool, to_finish: bool) -> bool:
    """Say whether a link bounds the predecessor's late dates.

    What is done asks for nothing any more. What stands (pinned or begun) is not held by links from its start, and what
    has begun does not hold the start of others: Microsoft Project computes late dates so.
    """
    if after is not None and (after.is_complete or (after.is_started and not to_finish and not from_finish)):
        return False
    return from_finish or before is None or not (before.is_pinned or before.is_started)
