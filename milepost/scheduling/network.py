"""A plan as a network of numbers, in an order in which every predecessor comes before its successors.

Nodes are the tasks that are no summaries, and for a summary with links or limits of its own up to four more: its
*entry* (its children start no earlier), its *exit* (they end no earlier), its *finish* (when all have ended) and its
*start* (when the first begins). So a link of a summary costs one edge a child, not one for each pair of children. A lag
in per cent of a summary's duration has a node, too, where it ends: it comes after the summary's start and finish.

A link becomes `Near` when both ends and the lag run on one line: a source (2 × node, plus 1 for its finish) and what to
add to its position to get the bound of the successor's start. Any other link is `Far`, and so is one with a lag to a
milestone: after a lag from 08:00 that stands at 12:00, not at the 13:00 which addition would give.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from milepost.scheduling.checks import Id
from milepost.scheduling.lines import Lines
from milepost.scheduling.moments import Moments
from milepost.scheduling.nodes import Node
from milepost.scheduling.outline import Outline
from milepost.scheduling.records import Link, Plan

type Near = tuple[int, int]


class Far(NamedTuple):
    """A link between lines: `lag` minutes run on `lag_line`; `pulls`: it bounds late dates too."""

    source: int
    lag: int
    lag_line: int
    to_finish: bool
    pulls: bool


class Share(NamedTuple):
    """A lag in per cent of a summary's duration, which is known once all its children stand.

    `begin`, `finish` and `source` are ends of nodes: the summary's two, and the one from which the lag counts.
    """

    link: Link
    begin: int
    finish: int
    source: int
    measure_line: int  # the summary's own: on it its duration is measured
    lag_line: int


@dataclass(slots=True)
class Network:
    """Arrays by node. `order` holds the nodes of active tasks, predecessors first; `idle` those of inactive ones.

    Positions, spans and rests are doubled coordinates (see `nodes`). `special` has the nodes that need more than that.
    """

    plan: Plan
    moments: Moments
    lines: Lines
    outline: Outline
    anchor: int
    index: dict[Id, int] = field(default_factory=dict)  # the node of each task that is no summary
    owner: list[Id] = field(default_factory=list)  # the task of each node
    line: list[int] = field(default_factory=list)
    span: list[int] = field(default_factory=list)
    rest: list[int] = field(default_factory=list)
    lag_line: list[int] = field(default_factory=list)  # the line of lags that lead to a task
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    special: dict[int, Node] = field(default_factory=dict)
    near: list[list[Near]] = field(default_factory=list)
    far: list[list[Far] | None] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    idle: list[int] = field(default_factory=list)
    summary_nodes: dict[tuple[Id, str], int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)  # the children of a summary's start
    tasks: int = 0  # so many nodes are tasks; the rest belong to summaries
    followers: list[list[int]] = field(default_factory=list)  # by node; made when a change first asks for it
    places: list[int] = field(default_factory=list)  # the place of each node in the order; likewise
    to_finish: set[tuple[int, int]] = field(default_factory=set)  # near links, by node and place, that bound a finish
    shares: dict[int, Share] = field(default_factory=dict)  # by the node at which such a lag ends
    percent_of_summary: list[Link] = field(default_factory=list)  # lags that could not be known

    def start_on(self, line: int) -> int:
        """Return the position of the plan's start on a line."""
        return 2 * self.lines.all[line].work(self.anchor) + 1
