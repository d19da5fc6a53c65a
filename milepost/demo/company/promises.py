"""What was agreed, and whether it was kept; points for an agenda."""

import datetime as dt
from dataclasses import dataclass

from milepost.demo.company.chance import Chance
from milepost.demo.company.records import Condition, Promise
from milepost.demo.company.telling import Teller, filled
from milepost.demo.company.topics.records import Topic

_LIKELY = {"meeting": 0.75, "call": 0.5, "training": 0.25, "check-in": 0.3, "email": 0.25, "note": 0.12}
# Whoever waits longer asks again: nothing stays forgotten for years.
_OFTEN_OPEN_DAYS, _SELDOM_OPEN_DAYS = 14, 45


@dataclass(frozen=True, slots=True)
class Round:
    """Who sat together and when, and what fills the sentences that were said."""

    topic: Topic
    kind: str
    at: dt.datetime
    ours: tuple[str, ...]
    theirs: tuple[int, ...]
    words: dict[str, str]


def agreed(talk: Round, teller: Teller, condition: Condition) -> tuple[Promise, ...]:
    """Return what was promised at a talk, by either side."""
    draw = teller.draw
    if not draw.happens(_LIKELY[talk.kind]):
        return ()
    texts = [(text, True) for text in draw.some_of(talk.topic.ours, draw.choice((1, 1, 2)))]
    if talk.theirs and draw.happens(0.4):
        texts.append((draw.choice(talk.topic.theirs), False))
    return tuple(
        Promise(
            text=filled(text, talk.words),
            due=(due := talk.at.date() + dt.timedelta(days=draw.choice((2, 3, 5, 7, 7, 10, 14, 21)))),
            owner=draw.choice(talk.ours) if is_ours else "",
            place=None if is_ours else draw.choice(talk.theirs),
            done_at=_done_at(talk.at, due, condition.delivery if is_ours else condition.sponsor, teller),
        )
        for text, is_ours in texts
    )


def _done_at(at: dt.datetime, due: dt.date, care: float, teller: Teller) -> dt.datetime | None:
    """Return when it was done: around its day, the later the less care is taken; None while it is open."""
    draw = teller.draw
    late_days = int(draw.gauss(-1 + 5 * (1 - care), 3))
    day = max(at.date() + dt.timedelta(days=1), due + dt.timedelta(days=late_days))
    age = (teller.today - due).days
    forgotten = 0.45 * (1 - care) + 0.1 if age < _OFTEN_OPEN_DAYS else 0.2 * (1 - care)
    if age > _SELDOM_OPEN_DAYS:
        forgotten = 0.0
    if day >= teller.today or draw.happens(forgotten):
        return None
    return dt.datetime.combine(day, dt.time(draw.randint(7, 15), 30), tzinfo=dt.UTC)


def agenda_of(topic: Topic, words: dict[str, str], draw: Chance) -> str:
    """Return an agenda as a Markdown list."""
    points = draw.some_of(topic.agenda, draw.randint(3, 4))
    ordered = [point for point in topic.agenda if point in points]
    return "\n".join(f"{number}. {filled(point, words)}" for number, point in enumerate(ordered, start=1))
