"""The sign-ins of the demo: known to everybody, so a demo listens on loopback alone."""

import random

from milepost.demo.cast import Person, people
from milepost.demo.records import Login

_WORDS = (
    *("amber", "anchor", "arctic", "basil", "birch", "bridge", "canyon", "cedar", "copper", "coral", "delta", "ember"),
    *("fjord", "garnet", "harbour", "hazel", "indigo", "island", "jasper", "lantern", "maple", "meadow", "orchid"),
    *("pebble", "pepper", "quartz", "raven", "river", "saffron", "sable", "timber", "tundra", "velvet", "willow"),
)


def password_of(person: Person) -> str:
    """Return the person's password: three words that are always the same ones."""
    return "-".join(random.Random(person.email).sample(_WORDS, 3))  # noqa: S311 - public by purpose


def logins(accounts: int) -> list[Login]:
    """Return the sign-ins of a demo with this many accounts; one of each role comes first."""
    return [Login(one.email, password_of(one), one.role.value, one.name, one.title) for one in people(accounts)]
