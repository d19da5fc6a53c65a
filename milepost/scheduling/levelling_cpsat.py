"""The model in CP-SAT's words, counted in steps of its grid."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from milepost.scheduling.checks import Id
from milepost.scheduling.levelling_model import Curve, Expr, Model, Stay


class Written:
    """A model as CP-SAT has it; `stuck` tasks, for which there is no room, hold nobody."""

    def __init__(self, model: Model, stuck: set[tuple[int, int]], cp: Any) -> None:
        self.model = cp.CpModel()
        self.grid = model.grid
        self._cp = cp
        self._asked = model
        self.variables = [
            self._variable(max(first, model.floors.get(at, first)), last, at)
            for at, (first, last) in enumerate(model.ranges)
        ]
        self._aims = [self._sum(terms) for terms in model.aims]
        for (at, more), (other, less) in model.order:
            self.model.add(self.variables[at] >= self.variables[other] + (less - more) // self.grid)
        for curve in model.curves:
            self._curve(curve)
        held: defaultdict[Id, list[Stay]] = defaultdict(list)
        for stay in model.stays:
            if stay.owner not in stuck:
                held[stay.resource_id].append(stay)
        for resource_id, stays in held.items():
            self._resource(resource_id, stays)

    def _variable(self, first: int, last: int, at: int) -> Any:
        low = -(-first // self.grid)
        return self.model.new_int_var(low, max(last // self.grid, low), f"x{at}")

    def aim(self, aim: int) -> None:
        """Minimise one aim."""
        self.model.minimize(self._aims[aim])

    def keep(self, aim: int, value: int) -> None:
        """Let no answer be worse in an aim than this many minutes."""
        self.model.add(self._aims[aim] <= -(-value // self.grid))

    def hint(self, values: Sequence[int]) -> None:
        """Start from these values, in minutes."""
        self.model.clear_hints()
        for variable, value in zip(self.variables, values, strict=True):
            self.model.add_hint(variable, value // self.grid)

    def _sum(self, terms: Sequence[tuple[int, int, int]]) -> Any:
        constant = sum(weight * (more // self.grid) for _at, more, weight in terms)
        return sum(weight * self.variables[at] for at, _more, weight in terms) + constant

    def _at(self, expr: Expr) -> Any:
        return self.variables[expr[0]] + expr[1] // self.grid

    def _curve(self, curve: Curve) -> None:
        """Let one piece hold: the source lies in it, and the target has its value."""
        source, target = self.variables[curve.source], self._at(curve.target)
        chosen = []
        for first, last, shift, rises in curve.pieces:
            low, high = -(-first // self.grid), last // self.grid
            if low > high:
                continue
            here = self.model.new_bool_var("")
            chosen.append(here)
            self.model.add_linear_constraint(source, low, high).only_enforce_if(here)
            value = (source if rises else 0) + shift // self.grid
            held = target == value if curve.is_exact else target >= value
            self.model.add(held).only_enforce_if(here)
        self.model.add_exactly_one(chosen)

    def _resource(self, resource_id: Id, stays: Sequence[Stay]) -> None:
        capacity = self._asked.capacities[resource_id]
        intervals, demands = [], []
        for stay in stays:
            if demand := min(stay.units, capacity):
                intervals.append(self._interval(stay))
                demands.append(demand)
        for start, end, load in self._asked.fixed.get(resource_id, ()):
            first, last = start // self.grid, end // self.grid
            intervals.append(self.model.new_fixed_size_interval_var(first, last - first, ""))
            demands.append(load)
        if len(intervals) > 1 and 2 * min(demands) > capacity:
            self.model.add_no_overlap(intervals)
        elif len(intervals) > 1:
            self.model.add_cumulative(intervals, demands, capacity)

    def _interval(self, stay: Stay) -> Any:
        start, end = self._at(stay.start), self._at(stay.end)
        if stay.start[0] == stay.end[0]:
            return self.model.new_fixed_size_interval_var(start, (stay.end[1] - stay.start[1]) // self.grid, "")
        size = self.model.new_int_var(0, 1 << 40, "")
        return self.model.new_interval_var(start, size, end, "")
