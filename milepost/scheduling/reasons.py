"""Why a task is where it is: what holds its start (scheduled from a finish: its end), as data."""

from milepost.scheduling.checks import Id, id_order
from milepost.scheduling.forward import Bounds, moment_at
from milepost.scheduling.moments import DATED
from milepost.scheduling.network import Far, Near
from milepost.scheduling.nodes import ALWAYS, NEVER, Kind, Node
from milepost.scheduling.reading import Reader
from milepost.scheduling.records import LagKind, Link, LinkType
from milepost.scheduling.results import Driver, DriverKind
from milepost.scheduling.task_records import Constraint

_FROM_FINISH = {LinkType.FINISH_START, LinkType.FINISH_FINISH}
_TO_FINISH = {LinkType.FINISH_FINISH, LinkType.START_FINISH}
_EXACT = {Constraint.MUST_START_ON, Constraint.MUST_FINISH_ON}
_PLACES = {DriverKind.PLAN_START: 3, DriverKind.PLAN_FINISH: 3}


class Reasons:
    """Finds drivers, from positions that are already there."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._network = reader.network
        self.bounds = Bounds(reader.network, reader.dates.placed)
        self._links: dict[tuple[Id, Id], list[Link]] | None = None

    def drivers(self, task_id: Id) -> tuple[Driver, ...]:
        """Return what drives a task, all that have equal force."""
        number = self._network.index.get(task_id)
        if number is None:
            return self._of_summary(task_id)
        node = self._network.special.get(number)
        if node is not None and node.kind is Kind.FIXED:
            kind = DriverKind.ACTUAL if node.is_started or node.is_complete else DriverKind.PIN
            return (self._driver(kind, task_id, node.begin),)
        return tuple(self._of_node(number, node))

    def _of_summary(self, task_id: Id) -> tuple[Driver, ...]:
        network, span = self._network, self._reader.span(task_id)
        if network.outline.tasks[task_id].is_pinned:
            return (Driver(DriverKind.PIN, task_id, network.moments.clock.moment(span.start)),)
        start = network.moments.clock.moment(span.start)
        first = [each for each in self._reader.parts(task_id) if self._reader.span(each).start == span.start]
        return tuple(self._ranked([Driver(DriverKind.CHILD, task_id, start, from_id=each) for each in first]))

    def last_child(self, task_id: Id) -> Driver | None:
        """Return the child with which a summary ends, as the driver of its finish."""
        network, span = self._network, self._reader.span(task_id)
        for each in network.outline.children[task_id]:
            if self._reader.span(each).finish == span.finish:
                return Driver(DriverKind.CHILD, task_id, network.moments.clock.moment(span.finish), from_id=each)
        return None

    def end_before(self, driver: Driver) -> Driver | None:
        """Return why a summary ends when it does, where a link leads from its finish."""
        if driver.link is None or driver.link.type not in _FROM_FINISH or driver.from_id is None:
            return None
        return self.last_child(driver.from_id) if driver.from_id in self._network.outline.children else None

    def _of_node(self, number: int, node: Node | None) -> list[Driver]:
        network, dates, owner = self._network, self._reader.dates, self._network.owner[number]
        at = dates.placed[2 * number] >> 1
        if node is not None and node.is_late and dates.placed[2 * number] != dates.early[2 * number]:
            return [self._driver(DriverKind.LATE, owner, self._moment(number, dates.placed[2 * number]))]
        if node is not None and self._is_pulled(number, node, at):
            return [self._driver(DriverKind.CONSTRAINT, owner, self._moment(number, network.high[number]))]
        found = self._own_bounds(number, node, at)
        if node is not None and node.kind is Kind.SEVERAL and not node.delay:
            # Its line runs day and night: between what is asked for and the start lie hours in which nobody works.
            at = min(at, self.bounds.after(number, network.low[number]) >> 1)
            found = found or self._own_bounds(number, node, at)
        for source, link in self._reader.room.links_into(number):
            found += self._by_link(number, source, link, at)
        if found or node is None:
            return self._ranked(found)
        kind = DriverKind.LEVELLING if node.delay else DriverKind.CONSTRAINT
        return [self._driver(kind, owner, self._moment(number, dates.placed[2 * number]))]

    def _is_pulled(self, number: int, node: Node, at: int) -> bool:
        """Say whether a constraint holds a task before what its links, or the plan's start, ask for."""
        high = self._network.high[number]
        if high >> 1 != at or high == ALWAYS or node.high == node.floor:
            return False
        asked = [self._bound(number, link) for _source, link in self._reader.room.links_into(number)]
        return max(self._network.low[number], *asked, NEVER) >> 1 > at

    def _ranked(self, found: list[Driver]) -> list[Driver]:
        """Return drivers of equal force, the one that tells most first, whatever the order of the plan.

        A constraint that names the very date; then links, first that of the predecessor with the least slack, which is
        where the delay comes from; then other dates that hold it; the plan's start last.
        """
        found = list(dict.fromkeys(found))  # links that ask for the same are found by each of their edges
        return found if len(found) < 2 else sorted(found, key=self._rank)  # noqa: PLR2004 - nothing to sort

    def _rank(self, driver: Driver) -> tuple[object, ...]:
        place = 1 if driver.from_id is not None else _PLACES.get(driver.kind, 2)
        if driver.constraint in _EXACT:
            place = 0
        if driver.from_id is None:
            return place, driver.kind
        slack = self._reader.span(driver.from_id).total_slack
        return place, slack, driver.wait_minutes, id_order(driver.from_id), driver.kind, _link_order(driver.link)

    def _own_bounds(self, number: int, node: Node | None, at: int) -> list[Driver]:
        network, owner = self._network, self._network.owner[number]
        low = network.low[number]
        if low == NEVER or low >> 1 != at:
            return []
        kind = DriverKind.PLAN_START
        if (node is None or node.floor == low) and low > network.start_on(network.line[number]):
            kind = DriverKind.STATUS_DATE if network.moments.status is not None else DriverKind.RESUME
        elif node is not None and node.low == low:
            kind = DriverKind.CONSTRAINT
        if kind is DriverKind.PLAN_START and network.moments.mirrored:
            kind = DriverKind.PLAN_FINISH
        asked = network.anchor if kind in {DriverKind.PLAN_START, DriverKind.PLAN_FINISH} else self._moment(number, low)
        return [self._driver(kind, owner, asked)]

    def _by_link(self, number: int, source: int, link: Near | Far, at: int) -> list[Driver]:
        network = self._network
        if self._bound(number, link) >> 1 != at:
            return []
        parts = [network.summary_nodes.get((network.owner[source], part)) for part in ("entry", "exit")]
        if source in parts:
            return self._of_entry(source)
        return self._link_drivers(number, source, link)

    def _bound(self, number: int, link: Near | Far) -> int:
        """Return the position of the start that a link into a node asks for."""
        if isinstance(link, Far):
            return self.bounds.start_after(number, link)
        return self._reader.dates.placed[link[0]] + link[1]

    def link_driver(self, number: int, source: int, link: Near | Far) -> Driver:
        """Return a link into a node as a driver, with the moment that it asks for."""
        return self._link_drivers(number, source, link)[0]

    def _link_drivers(self, number: int, source: int, link: Near | Far) -> list[Driver]:
        """Return all links of the plan that an edge may stand for: parallel ones may ask for the same."""
        network, owner = self._network, self._network.owner
        asked = self.bounds.bound_of(link) if isinstance(link, Far) else self._moment(number, self._bound(number, link))
        parts = [network.summary_nodes.get((owner[source], part)) for part in ("entry", "exit")]
        if source in parts:
            return [self._driver(DriverKind.PARENT, owner[number], asked, owner[source])]
        records: list[Link | None] = [*self._records(source, number, link)] or [None]
        return [self._driver(DriverKind.LINK, owner[number], asked, owner[source], record) for record in records]

    def _of_entry(self, number: int) -> list[Driver]:
        """Return what binds the summary whose children a node binds."""
        at = self._reader.dates.placed[2 * number] >> 1
        found = []
        if self._network.low[number] >> 1 == at:
            moment = self._moment(number, self._network.low[number])
            found.append(self._driver(DriverKind.CONSTRAINT, self._network.owner[number], moment))
        for source, link in self._reader.room.links_into(number):
            found += self._by_link(number, source, link, at)
        return found

    def _moment(self, number: int, at: int) -> int:
        return moment_at(self._network.lines.all[self._network.line[number]], at)

    def _driver(
        self, kind: DriverKind, task_id: Id, asked: int, from_id: Id | None = None, link: Link | None = None
    ) -> Driver:
        network = self._network
        task = network.outline.tasks[task_id]
        constraint: Constraint | None = None
        if kind is DriverKind.CONSTRAINT:
            constraint = task.constraint if task.constraint in DATED else None
            kind = kind if constraint else DriverKind.DEADLINE
        sign = network.moments.sign
        moment, wait = network.moments.clock.moment(sign * asked), 0
        calendars: tuple[Id, ...] = ()
        people: tuple[Id, ...] = ()
        if task_id in network.index:
            number = network.index[task_id]
            stands = self._reader.span(task_id)
            ends = link is not None and link.type in _TO_FINISH
            wait = 0 if ends else max((stands.finish if sign < 0 else stands.start) * sign - asked, 0)
            way = network.special[number].way if number in network.special else network.lines.way(task)
            calendars, people = way.calendar_ids, way.resource_ids
        return Driver(kind, task_id, moment, from_id, link, constraint, wait, calendars, people)

    def _records(self, source: int, target: int, edge: Near | Far) -> list[Link]:
        """Return the links of the plan behind an edge of the network."""
        network = self._network
        if source in network.shares:
            return [network.shares[source].link]
        if self._links is None:
            self._links = {}
            for each in network.plan.links:
                self._links.setdefault((each.predecessor_id, each.successor_id), []).append(each)
        ends = (network.owner[source], network.owner[target])
        mirrored = network.moments.mirrored
        links = self._links.get((ends[1], ends[0]) if mirrored else ends, [])
        if len(links) < 2 or mirrored:  # noqa: PLR2004 - nothing to choose
            return sorted(links, key=_link_order)[:1]
        behind = [each for each in links if self._is_behind(each, edge, target)]
        return sorted(behind or links[:1], key=_link_order)

    def _is_behind(self, link: Link, edge: Near | Far, target: int) -> bool:
        start = edge[0] if not isinstance(edge, Far) else edge.source
        if (link.type in _FROM_FINISH) != bool(start & 1):
            return False
        lag = link.lag_minutes
        if link.lag_kind not in {LagKind.WORKING, LagKind.ELAPSED}:
            lag = round(self._network.outline.tasks[link.predecessor_id].duration_minutes * link.lag_percent / 100)
        if not isinstance(edge, Far):
            return edge[1] == 2 * lag - (self._network.span[target] if link.type in _TO_FINISH else 0)
        return edge.to_finish == (link.type in _TO_FINISH) and edge.lag == lag


def _link_order(link: Link | None) -> tuple[object, ...]:
    return () if link is None else (link.type, link.lag_kind, link.lag_minutes, link.lag_percent)
