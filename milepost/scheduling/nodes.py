"""A task as numbers: where on its line it may begin and must end, and how long it takes.

Positions are *doubled coordinates*: twice the work coordinate, plus one at the start of the work after it. So 17:00 and
08:00 next morning, which are the same coordinate, differ by one where it matters: at milestones. A task that lasts
starts at an odd position and finishes at an even one.
"""

from dataclasses import dataclass
from enum import IntEnum

from milepost.scheduling.lines import Way

NEVER = -(1 << 60)
"""A position before all others: no bound."""
ALWAYS = 1 << 60
"""A position after all others: no bound."""


class Kind(IntEnum):
    """How the forward pass places a node."""

    PLAIN = 0  # after its bounds, on one line
    FIXED = 1  # where a person or the past has put it
    EARLIEST = 2  # at the first start among others: the start of a summary
    SEVERAL = 3  # after its bounds, on the lines of several people
    LAGGED = 4  # a share of a summary's duration after one of its ends


@dataclass(slots=True)
class Node:
    """What the passes know of a task. Spans and rests are doubled working minutes of its line."""

    way: Way
    span: int
    rest: int
    kind: Kind = Kind.PLAIN
    low: int = NEVER  # not before, by constraint
    floor: int = NEVER  # not before, whatever else says: work not done does not lie in the past
    high: int = ALWAYS  # not after, by a constraint that is honoured
    late: int = ALWAYS  # late finish not after
    late_exact: bool = False  # late finish exactly there
    delay: int = 0  # elapsed minutes
    begin: int = 0  # of FIXED: moments
    end: int = 0
    is_started: bool = False
    is_complete: bool = False
    is_pinned: bool = False
    is_late: bool = False  # as late as possible
