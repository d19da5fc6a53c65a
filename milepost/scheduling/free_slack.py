"""Free slack: how far a task may slip before a follower moves, link by link."""

from milepost.scheduling.checks import Id
from milepost.scheduling.dates import Dates
from milepost.scheduling.forward import moment_at, moment_of, share_of, unlagged
from milepost.scheduling.network import Far, Near, Network
from milepost.scheduling.nodes import Kind, Node


class Room:
    """The room between what stands and what follows it, each worked out when it is asked for, once."""

    def __init__(self, network: Network, dates: Dates) -> None:
        self.network = network
        self.dates = dates
        self._followers: list[list[tuple[int, Near | Far]]] | None = None
        self._free: dict[int, int | None] = {}

    def of(self, task_id: Id) -> int | None:
        """Return the minutes that a task may slip before a follower moves; None: nothing follows."""
        network = self.network
        number = network.index.get(task_id, network.summary_nodes.get((task_id, "finish")))
        return None if number is None else self._free_of(number)

    def _free_of(self, number: int) -> int | None:
        if number not in self._free:
            found = [self._room(number, other, link) for other, link in self._links_onward(number)]
            self._free[number] = min((room for room in found if room is not None), default=None)
        return self._free[number]

    def _room(self, number: int, other: int, link: Near | Far) -> int | None:
        """Return the minutes by which a link is slack; for a part of a summary, with what that part may slip itself."""
        network = self.network
        node = network.special.get(other)
        if node is not None and node.is_complete:
            return None
        target, source = (number, other) if network.moments.mirrored else (other, number)
        room = self._slack_of(target, source, link)
        if other < network.tasks:
            return room
        beyond = self._free_of(other)
        return None if beyond is None else room + beyond

    def _slack_of(self, target: int, source: int, link: Near | Far) -> int:
        network, placed = self.network, self.dates.placed
        if target in network.shares:
            return 0  # a lag ends where it ends
        lines, node = network.lines.all, network.special.get(source)
        several = node if node is not None and node.kind is Kind.SEVERAL else None
        if not isinstance(link, Far):
            if several is not None:
                return self._slack_of_several(several, link[0], (placed[2 * target] - link[1]) >> 1)
            return (placed[2 * target] >> 1) - ((placed[link[0]] + link[1]) >> 1)
        on, at = lines[network.line[target]], placed[2 * target + link.to_finish]
        moment = on.start_at(at >> 1) if network.span[target] else moment_at(on, at)
        if link.lag:
            moment = unlagged(lines[link.lag_line], moment, link.lag)
        if several is not None:
            return self._slack_of_several(several, link.source, moment)
        if source in network.shares:
            return self._slack_of_share(source, moment)
        line = lines[network.line[source]]
        latest = line.work(moment)
        if not link.source & 1 and network.span[source] and line.start_at(latest) > moment:
            latest -= 1  # a start at the end of work is one a minute earlier
        return latest - (placed[link.source] >> 1)

    def _slack_of_several(self, node: Node, end: int, latest: int) -> int:
        """Return the minutes until a moment of what several people do, measured as its total slack is.

        Its own line runs day and night: on that an hour of lunch would be one of slack.
        """
        measure = self.network.lines.all[node.way.slack_line]
        return measure.work(latest) - measure.work(moment_of(self.network, end, self.dates.placed[end]))

    def _slack_of_share(self, number: int, latest: int) -> int:
        """Return the minutes that a summary may slip until a lag in per cent of it ends later than a moment."""
        network, placed = self.network, self.dates.placed
        share, lines = network.shares[number], network.lines.all

        def moment(end: int) -> int:
            return moment_of(network, end, placed[end])

        lag, measure = share_of(network, number, moment), lines[share.measure_line]
        latest = unlagged(lines[share.lag_line], latest, lag) if lag else latest
        return measure.work(latest) - measure.work(moment(share.source))

    def _links_onward(self, number: int) -> list[tuple[int, Near | Far]]:
        """Return the links to what follows a node in the plan, which in the mirror comes before it."""
        network = self.network
        if network.moments.mirrored:
            return self.links_into(number)
        if self._followers is None:
            self._followers = [[] for _ in network.line]
            for target in network.order:
                for source, link in self.links_into(target):
                    self._followers[source].append((target, link))
        return self._followers[number]

    def links_into(self, number: int) -> list[tuple[int, Near | Far]]:
        """Return the links that bound a node, with their sources."""
        network = self.network
        found: list[tuple[int, Near | Far]] = [(link[0] >> 1, link) for link in network.near[number]]
        found += [(far.source >> 1, far) for far in network.far[number] or ()]
        return found
