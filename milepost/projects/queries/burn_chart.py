"""A burndown as lines: places of 100, as text for SVG."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from milepost.projects.queries.burndown import Burndown

_HOUR = 60
_STEPS = (1, 2, 4, 5, 8, 10, 20, 40, 50, 80, 100, 200, 400, 500, 1000)
_LABELS_MOST = 12


@dataclass(frozen=True, slots=True)
class ChartDay:
    """A working day below the chart; not each of many is labelled."""

    on: dt.date
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class ScopeMark:
    """Where the scope changed."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class BurnChart:
    """`left` and `ideal` are points of lines; `top`: minutes at the upper edge."""

    left: str
    ideal: str
    marks: tuple[ScopeMark, ...]
    days: tuple[ChartDay, ...]
    top: int
    middle: int


def chart_of(burn: Burndown) -> BurnChart | None:
    """Return the lines of a burndown, each day ending at the right edge of its column; None without a working day."""
    count = len(burn.days)
    if not count:
        return None
    top = _top(max([burn.committed, *(day.left for day in burn.days if day.left is not None)]))

    def point(at: int, minutes: int) -> tuple[str, str]:
        return f"{at * 100 / count:.2f}", f"{100 - minutes * 100 / top:.2f}"

    known = [(at, day.left) for at, day in enumerate(burn.days, 1) if day.left is not None]
    start = [(known[0][0] - 1, burn.committed)] if known else []
    marks = [point(at, day.left) for at, day in enumerate(burn.days, 1) if day.changes and day.left is not None]
    every = -(-count // _LABELS_MOST)
    return BurnChart(
        left=" ".join(",".join(point(*each)) for each in [*start, *known]),
        ideal=" ".join(",".join(point(*each)) for each in _ideal(burn)),
        marks=tuple(ScopeMark(*mark) for mark in marks),
        days=tuple(ChartDay(day.on, at % every == 0) for at, day in enumerate(burn.days)),
        top=top,
        middle=top // 2,
    )


def _ideal(burn: Burndown) -> list[tuple[int, int]]:
    """Return the corners of the ideal line: straight down to the last planned day, then level."""
    points = [(0, burn.committed), *enumerate((day.ideal for day in burn.days), 1)]
    corners = [after for before, after in pairwise(points) if after[1] == 0 and before[1] > 0]
    return [points[0], *(corners or points[-1:]), *(points[-1:] if corners and corners[0] != points[-1] else [])]


def _top(minutes: int) -> int:
    """Return the next even number of hours above, of which half is a good number too."""
    hours = max(1, -(-minutes // _HOUR))
    step = next((step for step in _STEPS if hours <= step * 2 * 4), _STEPS[-1])
    return -(-hours // (2 * step)) * 2 * step * _HOUR
