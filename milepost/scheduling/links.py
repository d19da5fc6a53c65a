"""Makes edges of links: their lags in minutes, summaries in the place of their children, and the mirror image."""

from collections.abc import Collection
from dataclasses import replace

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import Id, placed
from milepost.scheduling.edges import FROM_FINISH, TO_FINISH, Edges
from milepost.scheduling.lines import ELAPSED
from milepost.scheduling.network import Far, Network, Share
from milepost.scheduling.nodes import Kind, Node
from milepost.scheduling.records import LagKind, Link, LinkType
from milepost.scheduling.refusals import refuse_link
from milepost.scheduling.summary_nodes import SummaryNodes

_FS, _SS = LinkType.FINISH_START, LinkType.START_START
_FF, _SF = LinkType.FINISH_FINISH, LinkType.START_FINISH
_MIRRORED = {_FS: _FS, _SS: _FF, _FF: _SS, _SF: _SF}
_WORKING, _ELAPSED = LagKind.WORKING, LagKind.ELAPSED
_PERCENT = LagKind.PERCENT


class Links:
    """Adds links to a network whose tasks are there; `inactive` nodes take no part."""

    def __init__(self, network: Network, edges: Edges, summaries: SummaryNodes, inactive: Collection[int]) -> None:
        self._network, self._outline, self._edges = network, network.outline, edges
        self._summaries, self._inactive = summaries, inactive
        self._mirrored = network.moments.mirrored

    def add_all(self) -> None:
        """Add all links of the plan; most are plain, and take no call."""
        network, index, line = self._network, self._network.index, self._network.line
        near, far, span, special = network.near, network.far, network.span, network.special
        lag_lines, make, held_at_finish = network.lag_line, tuple.__new__, self._edges.held_at_finish
        simple = not (self._mirrored or self._inactive)
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
                self.add(link, source, target)
                continue
            if source > target:
                self._edges.are_in_order = False
            on, lag, kind = line[target], link.lag_minutes, link.type
            lag_line = on
            if lag:
                own = link.lag_calendar_id
                lag_line = lag_lines[target] if own is None else self._lag_line(link, own)
            end = 2 * source + (kind is _FS or kind is _FF)
            to_finish = kind is _FF or kind is _SF
            if kind is _FF:
                held_at_finish.add(target)
            if line[source] == on == lag_line and (not lag or span[target]):
                if to_finish:
                    network.to_finish.add((target, len(near[target])))
                near[target].append((end, 2 * lag - span[target] if to_finish else 2 * lag))
            elif (links := far[target]) is None:
                far[target] = [make(Far, (end, lag, lag_line, to_finish, True))]
            else:
                links.append(make(Far, (end, lag, lag_line, to_finish, True)))

    def add(self, link: Link, source: int | None, target: int | None) -> None:
        """Add a link of any kind, given the nodes of its tasks; None: a summary. Refuses what cannot be a link."""
        refuse_link(self._outline, link)
        if source in self._inactive:
            return
        kind, lag, lag_line = link.type, *self._lag(link)
        if self._mirrored:
            kind = _MIRRORED[kind]
            if target in self._inactive:
                return
        ends = (link.predecessor_id, source), (link.successor_id, target)
        before, after = reversed(ends) if self._mirrored else ends
        if not all(number is not None or self._outline.leaves(task_id) for task_id, number in ends):
            return
        from_finish, to_finish = kind in FROM_FINISH, kind in TO_FINISH
        if link.predecessor_id in self._outline.children and _has_share(link) and not self._mirrored:
            before, kind, lag = (link.predecessor_id, self._share_node(link)), _FF if to_finish else _FS, 0
        first = (
            before[1]
            if before[1] is not None
            else self._summaries.node(before[0], "finish" if from_finish else "start")
        )
        then = after[1] if after[1] is not None else self._summaries.node(after[0], "exit" if to_finish else "entry")
        self._edges.connect(first, then, kind, lag, lag_line)

    def _share_node(self, link: Link) -> int:
        """Return the node at which a lag in per cent of a summary's duration ends."""
        network, summary_id = self._network, link.predecessor_id
        start, finish = self._summaries.node(summary_id, "start"), self._summaries.node(summary_id, "finish")
        source = 2 * finish + 1 if link.type in {_FS, _FF} else 2 * start
        own = self._network.lines.own_way(self._outline.tasks[summary_id].calendar_id)
        number = self._summaries.new_node(summary_id)
        self._edges.append(number, Node(replace(own, line=ELAPSED), 0, 0, Kind.LAGGED))
        lag_line = ELAPSED
        if link.lag_kind is _PERCENT:
            after = self._outline.tasks[link.successor_id].calendar_id
            lag_line = self._lag_line(link, after if link.lag_calendar_id is None else link.lag_calendar_id)
        network.shares[number] = Share(link, 2 * start, 2 * finish + 1, source, own.line, lag_line)
        network.members[number] = [start, finish]
        network.far[number] = [Far(source, 0, ELAPSED, to_finish=False, pulls=True)]
        return number

    def _lag(self, link: Link) -> tuple[int, int]:
        """Return the lag in minutes and the line on which it runs."""
        before, after = self._outline.tasks[link.predecessor_id], self._outline.tasks[link.successor_id]
        is_elapsed = link.lag_kind is _ELAPSED
        minutes = link.lag_minutes
        if link.lag_kind not in {_WORKING, _ELAPSED}:
            minutes = round(before.duration_minutes * link.lag_percent / 100)
            is_elapsed = link.lag_kind is not _PERCENT or before.is_elapsed
            if before.id in self._outline.children:
                minutes = 0  # known once the summary's children stand; from a finish they stand after it
                if self._mirrored and link.lag_percent:
                    self._network.percent_of_summary.append(link)
        if is_elapsed or not minutes:
            return minutes, ELAPSED
        return minutes, self._lag_line(
            link, after.calendar_id if link.lag_calendar_id is None else link.lag_calendar_id
        )

    def _lag_line(self, link: Link, calendar_id: Id | None) -> int:
        try:
            return self._network.lines.own_line(calendar_id)
        except Invalid as error:
            words = f"The link “{link.predecessor_id}” → “{link.successor_id}”"
            raise placed(error, words, link=link) from error


def _has_share(link: Link) -> bool:
    """Say whether a link's lag is a share of its predecessor."""
    return bool(link.lag_percent) and link.lag_kind not in {_WORKING, _ELAPSED}
