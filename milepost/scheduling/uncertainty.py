"""How uncertain durations are: of each task by itself, and of a whole project at once.

A *spread* describes the factor by which the work that is left of a task turns out longer or shorter than planned.
Tasks of one project are not independent: the same people, the same customer and the same optimism stretch all of them.
So each run of a simulation also draws one *shared factor* for the project. Without it the errors of many tasks cancel
each other out, and P80 is reached far less often than in 80 % of projects.

Model: the logarithm of a task's ratio (actual by planned duration) is `m + s + e`, with `s` drawn once a project
(standard deviation `shared_sigma`) and `e` once a task (`own_sigma`).

Sources: the three-point estimates are those of D. G. Malcolm et al., "Application of a technique for research and
development program evaluation", Operations Research 7 (1959), 646-669; the variances are estimated as in a one-way
random-effects analysis of variance (H. Scheffé, "The analysis of variance", 1959, chapter 7).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import Id, check_fields, number, share, tupled, within

DEFAULT_OWN_SIGMA = 0.35
DEFAULT_SHARED_SIGMA = 0.2
MOST_SIGMA = 10
_FEWEST_PROJECTS = 5


def _check_factor(whose: str, median: float, sigma: float) -> None:
    if number(median) or median <= 0 or within(0, MOST_SIGMA, number)(sigma):
        words = f"{whose} needs a median above 0 and a sigma of 0 to {MOST_SIGMA}, not {median!r} and {sigma!r}."
        raise Invalid("wrong-spread", words)


def _check_points(low: float, likely: float, high: float) -> None:
    if any(map(number, (low, likely, high))) or not 0 <= low <= likely <= high:
        raise Invalid("wrong-spread", f"An estimate must rise from low to likely to high: {low}, {likely}, {high}.")


def _spread(value: object) -> str:
    if isinstance(value, Triangular | Pert | Lognormal | Ratios):
        return ""
    return f"must be a Triangular, Pert, Lognormal or Ratios, not {value!r}"


def _spreads(value: object) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping of task ids to spreads, not {value!r}"
    return next((f"of {each!r} {wrong}" for each, spread in value.items() if (wrong := _spread(spread))), "")


@dataclass(frozen=True, slots=True)
class Triangular:
    """A three-point estimate of the whole duration in working minutes, spread evenly towards the likely value.

    Raises `Invalid` ("wrong-spread") unless the points rise from low to likely to high, none below 0.
    """

    low_minutes: float
    likely_minutes: float
    high_minutes: float

    def __post_init__(self) -> None:
        _check_points(self.low_minutes, self.likely_minutes, self.high_minutes)


@dataclass(frozen=True, slots=True)
class Pert:
    """A three-point estimate as a beta distribution with mean `(low + 4 × likely + high) ÷ 6`.

    The points are working minutes of the whole duration. Raises `Invalid` ("wrong-spread") as `Triangular` does.
    """

    low_minutes: float
    likely_minutes: float
    high_minutes: float

    def __post_init__(self) -> None:
        _check_points(self.low_minutes, self.likely_minutes, self.high_minutes)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Factors around `median`; two thirds of them lie between `median ÷ e^sigma` and `median × e^sigma`.

    Raises `Invalid` ("wrong-spread") unless the median is above 0 and sigma from 0 to 10.
    """

    median: float = 1.0
    sigma: float = DEFAULT_OWN_SIGMA

    def __post_init__(self) -> None:
        _check_factor("A lognormal spread", self.median, self.sigma)


@dataclass(frozen=True, slots=True)
class Ratios:
    """Own history: actual by planned durations of comparable tasks, each as likely as the other."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tupled(self.values))
        if not isinstance(self.values, tuple) or not self.values or any(map(share, self.values)):
            raise Invalid("wrong-spread", "A history needs a tuple of ratios, none of them below 0.")


type Spread = Triangular | Pert | Lognormal | Ratios
"""How uncertain one task is: three durations in working minutes (`Pert(480, 960, 2400)`), or factors of its planned
duration (`Lognormal(1.1, 0.4)`, `Ratios((0.9, 1.0, 1.6))`). What is done of it does not vary."""
EXACT = Lognormal(1.0, 0.0)
"""No uncertainty at all."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How uncertain a plan is: `default` for each task that `of_task` does not name, and what all tasks share.

    A spread is a `Triangular`, `Pert`, `Lognormal` or `Ratios`; of three-point ones the points are durations in working
    minutes, of the others factors: `Uncertainty(of_task={"import": Pert(480, 960, 2400)})`. That of a summary, and of
    what is done or pinned, counts for nothing.

    `shared_median` and `shared_sigma` describe the lognormal factor of the project. The defaults are assumptions, not
    measurements: replace them by `learn` as soon as projects have ended.
    """

    default: Spread = field(default_factory=Lognormal)
    of_task: Mapping[Id, Spread] = field(default_factory=dict)
    shared_median: float = 1.0
    shared_sigma: float = DEFAULT_SHARED_SIGMA

    def __post_init__(self) -> None:
        _check_factor("The shared factor", self.shared_median, self.shared_sigma)
        check_fields(self, "", (("default", _spread), ("of_task", _spreads)))


CERTAIN = Uncertainty(default=EXACT, shared_sigma=0.0)
"""A plan that comes out as it stands."""


def learn(projects: Sequence[Sequence[float]], observed: Sequence[float] = ()) -> Uncertainty:
    """Return the uncertainty that finished projects show.

    `projects` holds for each finished project the ratios (actual by planned duration, above 0) of its tasks; at least
    five projects with two tasks or more. `observed` are the ratios of the tasks that the project in question has
    finished already: the shared factor is narrowed to what they say. Raises `Invalid` ("too-little-history",
    "wrong-ratio").

    >>> told = learn([[1.1, 1.3, 1.2], [0.9, 1.0], [1.5, 1.4, 1.7], [1.0, 1.2], [1.1, 0.8, 0.9]])
    >>> told.shared_sigma > told.default.sigma
    True
    >>> learn([[1.0, 1.1]] * 5, observed=[2.0, 2.1, 1.9]).shared_median > 1
    True
    """
    if not isinstance(projects, Sequence) or any(not isinstance(ratios, Sequence) for ratios in projects):
        raise Invalid("wrong-argument", "learn() takes a list of ratios for each project: learn([[1.1, 0.9], …]).")
    if not isinstance(observed, Sequence):
        raise Invalid("wrong-argument", "learn() takes a list of ratios for `observed`.", {"observed": "a list"})
    groups = [[_log(ratio) for ratio in ratios] for ratios in projects if len(ratios) > 1]
    if len(groups) < _FEWEST_PROJECTS:
        words = f"A forecast by own history needs {_FEWEST_PROJECTS} finished projects with two tasks or more each."
        raise Invalid("too-little-history", words, projects=len(groups))
    mean, between, within = _components(groups)
    # The mean is itself an estimate: of so few projects it may be off by this much.
    prior = between + _variance_of_mean(groups, between, within)
    logs = [_log(ratio) for ratio in observed]
    if logs and within:
        weight = prior / (prior + within / len(logs))
        mean += weight * (sum(logs) / len(logs) - mean)
        prior *= 1 - weight
    return Uncertainty(Lognormal(1.0, math.sqrt(within)), {}, math.exp(mean), math.sqrt(prior))


def _components(groups: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Return the mean of the logarithms, their variance between projects and that within them."""
    count, total = len(groups), sum(len(group) for group in groups)
    means = [sum(group) / len(group) for group in groups]
    inner = sum((value - mean) ** 2 for group, mean in zip(groups, means, strict=True) for value in group)
    within = inner / (total - count)
    grand = sum(sum(group) for group in groups) / total
    outer = sum(len(group) * (mean - grand) ** 2 for group, mean in zip(groups, means, strict=True)) / (count - 1)
    usual = (total - sum(len(group) ** 2 for group in groups) / total) / (count - 1)
    between = max(0.0, (outer - within) / usual)
    weights = [1 / (between + within / len(group)) if between + within else 1.0 for group in groups]
    mean = sum(weight * each for weight, each in zip(weights, means, strict=True)) / sum(weights)
    return mean, between, within


def _variance_of_mean(groups: Sequence[Sequence[float]], between: float, within: float) -> float:
    if not between + within:
        return 0.0
    return 1 / sum(1 / (between + within / len(group)) for group in groups)


def _log(ratio: float) -> float:
    if not (isinstance(ratio, int | float) and ratio > 0 and math.isfinite(ratio)):
        raise Invalid("wrong-ratio", f"A ratio of actual by planned duration must be above 0, not {ratio}.")
    return math.log(ratio)
