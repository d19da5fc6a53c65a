"""The nodes of summaries: what links and limits of a summary mean for its children (see `network`)."""

from milepost.scheduling.checks import Id
from milepost.scheduling.edges import Edges, own_line
from milepost.scheduling.network import Network
from milepost.scheduling.nodes import ALWAYS, NEVER, Kind, Node
from milepost.scheduling.records import LinkType


class SummaryNodes:
    """Makes the nodes of summaries when they are first asked for."""

    def __init__(self, network: Network, edges: Edges) -> None:
        self._network, self._outline, self._edges = network, network.outline, edges

    def node(self, task_id: Id, part: str) -> int:
        """Return the node of a part of a summary, made when it is first asked for."""
        network = self._network
        if (task_id, part) in network.summary_nodes:
            return network.summary_nodes[task_id, part]
        number = network.summary_nodes[task_id, part] = self.new_node(task_id)
        task = self._outline.tasks[task_id]
        if task.is_pinned and part in {"start", "finish"}:
            self._edges.append(number, network.moments.node(task))
            return number
        node = Node(self._network.lines.own_way(task.calendar_id), 0, 0)
        self._edges.append(number, node)
        leaves = [] if task.is_pinned else [network.index[leaf.id] for leaf in self._outline.leaves(task_id)]
        if part == "start":
            node.kind = Kind.EARLIEST
            network.members[number] = leaves
        for leaf in leaves if part != "start" else ():
            if part == "finish":
                self._edges.connect(leaf, number, LinkType.FINISH_FINISH, 0, 0)
            else:
                kind = LinkType.START_START if part == "entry" else LinkType.FINISH_FINISH
                self._edges.connect(number, leaf, kind, 0, 0)
        return number

    def new_node(self, summary_id: Id) -> int:
        """Return the number of another node of a summary, for `Edges.append`."""
        network = self._network
        network.owner.append(summary_id)
        network.lag_line.append(own_line(network, self._outline.tasks[summary_id]))
        network.near.append([])
        network.far.append(None)
        return len(network.line)

    def limit(self) -> None:
        """Give the constraints and deadlines of summaries to the nodes that stand for them."""
        network = self._network
        for task_id in self._outline.children:
            task = self._outline.tasks[task_id]
            if (task.constraint is None and task.deadline is None) or not self._outline.leaves(task_id):
                continue
            own_line(network, task)  # refuses a calendar that is not there, with the summary's name
            low, late = network.moments.bind_summary(task, self._network.lines.own_way(task.calendar_id))
            if low != NEVER:
                entry = self.node(task_id, "entry")
                network.low[entry] = network.special[entry].low = low
            if late != ALWAYS:
                network.special[self.node(task_id, "finish")].late = late
