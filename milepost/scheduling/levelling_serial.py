"""The greedy schedule: one task after another, each at the first moment at which those who do it have time.

A serial generation scheme: of the tasks whose predecessors stand, the one with the best rank is placed next. It never
violates a link or a constraint; where a task would have to wait past its limit it stands where its links put it, and
the overload remains. The solver's results pass through here as well: its starts are the ranks, so that every date comes
from the engine's own rules.

Source: R. Kolisch, "Serial and parallel resource-constrained project scheduling methods revisited", European Journal of
Operational Research 90 (1996), 320-333.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from milepost.scheduling.checks import Id
from milepost.scheduling.forward import Bounds, moment_at, place
from milepost.scheduling.levelling_loads import Hold, Profile, holds, holds_of_fixed
from milepost.scheduling.levelling_pieces import free_pieces, splits_of
from milepost.scheduling.levelling_projects import Job, Project
from milepost.scheduling.levelling_score import Score, score_of
from milepost.scheduling.nodes import Kind
from milepost.scheduling.positions import earliest_run
from milepost.scheduling.task_records import Split

type Rank = Callable[[Project, Job], tuple[int, ...]]


@dataclass(slots=True)
class Placement:
    """Where everything stands: positions by project, delays and pauses of tasks, and what found no room in time."""

    positions: list[list[int]]
    delays: list[dict[int, int]]
    splits: list[dict[int, tuple[Split, ...]]]
    stuck: set[tuple[int, int]] = field(default_factory=set)
    score: Score = (0, 0, 0)


def booked(projects: Sequence[Project], capacities: Mapping[Id, int]) -> dict[Id, Profile]:
    """Return how loaded everybody is by what stands still."""
    profiles = {resource_id: Profile(capacity) for resource_id, capacity in capacities.items()}
    for project in projects:
        for number, parts in project.fixed.items():
            _book(profiles, holds_of_fixed(project.network, number, parts))
    return profiles


def _book(profiles: Mapping[Id, Profile], found: Sequence[Hold]) -> None:
    for resource_id, start, end, units in found:
        profiles[resource_id].add(start, end, units)


class Serial:
    """Places all nodes of all projects once."""

    def __init__(
        self,
        projects: Sequence[Project],
        profiles: Mapping[Id, Profile],
        rank: Rank,
        starts: Mapping[tuple[int, int], int] | None = None,
    ) -> None:
        self._projects = projects
        self._starts = starts or {}  # moments before which jobs are not placed, where that leaves them room
        self._profiles = {each: profile.copy() for each, profile in profiles.items()}
        self._rank = rank
        positions = [[0] * len(project.early) for project in projects]
        self.placement = Placement(positions, [{} for _ in projects], [{} for _ in projects])
        self._bounds = [Bounds(each.network, at) for each, at in zip(projects, positions, strict=True)]
        self._queue: list[tuple[tuple[int, ...], int, int]] = []

    def run(self) -> Placement:
        """Place everything."""
        waiting = [self._waiting(project) for project in self._projects]
        for project, counts in zip(self._projects, waiting, strict=True):
            for number in project.network.order:
                if not counts[number]:
                    self._offer(project, number)
        while self._queue:
            _key, at, number = heapq.heappop(self._queue)
            project = self._projects[at]
            self._place(project, number)
            for follower in project.followers[number]:
                waiting[at][follower] -= 1
                if not waiting[at][follower]:
                    self._offer(project, follower)
        self.placement.score = score_of(self._projects, self.placement.positions)
        return self.placement

    def _waiting(self, project: Project) -> list[int]:
        counts = [0] * len(project.network.line)
        for each in project.followers:
            for number in each:
                counts[number] += 1
        return counts

    def _offer(self, project: Project, number: int) -> None:
        """Let a node be chosen; what nobody does takes its place at once."""
        job = project.jobs.get(number)
        key = (0,) if job is None else (1, *self._rank(project, job))
        heapq.heappush(self._queue, (key, project.place, number))

    def _place(self, project: Project, number: int) -> None:
        network, positions = project.network, self.placement.positions[project.place]
        bounds = self._bounds[project.place]
        at = network.low[number]
        for source, add in network.near[number]:
            at = max(at, positions[source] + add)
        at = bounds.after(number, at)
        node = network.special.get(number)
        if node is not None and node.kind in {Kind.FIXED, Kind.EARLIEST, Kind.LAGGED}:
            positions[2 * number], positions[2 * number + 1] = place(network, number, at, bounds)
            return
        is_several = node is not None and node.kind is Kind.SEVERAL
        at = min(at, node.high if node is not None and is_several else network.high[number])
        job = project.jobs.get(number)
        if job is not None and job.is_splittable and self._place_in_pieces(project, job, at):
            return
        if job is not None:
            at = self._fit(project, job, at)
        if node is not None and is_several:
            begin, end = earliest_run(network.lines, node.way, at >> 1)
            found = 2 * begin + 1, 2 * end
        else:
            lasts = network.span[number]
            found = ((at | 1), (at | 1) + lasts - 1) if lasts else (at, at)
        positions[2 * number], positions[2 * number + 1] = found
        if job is not None:
            begin, end = project.moment(2 * number, positions), project.moment(2 * number + 1, positions)
            _book(self._profiles, holds(network, job.parts, begin, end))

    def _fit(self, project: Project, job: Job, at: int) -> int:
        """Return the first position from `at` on at which all who do a job have time, within its limit."""
        line, number = project.line(job.number), job.number
        limit = project.limits[2 * number] >> 1
        found = at
        if (wanted := self._starts.get((project.place, number))) is not None:
            found = min(max(at, 2 * line.work(wanted) + 1), max(at, project.limits[2 * number]))
        while (later := self._conflict(project, job, found)) is not None:
            found = max(2 * line.work(later) + 1, (found | 1) + 2)
            if found >> 1 > limit:
                self.placement.stuck.add((project.place, number))
                return at
        self._delay(project, number, at, found)
        return found

    def _delay(self, project: Project, number: int, at: int, found: int) -> None:
        if found >> 1 > at >> 1:
            line = project.line(number)
            self.placement.delays[project.place][number] = moment_at(line, found) - moment_at(line, at | 1)

    def _place_in_pieces(self, project: Project, job: Job, at: int) -> bool:
        """Place a task that may be interrupted wherever there is time; False: not within its limit."""
        line, number = project.line(job.number), job.number
        pieces = free_pieces(line, job, self._profiles, at >> 1)
        if pieces[-1][1] > project.limits[2 * number + 1] >> 1:
            return False
        positions = self.placement.positions[project.place]
        positions[2 * number], positions[2 * number + 1] = 2 * pieces[0][0] + 1, 2 * pieces[-1][1]
        self._delay(project, number, at, positions[2 * number])
        if len(pieces) > 1:
            self.placement.splits[project.place][number] = splits_of(pieces)
        for start, end in pieces:
            held = line.start_at(start), line.finish_at(end)
            _book(self._profiles, [(part.resource_id, *held, part.units) for part in job.parts])
        return True

    def _conflict(self, project: Project, job: Job, at: int) -> int | None:
        """Return the next moment that is worth a try; None: there is room at this position."""
        lines = project.network.lines.all
        begin, end = self._run(project, job, at)
        later = None
        for part, hold in zip(job.parts, self._held(project, job, begin, end), strict=True):
            if hold is None:
                continue
            until = self._profiles[hold[0]].last_conflict(*hold[1:])
            if until is not None:
                line = lines[part.line]
                begin_after = line.start_at(line.work(until) - part.since) if part.since else until
                later = begin_after if later is None else max(later, begin_after)
        return later

    def _held(self, project: Project, job: Job, begin: int, end: int) -> list[Hold | None]:
        return [next(iter(holds(project.network, (part,), begin, end)), None) for part in job.parts]

    def _run(self, project: Project, job: Job, at: int) -> tuple[int, int]:
        """Return when a job begins and ends at a position."""
        network = project.network
        node = network.special.get(job.number)
        if node is not None and node.kind is Kind.SEVERAL:
            return at >> 1, earliest_run(network.lines, node.way, at >> 1)[1]
        line = project.line(job.number)
        return line.start_at(at >> 1), line.finish_at((at >> 1) + network.span[job.number] // 2)
