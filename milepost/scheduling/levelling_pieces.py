"""Tasks that may be interrupted: the pieces in which they are done while others come first."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from milepost.scheduling.checks import Id
from milepost.scheduling.levelling_loads import Profile
from milepost.scheduling.levelling_projects import Job
from milepost.scheduling.task_records import Split
from milepost.scheduling.timeline import WorkLine

LEAST_MINUTES = 120
"""No piece is shorter than this, but for a rest at the end."""


def free_pieces(line: WorkLine, job: Job, profiles: Mapping[Id, Profile], first: int) -> list[tuple[int, int]]:
    """Return where a job is done from a coordinate on, as soon as all its people have time: from and to.

    Two pieces may meet in one coordinate: between them lies a night in which somebody does other work.
    """
    left, at = job.task.duration_minutes, first
    found: list[tuple[int, int]] = []
    while left:
        least = min(left, LEAST_MINUTES)
        start = line.start_at(at)
        end = line.finish_at(at + least)
        blocked = [profiles[part.resource_id].last_conflict(start, end, part.units) for part in job.parts]
        later = max((moment for moment in blocked if moment is not None), default=None)
        if later is not None:
            at = max(line.work(later), at + 1)
            continue
        ends = [profiles[part.resource_id].next_conflict(start, part.units) for part in job.parts]
        length = min([left, *(line.work(end) - at for end in ends if end is not None)])
        if found and found[-1][1] == at and _is_free_between(line, job, profiles, at):
            found[-1] = (found[-1][0], at + length)
        else:
            found.append((at, at + length))
        left, at = left - length, at + length
    return found


def _is_free_between(line: WorkLine, job: Job, profiles: Mapping[Id, Profile], at: int) -> bool:
    """Say whether a job may hold its people over the night or the free days that lie at a coordinate."""
    end, start = line.finish_at(at), line.start_at(at)
    return all(profiles[part.resource_id].last_conflict(end, start, part.units) is None for part in job.parts)


def splits_of(pieces: Sequence[tuple[int, int]]) -> tuple[Split, ...]:
    """Return the pauses between pieces."""
    found, done = [], 0
    for (start, end), (after, _end) in pairwise(pieces):
        done += end - start
        found.append(Split(done, after - end))
    return tuple(found)
