"""Draws durations and runs the passes; what `simulation` offers is made of it. The only modules that load numpy."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from milepost.scheduling.building import compile_plan
from milepost.scheduling.checks import Id
from milepost.scheduling.clock import Clock
from milepost.scheduling.network import Network
from milepost.scheduling.nodes import Kind
from milepost.scheduling.records import Plan
from milepost.scheduling.task_records import Task
from milepost.scheduling.uncertainty import Lognormal, Pert, Ratios, Spread, Triangular, Uncertainty
from milepost.scheduling.vector_lines import Array, VectorLine
from milepost.scheduling.vector_pass import VectorPass

_BLOCK = 1000  # runs at a time: what is kept of a pass stays small
_MOST_MINUTES = 2**40  # two million years: far beyond all calendars, and far from overflowing
type Floats = "np.ndarray[Any, np.dtype[np.floating[Any]]]"


@dataclass(frozen=True, slots=True)
class Drawn:
    """All runs: the moments of the plan's end and of milestones, and the drawn spans by node."""

    runs: int
    clock: Clock
    end: Array
    milestones: dict[Id, Array]
    criticality: Mapping[Id, float]
    spans: dict[Id, Array]

    def moment(self, minute: int) -> dt.datetime:
        """Return a moment as a wall clock shows it."""
        return self.clock.moment(minute)

    def quantile(self, ends: Array, percent: float) -> int:
        """Return the smallest drawn moment that `percent` of the runs reach or come before."""
        return int(np.quantile(ends, percent / 100, method="inverted_cdf"))

    def share_until(self, ends: Array, target: dt.datetime) -> float:
        """Return the share of runs that have ended by a moment."""
        return float(np.mean(ends <= self.clock.minute(target)))

    def sensitivity(self) -> dict[Id, float]:
        """Return Spearman's rank correlation of each task's span with the plan's end."""
        ends = _ranks(self.end)
        return {task_id: _correlation(_ranks(span), ends) for task_id, span in self.spans.items()}


def draw(plan: Plan, runs: int, seed: int, uncertainty: Uncertainty, task_ids: Iterable[Id]) -> Drawn:
    """Run the forward pass `runs` times."""
    network = compile_plan(plan)
    lines = [VectorLine(line) for line in network.lines.all]
    random = np.random.default_rng(seed)
    kept = _kept(plan, network, task_ids)
    varying = _varying(network, uncertainty)
    blocks: list[tuple[Array, dict[Id, Array], dict[int, Array]]] = []
    counts: dict[int, int] = {}
    for first in range(0, runs, _BLOCK):
        size = min(_BLOCK, runs - first)
        spans = _draw_spans(network, varying, uncertainty, random, size)
        run = VectorPass(network, lines, spans, size)
        for number, mark in run.critical().items():
            counts[number] = counts.get(number, 0) + int(mark.sum())
        blocks.append((run.end, {task_id: run.moment(2 * number + 1) for task_id, number in kept.items()}, spans))
    return Drawn(
        runs,
        network.moments.clock,
        np.concatenate([end for end, _kept, _spans in blocks]),
        {task_id: np.concatenate([ends[task_id] for _end, ends, _spans in blocks]) for task_id in kept},
        {task_id: counts.get(number, 0) / runs for task_id, number in network.index.items()},
        {network.owner[number]: np.concatenate([block[2][number] for block in blocks]) for number in varying},
    )


def _kept(plan: Plan, network: Network, task_ids: Iterable[Id]) -> dict[Id, int]:
    """Return the nodes whose ends are kept: milestones and what was asked for, of those that are active."""
    asked = set(task_ids)
    active = set(network.order)
    return {
        task.id: network.index[task.id]
        for task in plan.tasks
        if task.id in network.index
        and network.index[task.id] in active
        and (task.is_milestone or not task.duration_minutes or task.id in asked)
    }


def _varying(network: Network, uncertainty: Uncertainty) -> dict[int, Spread]:
    """Return the nodes with work left whose length is open, with their spreads."""
    tasks = network.outline.tasks
    found: dict[int, Spread] = {}
    for number in network.order:
        if number >= network.tasks or not network.rest[number]:
            continue
        node = network.special.get(number)
        if node is not None and node.kind is Kind.FIXED and (node.is_complete or not node.is_started):
            continue  # done, or put where it stands by a person
        found[number] = uncertainty.of_task.get(tasks[network.owner[number]].id, uncertainty.default)
    return found


def _draw_spans(
    network: Network, varying: Mapping[int, Spread], uncertainty: Uncertainty, random: np.random.Generator, size: int
) -> dict[int, Array]:
    """Return the spans (doubled minutes) of one block of runs; what is done of a task stays."""
    shared = uncertainty.shared_median * np.exp(uncertainty.shared_sigma * random.standard_normal(size))
    spans: dict[int, Array] = {}
    for number, spread in varying.items():
        task = network.outline.tasks[network.owner[number]]
        rest = network.rest[number]
        drawn = np.rint(np.minimum(rest / 2 * _factors(spread, task, random, size) * shared, _MOST_MINUTES))
        # Work that takes any time takes a minute at least: rounding does not make milestones.
        spans[number] = network.span[number] - rest + 2 * np.maximum(drawn.astype(np.int64), 1)
    return spans


def _factors(spread: Spread, task: Task, random: np.random.Generator, size: int) -> Floats | float:
    """Return the factors by which a task's own uncertainty stretches it."""
    match spread:
        case Lognormal(median, sigma):
            return median * np.exp(sigma * random.standard_normal(size, dtype=np.float32)) if sigma else median
        case Ratios(values):
            return random.choice(np.array(values), size)
        case Triangular(low, likely, high) | Pert(low, likely, high) if low == high:
            return likely / max(task.duration_minutes, 1)
        case Triangular(low, likely, high):
            return random.triangular(low, likely, high, size) / max(task.duration_minutes, 1)
        case Pert(low, likely, high):
            return _beta(low, likely, high, random, size) / max(task.duration_minutes, 1)


def _beta(low: float, likely: float, high: float, random: np.random.Generator, size: int) -> Floats:
    """Draw from PERT's beta distribution: alpha = 1 + 4 (likely - low) / (high - low), alpha + beta = 6."""
    alpha = 1 + 4 * (likely - low) / (high - low)
    return low + (high - low) * random.beta(alpha, 6 - alpha, size)


def _ranks(values: Array) -> Floats:
    """Return ranks from 0, equal values sharing their mean."""
    _unique, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts + 1) / 2)[places]


def _correlation(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size else 0.0
