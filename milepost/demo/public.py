"""The door of the demo room: the parts of the simulated company, and the world in which they are built."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from milepost.demo.company.simulation import Simulation
from milepost.demo.records import DEFAULT_ACCOUNTS
from milepost.jobs.public import once
from milepost.lib.actor import Actor, Door, entering
from milepost.lib.registry import Registry

DEMO_ACTOR = Actor("system", "", "Milepost demo")
_SEED = "halden"


@dataclass(slots=True)
class World:
    """What a part builds in: always the same for the same number of accounts and the same day."""

    accounts: int = DEFAULT_ACCOUNTS
    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())
    actor: Actor = DEMO_ACTOR
    # Each part starts with its own seed: a part that is added or changed does not change the others.
    random: Random = field(default_factory=lambda: Random(_SEED))  # noqa: S311 - repeatable on purpose
    tell: Callable[[int, int], None] | None = None
    _simulation: Simulation | None = None

    @property
    def simulation(self) -> Simulation:
        """The customers and how they fare: what every part writes its share of (see docs/demo.md)."""
        if self._simulation is None:
            self._simulation = Simulation(self.accounts, self.today)
        return self._simulation

    def progress(self, done: int, total: int) -> None:
        """Say that `done` of `total` pieces of this part are there."""
        if self.tell:
            self.tell(done, total)


@dataclass(frozen=True, slots=True)
class DemoPart:
    """One room's share of the simulated company.

    `build(world)` writes through the rooms' actions, with `actor=world.actor`; it runs in one transaction, once for
    each demo, after the parts of lower `order`. `purpose` is what people read while it runs ("people and teams").
    """

    key: str
    order: int
    purpose: str
    build: Callable[[World], None]


demo_parts: Registry[DemoPart] = Registry("demo.parts", "what fills the simulated company", key=lambda part: part.key)


def build_demo(world: World) -> Iterator[DemoPart]:
    """Build the parts that are missing; yield each before it is built. One that fails leaves nothing behind."""
    for part in sorted(demo_parts, key=lambda part: part.order):
        with entering(Door.COMMAND), once(f"demo:{part.key}") as is_first:
            if is_first:
                yield part
                world.random = Random(f"{_SEED}:{part.key}")  # noqa: S311 - repeatable on purpose
                part.build(world)
