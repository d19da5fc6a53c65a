"""Chance that is repeatable: whatever is drawn follows from the words it is seeded with."""

import math
from collections.abc import Mapping, Sequence
from random import Random

SEED = "halden"


class Chance(Random):
    """Random numbers with the few ways of drawing that the simulation needs."""

    def happens(self, likelihood: float) -> bool:
        return self.random() < likelihood

    def near(self, middle: float, spread: float, low: float = 0.0, high: float = 1.0) -> float:
        """Draw a number around `middle`, kept between `low` and `high`."""
        return min(high, max(low, self.gauss(middle, spread)))

    def one_of[T](self, weights: Mapping[T, float]) -> T:
        """Draw a key by its weight; negative weights count as none."""
        return self.choices(list(weights), [max(0.0, weight) for weight in weights.values()])[0]

    def some_of[T](self, things: Sequence[T], count: int) -> list[T]:
        """Draw up to `count` different things."""
        return self.sample(things, min(count, len(things)))

    def how_many(self, rate: float) -> int:
        """Draw how often something happens that happens `rate` times on average (Poisson)."""
        limit, product, count = math.exp(-max(0.0, rate)), self.random(), 0
        while product > limit:
            count, product = count + 1, product * self.random()
        return count


def chance(*seeds: object) -> Chance:
    """Return the chance of these seeds: the same seeds, the same draws."""
    return Chance(":".join(map(str, (SEED, *seeds))))
