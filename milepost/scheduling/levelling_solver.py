"""Asks OR-Tools' CP-SAT for better schedules than the greedy one, aim by aim.

The aims are minimised one after another: what an earlier one has reached is kept while the next is sought. Each answer
passes through the serial scheme, which dates it by the engine's rules; so what cannot be expressed in the model cannot
make a wrong date, only a slightly worse one.

Source: L. Perron and V. Furnon, OR-Tools (Google); P. Laborie, "An update on the comparison of MIP, CP and hybrid
approaches for mixed resource allocation and scheduling", CPAIOR (2018), for intervals and cumulative resources.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from milepost.scheduling.checks import Id
from milepost.scheduling.levelling_asking import Asking
from milepost.scheduling.levelling_cpsat import Written
from milepost.scheduling.levelling_greedy import worth
from milepost.scheduling.levelling_loads import Profile
from milepost.scheduling.levelling_projects import Job, Project
from milepost.scheduling.levelling_score import Score, least
from milepost.scheduling.levelling_serial import Placement, Serial

MOST_PIECES = 60_000
_TOO_MUCH = "The calendars differ too much for the solver: this is the greedy schedule."
_SHARES = (0.4, 0.6, 1.0)  # of the time that is left


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try."""

    seconds: float
    seed: int
    workers: int


@dataclass(frozen=True, slots=True)
class Solved:
    """The best placement, the least possible score, and why the solver gave up, if it did."""

    placement: Placement
    bounds: Score
    notice: str = ""


def solve(projects: Sequence[Project], profiles: Mapping[Id, Profile], found: Placement, effort: Effort) -> Solved:
    """Improve a greedy placement. Raises `ImportError` without OR-Tools."""
    search = _Search(projects, profiles, found, effort)
    if search.asking.model.size > MOST_PIECES:
        return Solved(
            found, least(projects), "The calendars differ too much for the solver: this is the greedy schedule."
        )
    return search.run()


class _Search:
    """One search for the aims in turn."""

    def __init__(
        self, projects: Sequence[Project], profiles: Mapping[Id, Profile], found: Placement, effort: Effort
    ) -> None:
        self._projects, self._profiles, self._best, self._effort = projects, profiles, found, effort
        self._end = 0.0
        self.asking = Asking(projects, profiles, _horizon(projects, found))
        self._model = self.asking.model
        self._bounds = list(least(projects))

    def run(self) -> Solved:
        """Minimise the aims that are not at their least already."""
        from ortools.sat.python import cp_model  # noqa: PLC0415 - an extra, and a hundred megabytes

        self._end = time.monotonic() + self._effort.seconds
        made = Written(self._model, self._best.stuck, cp_model)
        for aim in range(len(self._bounds)):
            if self._best.score[aim] > self._bounds[aim]:
                self._minimise(made, aim, cp_model)
            made.keep(aim, self._best.score[aim])
        first, second, third = self._bounds
        return Solved(self._best, (first, second, third))

    def _minimise(self, made: Written, aim: int, cp: Any) -> None:
        solver = self._solver(_SHARES[aim], cp)
        if solver is None:
            return
        made.aim(aim)
        made.hint(self._values())
        status = solver.solve(made.model)
        name = solver.status_name(status)
        if name not in {"OPTIMAL", "FEASIBLE"}:
            bound = solver.best_objective_bound if name == "UNKNOWN" else 0
            self._raise_bound(aim, bound, made.grid)
            return
        self._raise_bound(aim, solver.best_objective_bound, made.grid)
        self._take({key: solver.value(made.variables[at]) * made.grid for key, at in self._model.starts.items()})

    def _raise_bound(self, aim: int, bound: float, grid: int) -> None:
        """Keep a better bound; those of the model, which interrupts nothing, say nothing of what may be interrupted."""
        if any(job.is_splittable for project in self._projects for job in project.jobs.values()):
            return
        whole = round(bound + 0.499999)  # up to the next whole step
        self._bounds[aim] = max(self._bounds[aim], min(whole * grid, self._best.score[aim]))

    def _take(self, values: Mapping[tuple[int, int], int]) -> None:
        """Date what the solver has found, and keep it if it is better: as early as its order allows, and as it stands.

        With a lead an order alone is not enough: a predecessor may have to wait so that its follower can go first.
        """
        starts = {
            (project.place, number): self.asking.moment(project, number, values[project.place, number])
            for project in self._projects
            for number in project.jobs
        }

        def rank(project: Project, job: Job) -> tuple[int, ...]:
            return (starts[project.place, job.number],)

        for held in ({}, starts):
            placed = Serial(self._projects, self._profiles, rank, held).run()
            self._best = min(self._best, placed, key=worth)

    def _values(self) -> list[int]:
        """Return the value of each variable in the best schedule so far."""
        values: list[int] = [first for first, _last in self._model.ranges]
        for project in self._projects:
            positions = self._best.positions[project.place]
            for (place, number), at in self._model.starts.items():
                if place == project.place:
                    values[at] = self.asking.value(project, number, positions)
        return self._model.completed(values)

    def _solver(self, share: float, cp: Any) -> Any:
        """Return a solver with its part of the time left; None: there is none."""
        left = (self._end - time.monotonic()) * share
        if left <= 0.01:  # noqa: PLR2004 - no time to begin
            return None
        solver = cp.CpSolver()
        solver.parameters.max_time_in_seconds = left
        solver.parameters.random_seed = self._effort.seed
        solver.parameters.num_workers = self._effort.workers
        solver.parameters.interleave_search = self._effort.workers == 1  # all ways in turn, always in the same order
        return solver


def _horizon(projects: Sequence[Project], found: Placement) -> int:
    """Return the moment by which all is done: half as long again as the greedy schedule takes."""
    first = min(project.network.anchor for project in projects)
    ends = (
        project.moment(2 * number + 1, found.positions[project.place])
        for project in projects
        for number in project.network.order
    )
    last = max(ends, default=first)
    return last + (last - first) // 2 + 1
