"""The two passes of the critical path method together, and what is to be as late as possible.

Sources: J. E. Kelley and M. R. Walker, "Critical-path planning and scheduling", Proc. Eastern Joint Computer Conference
(1959), 160-173; Microsoft Project's documentation of task dependencies, constraints, lag and slack; its treatment of
work in progress and of manually scheduled tasks as MPXJ's `MicrosoftScheduler` records it.
"""

from milepost.scheduling.backward import backward, end_of
from milepost.scheduling.dates import Dates
from milepost.scheduling.forward import Bounds, forward, forward_again, put
from milepost.scheduling.network import Network
from milepost.scheduling.nodes import Kind


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
    dates.end, dates.ends = end_of(network, early)
    if any(node.is_late for node in network.special.values()):
        backward(network, dates)
        place_late(network, dates)
    return dates


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
        start, finish = put(network, number, at, of_placed)
        early[2 * number], early[2 * number + 1] = start, finish
        if is_late[number] and special[number].kind is not Kind.FIXED and dates.late[2 * number] > start:
            start = dates.late[2 * number] | bool(network.span[number])
            finish = dates.late[2 * number + 1]
        placed[2 * number], placed[2 * number + 1] = start, finish
    dates.early, dates.placed = early, placed
