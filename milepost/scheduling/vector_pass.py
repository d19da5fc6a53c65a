"""The forward pass for many runs at once: as `passes.forward`, with an array of runs in place of each number.

A walk back through the same links tells for each run which tasks its finish hung on. Where several bounds hold a task
with equal force, all of them count as critical. Tasks that stand as late as possible are placed as early as possible.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from milepost.scheduling.network import Far, Network
from milepost.scheduling.nodes import ALWAYS, NEVER, Kind, Node
from milepost.scheduling.vector_lines import Array, VectorLine

type Mask = "np.ndarray[Any, np.dtype[np.bool_]]"


class VectorPass:
    """One pass over `runs` runs. `spans` has the drawn spans (doubled minutes) of the nodes that vary, by node."""

    def __init__(self, network: Network, lines: list[VectorLine], spans: Mapping[int, Array], runs: int) -> None:
        self._network = network
        self._lines = lines
        self._spans = spans
        self._runs = runs
        self._moments: dict[int, Array] = {}
        self._last: dict[int, Array] = {}  # by line: the first position at which a task ends with the plan
        self.early: list[Array] = [np.empty(0, dtype=np.int64)] * (2 * len(network.line))
        for number in network.order:
            self._place(number)
        self.end = self._end()

    def moment(self, end: int) -> Array:
        """Return the moments of an end of a node (2 × node, plus 1 for its finish)."""
        found = self._moments.get(end)
        if found is None:
            found = self._lines[self._network.line[end >> 1]].moment_at(self.early[end])
            self._moments[end] = found
        return found

    def critical(self) -> dict[int, Mask]:
        """Return for each task's node the runs in whose finish it had a hand."""
        network = self._network
        marks = {number: self._is_last(number) for number in network.order if number < network.tasks}
        for number in reversed(network.order):
            mark = marks.get(number)
            if mark is None or not mark.any():
                continue
            at = self.early[2 * number]
            for source, bound in self._bounds(number):
                tight = mark & ((bound | (at & 1)) == at)
                before = marks.get(source >> 1)
                marks[source >> 1] = tight if before is None else before | tight
        return {number: mark for number, mark in marks.items() if number < network.tasks}

    def _is_last(self, number: int) -> Mask:
        """Return the runs in which a task ends when the plan does; positions are compared, clocks are slow."""
        moments = self._moments.get(2 * number + 1)
        found: Mask
        if moments is not None:
            found = moments == self.end
        else:
            found = self.early[2 * number + 1] >= self._last[self._network.line[number]]
        return found

    def _place(self, number: int) -> None:
        network = self._network
        node = network.special.get(number)
        if node is not None and node.kind is Kind.FIXED:
            self._fix(number, node)
            return
        if node is not None and node.kind is Kind.EARLIEST:
            self._place_first(number)
            return
        if number in network.shares:
            self.early[2 * number] = self.early[2 * number + 1] = 2 * self._after_share(number)
            return
        at = np.full(self._runs, network.low[number], dtype=np.int64)
        for _source, bound in self._bounds(number):
            np.maximum(at, bound, out=at)
        high = node.high if node is not None and node.kind is Kind.SEVERAL else network.high[number]
        if high != ALWAYS:
            np.minimum(at, high, out=at)
        if node is not None and node.delay:
            line = self._lines[network.line[number]]
            at = 2 * line.work(line.moment_at(at | (self._span(number) > 0)) + node.delay) + 1
        if node is not None and node.kind is Kind.SEVERAL:
            self._place_several(number, node, at)
            return
        span = self._span(number)
        lasts = span > 0
        at = at | lasts
        self.early[2 * number] = at
        self.early[2 * number + 1] = at + span - lasts

    def _bounds(self, number: int) -> list[tuple[int, Array]]:
        """Return each source of a node with the position of the start that it asks for."""
        network = self._network
        if number in network.shares:  # it hangs on both ends of the summary
            share = network.shares[number]
            return [(end, self.early[2 * number]) for end in sorted({share.source, share.finish})]
        found = []
        for place, (source, add) in enumerate(network.near[number]):
            bound = self.early[source] + add
            if (number, place) in network.to_finish:
                bound = bound + network.span[number] - self._span(number)
            found.append((source, bound))
        found += [(link.source, self._far_bound(number, link)) for link in map(Far._make, network.far[number] or ())]
        return found

    def _after_share(self, number: int) -> Array:
        """Return when a lag in per cent of a summary's duration ends."""
        share = self._network.shares[number]
        measure, on = self._lines[share.measure_line], self._lines[share.lag_line]
        minutes = measure.work(self.moment(share.finish)) - measure.work(self.moment(share.begin))
        lag = np.rint(minutes * share.link.lag_percent / 100).astype(np.int64)
        begin = self.moment(share.source)
        work = on.work(begin) + lag
        return np.where(lag > 0, on.finish_at(work), np.where(lag < 0, on.start_at(work), begin))

    def _far_bound(self, number: int, link: Far) -> Array:
        moment = self.moment(link.source)
        if link.lag:
            on = self._lines[link.lag_line]
            work = on.work(moment) + link.lag
            moment = on.finish_at(work) if link.lag > 0 else on.start_at(work)
        node = self._network.special.get(number)
        if link.to_finish and node is not None and node.kind is Kind.SEVERAL:
            starts = [line.start_at(line.work(moment) - minutes) for line, minutes in self._members(number, node)]
            first: Array = 2 * np.minimum.reduce(starts) + 1
            return first
        line = self._lines[self._network.line[number]]
        work = line.work(moment)
        bound: Array = 2 * work + (line.finish_at(work) != moment)
        return bound - self._span(number) if link.to_finish else bound

    def _span(self, number: int) -> Array:
        drawn = self._spans.get(number)
        return np.full(self._runs, self._network.span[number], dtype=np.int64) if drawn is None else drawn

    def _fix(self, number: int, node: Node) -> None:
        """Place what stands: what is done and what is pinned as it is, the rest of work in progress as it was drawn."""
        begin = np.full(self._runs, node.begin, dtype=np.int64)
        end = np.full(self._runs, node.end, dtype=np.int64)
        line = self._lines[self._network.line[number]]
        drawn = self._spans.get(number)
        if drawn is not None:
            end = line.finish_at(line.work(end) + (drawn - node.span) // 2)
        self._moments[2 * number], self._moments[2 * number + 1] = begin, end
        exact = begin == end
        first = 2 * line.work(begin) + np.where(exact, line.finish_at(line.work(begin)) != begin, 1)
        self.early[2 * number] = first
        self.early[2 * number + 1] = np.where(exact, first, 2 * line.work(end))

    def _place_first(self, number: int) -> None:
        """Place the start of a summary: when the first of its children begins."""
        starts = [self.moment(2 * each) for each in self._network.members[number]]
        at = 2 * self._lines[self._network.line[number]].work(np.minimum.reduce(starts)) + 1
        self.early[2 * number] = self.early[2 * number + 1] = at

    def _place_several(self, number: int, node: Node, at: Array) -> None:
        """Place what several people do, each on their own calendar: from the first who begins to the last who ends."""
        begin = at >> 1
        starts, ends = [], []
        for line, minutes in self._members(number, node):
            work = line.work(begin)
            starts.append(line.start_at(work))
            ends.append(line.finish_at(work + minutes))
        self.early[2 * number] = 2 * np.minimum.reduce(starts) + 1
        self.early[2 * number + 1] = 2 * np.maximum.reduce(ends)

    def _members(self, number: int, node: Node) -> list[tuple[VectorLine, Array]]:
        """Return the line of each of several people, and the minutes that they need: more where the task takes more."""
        factor = self._span(number) / max(self._network.span[number], 1)
        return [
            (self._lines[member.line], np.rint(member.minutes * factor).astype(np.int64)) for member in node.way.members
        ]

    def _end(self) -> Array:
        network = self._network
        last: dict[int, Array] = {}
        end = np.full(self._runs, NEVER, dtype=np.int64)
        for number in network.order:
            if number >= network.tasks:
                continue
            if 2 * number + 1 in self._moments:
                np.maximum(end, self._moments[2 * number + 1], out=end)
                continue
            on, at = network.line[number], self.early[2 * number + 1]
            last[on] = at if on not in last else np.maximum(last[on], at)
        moments = {on: self._lines[on].moment_at(at) for on, at in last.items()}
        for found in moments.values():
            np.maximum(end, found, out=end)
        for on, at in last.items():
            is_same = self._lines[on].finish_at(at >> 1) == end  # 2w and 2w + 1 are one moment while work goes on
            self._last[on] = np.where(moments[on] == end, at - (at & 1 & is_same), ALWAYS)
        return np.where(end == NEVER, network.anchor, end)
