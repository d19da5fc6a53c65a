"""Carries a small change over into a network, so that most of it need not be made again."""

from dataclasses import dataclass, replace

from milepost.scheduling.building import Builder
from milepost.scheduling.checks import Id
from milepost.scheduling.moments import Moments
from milepost.scheduling.network import Network
from milepost.scheduling.order import followers_of
from milepost.scheduling.records import Link, Plan
from milepost.scheduling.results import Change


@dataclass(frozen=True, slots=True)
class Patch:
    """A network that is almost another one, and the nodes that are not as they were there."""

    network: Network
    changed: set[int]


def patched(network: Network, plan: Plan, change: Change) -> Patch | None:
    """Return the network of the changed plan, or None where a change goes too deep for this.

    It serves changes of tasks that stay where they are in the outline, and of links between them. The old network
    stays as it is; both share the calendars' lines.
    """
    if not _is_shallow(network, change):
        return None
    _prepare(network)
    copy = _copy(network, plan, change)
    builder = Builder(copy)
    changed = {task.id for task in change.tasks}
    targets = changed | {link.successor_id for link in (*change.links, *change.removed_links)}
    targets |= {copy.owner[after] for task_id in changed for after in network.followers[copy.index[task_id]]}
    for task_id in changed:
        builder.renew(copy.outline.tasks[task_id])
    into: dict[Id, list[Link]] = {task_id: [] for task_id in targets}
    for link in plan.links:
        if link.successor_id in into:
            into[link.successor_id].append(link)
    for task_id, each in into.items():
        builder.relink(copy.index[task_id], each)
    numbers = {copy.index[task_id] for task_id in targets}
    _follow(copy, numbers)
    if not _is_in_order(copy, numbers):
        builder.edges.are_in_order = False
        builder.sort()
        copy.places = []
        _prepare(copy)
    return Patch(copy, numbers)


def _prepare(network: Network) -> None:
    if not network.followers:
        network.followers = followers_of(network.near, network.far, network.members)
    if not network.places:
        network.places = [0] * len(network.line)
        for place, number in enumerate(network.order):
            network.places[number] = place


def _sources(network: Network, number: int) -> set[int]:
    return {source >> 1 for source, _add in network.near[number]} | {
        link.source >> 1 for link in network.far[number] or ()
    }


def _follow(network: Network, numbers: set[int]) -> None:
    """Add the followers that new links make; one too many does no harm."""
    for number in numbers:
        for source in _sources(network, number):
            if number not in network.followers[source]:
                network.followers[source] = [*network.followers[source], number]


def _is_in_order(network: Network, numbers: set[int]) -> bool:
    places = network.places
    return all(places[source] < places[number] for number in numbers for source in _sources(network, number))


def _is_shallow(network: Network, change: Change) -> bool:
    tasks, index = network.outline.tasks, network.index
    others = (
        change.removed_task_ids,
        change.calendars,
        change.resources,
        change.assignments,
        change.removed_assignments,
        change.start,
        change.finish,
        change.status_date,
        network.summary_nodes,
        network.idle,
        network.moments.mirrored,
    )
    return (
        not any(others)
        and all(
            task.id in index and task.is_active and task.parent_id == tasks[task.id].parent_id for task in change.tasks
        )
        and all(
            link.predecessor_id in index and link.successor_id in index
            for link in (*change.links, *change.removed_links)
        )
    )


def _copy(network: Network, plan: Plan, change: Change) -> Network:
    clock = network.moments.clock
    return replace(
        network,
        plan=plan,
        moments=Moments(plan, clock, network.lines, mirrored=False),
        outline=network.outline.with_tasks(change.tasks),
        line=list(network.line),
        span=list(network.span),
        rest=list(network.rest),
        lag_line=list(network.lag_line),
        low=list(network.low),
        high=list(network.high),
        special=dict(network.special),
        near=list(network.near),
        far=list(network.far),
        order=list(network.order),
        followers=list(network.followers),
        percent_of_summary=list(network.percent_of_summary),
    )
