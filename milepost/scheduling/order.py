"""An order in which every predecessor comes first, or the circle that forbids one.

Source: A. B. Kahn, "Topological sorting of large networks", Communications of the ACM 5 (1962), 558-562.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from milepost.scheduling.network import Far, Near


@dataclass(frozen=True, slots=True)
class Circle:
    """The nodes of a circle, each followed by its successor; the last one leads to the first."""

    nodes: list[int]


def ordered(
    near: Sequence[Sequence[Near]], far: Sequence[Sequence[Far] | None], members: Mapping[int, Sequence[int]]
) -> list[int] | Circle:
    """Return the nodes so that all sources of a node's links, and its members, come before it; or a circle."""
    if _is_in_order(near, far, members):
        return list(range(len(near)))
    followers = followers_of(near, far, members)
    waiting = [0] * len(near)
    for each in followers:
        for node in each:
            waiting[node] += 1
    order = [node for node, count in enumerate(waiting) if not count]
    for node in order:  # grows while it is walked
        for follower in followers[node]:
            waiting[follower] -= 1
            if not waiting[follower]:
                order.append(follower)
    return order if len(order) == len(near) else _circle(set(order), followers)


def followers_of(
    near: Sequence[Sequence[Near]], far: Sequence[Sequence[Far] | None], members: Mapping[int, Sequence[int]]
) -> list[list[int]]:
    """Return the nodes that links lead to from each node."""
    followers: list[list[int]] = [[] for _ in near]
    for node, links in enumerate(near):
        for source, _add in links:
            followers[source >> 1].append(node)
    for node, others in enumerate(far):
        for link in others or ():
            followers[link[0] >> 1].append(node)
    for node, parts in members.items():
        for part in parts:
            followers[part].append(node)
    return followers


def _is_in_order(
    near: Sequence[Sequence[Near]], far: Sequence[Sequence[Far] | None], members: Mapping[int, Sequence[int]]
) -> bool:
    if any(part >= node for node, parts in members.items() for part in parts):
        return False
    for node, links in enumerate(near):
        end = 2 * node
        for source, _add in links:
            if source >= end:
                return False
    return not any(others and any(link[0] >= 2 * node for link in others) for node, others in enumerate(far))


def _circle(placed: set[int], followers: Sequence[Sequence[int]]) -> Circle:
    """Return one circle among the nodes that could not be placed: each of them waits for another of them."""
    left = [node for node in range(len(followers)) if node not in placed]
    before: dict[int, int] = {}
    for node in left:
        for follower in followers[node]:
            before.setdefault(follower, node)
    node = left[0]
    path: dict[int, None] = {}
    while node not in path:
        path[node] = None
        node = before[node]
    nodes = list(path)
    return Circle(nodes[nodes.index(node) :][::-1])
