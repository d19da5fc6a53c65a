"""What levelling gives back: the plans with their delays, how good they are, and what could not be resolved."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from milepost.scheduling.changes import Comparison
from milepost.scheduling.checks import Id
from milepost.scheduling.records import Plan
from milepost.scheduling.words import counted


class LevellingAim(StrEnum):
    """What levelling makes small, in this order."""

    LATENESS = "lateness"
    FINISH = "finish"
    MOVEMENT = "movement"


class LevellingMethod(StrEnum):
    """How the result was found."""

    GREEDY = "greedy"
    SOLVER = "solver"


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one aim was reached: `value` and the least that is possible, `bound`.

    Both are sums of working minutes times weights: of a project one more than a hundredth of its priority, of a task
    the same of its own times that of its project. Lateness is after deadlines, the finish counts from the plan's start,
    movement is how far tasks begin later than they would if people had no limits. A bound holds among the schedules
    that do not worsen earlier aims.

    >>> Reached(LevellingAim.FINISH, value=8640, bound=8640).is_optimal
    True
    >>> Reached(LevellingAim.MOVEMENT, value=4000, bound=3000).gap  # a quarter might be saved
    0.25
    """

    aim: LevellingAim
    value: int
    bound: int

    @property
    def is_optimal(self) -> bool:
        """Whether no schedule does better."""
        return self.value <= self.bound

    @property
    def gap(self) -> float:
        """The share of the value that might be saved at most, 0 to 1."""
        return max(self.value - self.bound, 0) / self.value if self.value else 0.0


@dataclass(frozen=True, slots=True)
class Overload:
    """A time in which somebody has more work than they have time for.

    `units` is how much at the most at one moment, `capacity` what there is, both with 1.0 for one full person.
    `tasks` are those that they work on in it, each with the place of its plan among those that were levelled.
    """

    resource_id: Id
    name: str
    start: dt.datetime
    finish: dt.datetime
    units: float
    capacity: float
    tasks: tuple[tuple[int, Id], ...]

    @property
    def message(self) -> str:
        """The same in words."""
        return (
            f"“{self.name or self.resource_id}” has {self.units:.0%} of work and {self.capacity:.0%} of time"
            f" from {self.start:%Y-%m-%d %H:%M} to {self.finish:%Y-%m-%d %H:%M}."
        )


@dataclass(frozen=True, slots=True)
class Levelled:
    """Levelled plans, in the order in which they were given.

    `plans` carry the delays (and splits); `comparisons` have the moves of each against the plan as it was given.
    `overloads` are what is left, because of pins, constraints, work under way, or a task that asks for more than there
    is; `overloads_before` is what there was. `kept` names tasks as late as possible, each with the place of its plan,
    that would have moved with a later finish and overloaded somebody or pushed others: in `plans` they start no
    earlier than where they stood. `notice` says in words why the solver was not used; empty when it was.
    """

    plans: tuple[Plan, ...]
    comparisons: tuple[Comparison, ...] = field(repr=False)
    reached: tuple[Reached, ...]
    method: LevellingMethod
    overloads: tuple[Overload, ...]
    overloads_before: tuple[Overload, ...] = field(repr=False)
    kept: tuple[tuple[int, Id], ...] = ()
    notice: str = ""

    def __repr__(self) -> str:
        """Say how much it moved and what is left, for those who try it at a prompt."""
        plans, left = counted(len(self.plans), "plan"), counted(len(self.overloads), "overload")
        moves = counted(sum(len(each.moves) for each in self.comparisons), "move")
        return f"<Levelled {plans} ({self.method}): {moves}, {left} left>"

    @property
    def is_optimal(self) -> bool:
        """Whether no schedule does better in any aim."""
        return all(each.is_optimal for each in self.reached)
