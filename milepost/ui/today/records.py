"""What stands in Today: items that rooms offer, each with its reasons."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from milepost.identity.public import Right, User
from milepost.lib.registry import Registry
from milepost.ui.records import Words


class TodayGroup(StrEnum):
    """The part of the list in which an item stands; in this order."""

    NOW = "now"
    WEEK = "week"
    WAITING = "waiting"
    WATCHING = "watching"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is there: one fact, with the address of its rows."""

    text: Words
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayItem:
    """Something that needs a person.

    `key` is its identity, and changes when the cause does (a further meeting, a moved date): what was marked as done
    comes back then. `title` begins with a verb. `rank` orders the items of a group, 0 to 130: see docs/today.md.
    `action` is the words and address of the next step, which opens in the drawer.
    """

    key: str
    title: Words
    group: TodayGroup
    rank: int
    reasons: Sequence[Reason]
    about: str = ""
    about_url: str = ""
    due: dt.date | None = None
    action: tuple[Words, str] | None = None
    icon: str = "circle"


@dataclass(frozen=True, slots=True)
class TodaySource:
    """One room's offers: `items(viewer, today)` in a constant number of queries, only what `viewer` may see."""

    key: str
    purpose: Words
    items: Callable[[User, dt.date], Sequence[TodayItem]]
    right: Right | None = None


today_sources: Registry[TodaySource] = Registry(
    "ui.today", "what rooms put on a person's Today", key=lambda source: source.key
)


def lateness(due: dt.date | None, today: dt.date) -> int:
    """Return what being late adds to a rank: two points a day, 30 at most."""
    return 0 if due is None else min(30, 2 * max(0, (today - due).days))
