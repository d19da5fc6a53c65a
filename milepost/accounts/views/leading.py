"""What the pages of ordered values share."""

from collections.abc import Sequence
from typing import Any


def moved[R](rows: Sequence[R], row: R, direction: str) -> list[R]:
    """Return the rows with one of them a place further up or down; at the end it stays."""
    order: list[Any] = [one for one in rows if one != row]
    place = list(rows).index(row) + (-1 if direction == "up" else 1)
    order.insert(max(0, place), row)
    return order
