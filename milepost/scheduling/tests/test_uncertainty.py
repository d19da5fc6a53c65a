import math
import random

import pytest

from milepost.lib.errors import Invalid
from milepost.scheduling.public import Lognormal, Pert, Ratios, Triangular, Uncertainty, learn


def history(projects, tasks, shared, own, seed):
    """Ratios of finished projects with a factor of the project and one of each task."""
    draw = random.Random(seed)
    return [
        [math.exp(factor + draw.gauss(0, own)) for _task in range(tasks)]
        for factor in (draw.gauss(0.1, shared) for _project in range(projects))
    ]


def test_it_finds_what_projects_share_and_what_tasks_have_of_their_own():
    told = learn(history(400, 30, shared=0.25, own=0.4, seed=1))
    assert told.shared_sigma == pytest.approx(0.25, rel=0.1)
    assert told.default.sigma == pytest.approx(0.4, rel=0.05)
    assert told.shared_median == pytest.approx(math.exp(0.1), rel=0.05)


def test_it_finds_nothing_shared_where_tasks_are_independent():
    told = learn(history(400, 30, shared=0.0, own=0.4, seed=2))
    assert told.shared_sigma < 0.05


def test_it_is_less_sure_of_a_short_history():
    short, long = (learn(history(count, 10, shared=0.2, own=0.3, seed=5)[:count]) for count in (6, 300))
    assert short.shared_sigma != long.shared_sigma
    told = learn([[1.0, 1.2]] * 3 + [[0.8, 0.9]] * 3)
    assert told.shared_sigma > 0


def test_it_narrows_what_is_shared_by_what_the_project_has_done():
    past = history(100, 20, shared=0.3, own=0.3, seed=3)
    before, after = learn(past), learn(past, observed=[1.8, 2.0, 1.7, 1.9, 2.1])
    assert after.shared_median > before.shared_median * 1.3
    assert after.shared_sigma < before.shared_sigma


@pytest.mark.parametrize(
    "make",
    [
        lambda: Triangular(3, 2, 5),
        lambda: Pert(-1, 2, 5),
        lambda: Pert(1, 2, math.inf),
        lambda: Lognormal(0, 1),
        lambda: Lognormal(1, -1),
        lambda: Ratios(()),
        lambda: Ratios((1.0, math.nan)),
        lambda: Uncertainty(shared_sigma=-1),
        lambda: learn([[1.0, 1.1]] * 4),
        lambda: learn([[1.0, 0.0]] * 5),
    ],
)
def test_it_refuses_what_is_no_spread(make):
    with pytest.raises(Invalid):
        make()
