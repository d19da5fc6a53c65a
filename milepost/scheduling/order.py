"""An order in which every predecessor comes first, or the cycle that forbids one.

Source: A. B. Kahn, "Topological sorting of large networks", Communications of the ACM 5 (1962), 558-562.
"""

from collections.abc import Sequence


def ordered(sources: Sequence[Sequence[int]]) -> list[int] | None:
    """Return the nodes so that all `sources[node]` come before the node; None if there is a cycle."""
    if all(source < node for node, each in enumerate(sources) for source in each):
        return list(range(len(sources)))
    waiting = [len(each) for each in sources]
    followers: list[list[int]] = [[] for _ in sources]
    for node, each in enumerate(sources):
        for source in each:
            followers[source].append(node)
    order = [node for node, count in enumerate(waiting) if not count]
    for node in order:  # grows while it is walked
        for follower in followers[node]:
            waiting[follower] -= 1
            if not waiting[follower]:
                order.append(follower)
    return order if len(order) == len(sources) else None


def cycle(sources: Sequence[Sequence[int]]) -> list[int]:
    """Return the nodes of one cycle, each followed by its successor; the last one leads to the first."""
    left = set(range(len(sources)))
    shrinking = True
    while shrinking:  # drop what waits for nothing that is left
        gone = {node for node in left if not any(source in left for source in sources[node])}
        left -= gone
        shrinking = bool(gone)
    node = min(left)
    path: list[int] = []
    while node not in path:
        path.append(node)
        node = next(source for source in sources[node] if source in left)
    return path[path.index(node) :][::-1]
