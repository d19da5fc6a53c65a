"""What the passes leave."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Dates:
    """Positions by end: `[2 × node]` is a start, `[2 × node + 1]` a finish.

    `early` and `late` are the ends of the room to move; `placed` is where the task stands. The late start of work in
    progress is that of what is left. `ends` is the position of the plan's end on each line, `end` the moment.
    """

    early: list[int]
    placed: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    end: int = 0
