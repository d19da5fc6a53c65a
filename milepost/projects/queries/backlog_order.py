"""The order of a backlog: places with gaps between them, so that one move writes one row."""

from collections.abc import Sequence

GAP = 1024


def placed_after(order: Sequence[tuple[int, int | None]], moved: int, after: int | None) -> dict[int, int]:
    """Return the places to write so that `moved` stands right after another one (None: first).

    `order` has the others as they stand: those with a place in its order, then those without. Only rows before the
    moved one are given a place that they had not; where no gap is left, all that have one get another.
    """
    keys = [key for key, _place in order]
    at = 0 if after is None else keys.index(after) + 1
    known = {key: place for key, place in order if place is not None}
    new: dict[int, int] = {}
    last = None
    for key in keys[:at]:
        if key not in known:
            new[key] = GAP if last is None else last + GAP
        last = known.get(key, new.get(key))
    follower = known.get(keys[at]) if at < len(keys) else None
    if follower is None:
        return {**new, moved: GAP if last is None else last + GAP}
    if last is None:
        return {**new, moved: follower - GAP}
    if follower - last > 1:
        return {**new, moved: (last + follower) // 2}
    whole = [*keys[:at], moved, *[key for key in keys[at:] if key in known]]
    return {key: number * GAP for number, key in enumerate(whole, 1)}
