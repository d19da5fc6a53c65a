"""Levelling in integers: what the solver is asked, in no solver's words.

Variables are starts and finishes in working minutes of the task's own calendar (of several people: on the axis), from
the start of the first project on. Two simplifications leave out what would only make the problem harder, so that its
bounds stay true: links from a summary's first child, and links that a hard constraint overrules. The dates themselves
come from the engine afterwards, see `levelling_serial`.
"""

from dataclasses import dataclass, field
from math import gcd

from milepost.scheduling.checks import Id
from milepost.scheduling.levelling_axis import Piece

type Expr = tuple[int, int]  # a variable and what is added to it
type Term = tuple[int, int, int]  # the same, and the weight of the sum


@dataclass(frozen=True, slots=True)
class Curve:
    """`target` is a function of the variable `source`: exactly, or at least."""

    target: Expr
    source: int
    pieces: tuple[Piece, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody is held from one place of the axis to another."""

    resource_id: Id
    start: Expr
    end: Expr
    units: int
    owner: tuple[int, int]


@dataclass(slots=True)
class Model:
    """Variables with their ranges, what binds them, and what is to be small: a weight for each variable of an aim."""

    ranges: list[tuple[int, int]] = field(default_factory=list)
    floors: dict[int, int] = field(default_factory=dict)  # what is known besides, on no grid
    order: list[tuple[Expr, Expr]] = field(default_factory=list)  # the first is at least the second
    curves: list[Curve] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    fixed: dict[Id, list[tuple[int, int, int]]] = field(default_factory=dict)
    capacities: dict[Id, int] = field(default_factory=dict)
    aims: tuple[list[Term], ...] = field(default_factory=lambda: ([], [], []))
    starts: dict[tuple[int, int], int] = field(default_factory=dict)  # the variable of each node's start

    def new(self, first: int, last: int) -> int:
        """Return a new variable."""
        self.ranges.append((first, max(first, last)))
        return len(self.ranges) - 1

    @property
    def grid(self) -> int:
        """Return the greatest step on which some best schedule lies."""
        step = 0
        for first, _last in self.ranges:
            step = gcd(step, first)
        for (_a, more), (_b, other) in self.order:
            step = gcd(step, more - other)
        for curve in self.curves:
            step = gcd(step, curve.target[1])
            for piece in curve.pieces:  # each begins where a calendar changes, or right after
                step = gcd(step, piece.shift)
                step = max(gcd(step, piece.first), gcd(step, piece.first - 1))
        for stay in self.stays:
            step = gcd(step, stay.start[1], stay.end[1])
        for each in self.fixed.values():
            step = gcd(step, *(moment for start, end, _units in each for moment in (start, end)))
        return max(step, 1)

    @property
    def size(self) -> int:
        """How many pieces the functions have: what makes a problem hard besides its tasks."""
        return sum(len(curve.pieces) for curve in self.curves)

    def completed(self, values: list[int]) -> list[int]:
        """Return values of all variables, given those of the starts, as small as they may be."""
        given = set(self.starts.values())
        for curve in self.curves:
            at, more = curve.target
            if at in given:
                continue
            source = values[curve.source]
            found = next((piece.at(source) for piece in curve.pieces if piece.first <= source <= piece.last), None)
            if found is not None:
                values[at] = found - more if curve.is_exact else max(values[at], found - more)
        for (at, more), (source_at, other) in self.order:
            if at not in given:
                values[at] = max(values[at], values[source_at] + other - more)
        return values
