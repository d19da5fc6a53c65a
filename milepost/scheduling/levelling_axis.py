"""Calendars as piecewise linear functions of each other, for the solver, which knows nothing but integers.

The *axis* counts the minutes in which anybody works; nights and days free for all take no room on it. What moves on one
calendar is a function of what moves on another: constant while only the one works, rising while both do, jumping where
only the other works. With one calendar for all, every function is one piece: plus a constant.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from milepost.scheduling.calendar_records import MINUTES_A_DAY
from milepost.scheduling.timeline import Stretch, Timeline, WorkLine


class Piece(NamedTuple):
    """A stretch of a function, both ends included: `x + shift` when it rises, else the constant `shift`."""

    first: int
    last: int
    shift: int
    rises: bool

    def at(self, value: int) -> int:
        """Return the function's value."""
        return value + self.shift if self.rises else self.shift


class _Union:
    """The time in which any of several lines works."""

    calendars = ()

    def __init__(self, lines: Sequence[WorkLine]) -> None:
        self._lines = lines

    def stretches(self, first_day: int, last_day: int) -> list[Stretch]:
        """Return the time between both midnights."""
        merged: list[Stretch] = []
        for start, end in sorted(each for line in self._lines for each in line.stretches(first_day, last_day)):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


class Axis:
    """The time in which anybody works, from one moment to another, and the moments at which any calendar changes."""

    def __init__(self, lines: Iterable[WorkLine], since: int, until: int) -> None:
        unique = list({id(line): line for line in lines}.values())
        self.line: WorkLine = Timeline(_Union(unique), since)
        first, last = since // MINUTES_A_DAY - 1, until // MINUTES_A_DAY + 2
        self.changes = sorted({m for line in unique for each in line.stretches(first, last) for m in each})


def pieces_of(function: Callable[[int], int], cuts: Iterable[int], first: int, last: int) -> list[Piece]:
    """Return a function that never falls as pieces, from `first` to `last`, both included.

    `cuts` are the places where it may change its kind; the piece may end there or begin there.
    """
    starts = sorted({first, *(at for cut in cuts for at in (cut, cut + 1) if first < at <= last)})
    found: list[Piece] = []
    for start, after in zip(starts, [*starts[1:], last + 1], strict=True):
        _append(found, function, start, after - 1)
    return found


def _append(found: list[Piece], function: Callable[[int], int], first: int, last: int) -> None:
    """Add one stretch, in halves where it is not of one kind after all."""
    low, high = function(first), function(last)
    if high - low == last - first:
        piece = Piece(first, last, low - first, rises=True)
    elif high == low:
        piece = Piece(first, last, low, rises=False)
    else:
        middle = (first + last) // 2
        _append(found, function, first, middle)
        _append(found, function, middle + 1, last)
        return
    if not found:
        found.append(piece)
        return
    before = found[-1]
    if before.at(first) == low and before.at(last) == high:  # both are lines
        found[-1] = before._replace(last=last)
    elif before.first == before.last and piece.at(before.first) == before.at(before.first):
        found[-1] = piece._replace(first=before.first)
    else:
        found.append(piece)


def clipped(pieces: Sequence[Piece], first: int, last: int) -> list[Piece]:
    """Return the pieces of a function between two places, both included."""
    low = bisect_right([piece.first for piece in pieces], first) - 1
    high = bisect_left([piece.last for piece in pieces], last)
    return [
        piece._replace(first=max(piece.first, first), last=min(piece.last, last))
        for piece in pieces[max(low, 0) : high + 1]
        if max(piece.first, first) <= min(piece.last, last)
    ]
