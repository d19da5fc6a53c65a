"""Moments as positions on a line, and where several people meet who work at different hours.

Positions are doubled coordinates, see `nodes`.
"""

from milepost.scheduling.lines import Lines, Way
from milepost.scheduling.timeline import WorkLine


def position(line: WorkLine, moment: int, *, starts: bool, exact: bool = False) -> int:
    """Return the doubled coordinate of a moment; `exact`: on the side where the moment is, if it is on one."""
    work = line.work(moment)
    if exact:
        return 2 * work + (line.finish_at(work) != moment)
    return 2 * work + starts


def latest_position(line: WorkLine, moment: int) -> int:
    """Return the last position that is no later than a moment."""
    work = line.work(moment)
    return 2 * work + (line.start_at(work) <= moment)


def latest_start(lines: Lines, way: Way, end: int) -> int:
    """Return the first moment at which several people can begin and somebody ends no earlier than `end`."""
    return min(
        line.start_at(line.work(end) - member.minutes) for member in way.members for line in [lines.all[member.line]]
    )


def last_finish(lines: Lines, way: Way, moment: int) -> int:
    """Return when the last of several people stops who work up to a moment."""
    return max(line.finish_at(line.work(moment)) for member in way.members for line in [lines.all[member.line]])


def earliest_run(lines: Lines, way: Way, begin: int) -> tuple[int, int]:
    """Return when several people begin, at the earliest from `begin` on, and when the last of them ends."""
    starts, ends = [], []
    for member in way.members:
        line = lines.all[member.line]
        work = line.work(begin)
        starts.append(line.start_at(work))
        ends.append(line.finish_at(work + member.minutes))
    return min(starts), max(ends)
