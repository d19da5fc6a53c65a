"""Trouble: tickets as often as it hurts, and escalations when it hurts too much or delivery fails."""

import datetime as dt
from collections.abc import Iterator

from milepost.demo.company.people import CHAMPION, USER
from milepost.demo.company.records import Alarm, Case, Condition, Phase
from milepost.demo.company.telling import Teller, filled
from milepost.demo.company.topics import extras

HELP_DESK = "Help desk"
_CASES_A_MONTH = {"Enterprise": 2.4, "Mid-market": 1.3, "Growth": 0.7}
_DAYS_BETWEEN_ALARMS = 75
_BEARABLE = 0.38
_YOUNG_DAYS = 70


def cases(teller: Teller, first: dt.date, last: dt.date) -> Iterator[Case]:
    """Yield the tickets of an account in order of their months."""
    account, draw = teller.account, teller.draw
    size = _CASES_A_MONTH[account.firm.segment]
    number = 0
    for condition in account.life.path:
        if condition.phase in {Phase.HAND_OVER, Phase.GONE}:
            continue
        use = 0.3 + max(condition.adoption, 0.2)
        for _case in range(draw.how_many(size * use * (0.25 + 4 * condition.pain))):
            day = teller.day_in(condition.month)
            if max(first, account.life.contract_start) <= day <= last:
                number += 1
                yield _case_of(teller, condition, day, f"HD-{account.number:05d}-{number}")


def _case_of(teller: Teller, condition: Condition, day: dt.date, key: str) -> Case:
    draw, opened_at = teller.draw, teller.moment(day)
    there = teller.account.those_there(day, USER, CHAMPION)
    place = draw.choice(there) if there else None
    answered_at = opened_at + dt.timedelta(hours=draw.expovariate(1 / (2 + 30 * condition.pain)))
    closed_at = answered_at + dt.timedelta(days=draw.expovariate(1 / (0.7 + 12 * condition.pain)))
    end = dt.datetime.combine(teller.today, dt.time(0), tzinfo=dt.UTC)
    is_closed = closed_at < end
    state = "solved" if is_closed else draw.choice(("open", "open", "waiting"))
    priority = draw.choices(
        ("low", "medium", "high", "critical"), (35, 42, 18 * (0.5 + condition.pain), 5 * condition.pain)
    )
    return Case(
        key=key,
        subject=filled(draw.choice(extras.CASES), teller.words(day, place)),
        state=state,
        priority=priority[0],
        opened_at=opened_at,
        first_answer_at=answered_at if answered_at < end else None,
        closed_at=closed_at if is_closed else None,
        satisfaction=round(draw.near(1.2 + 4.4 * (1 - condition.pain), 0.8, 1, 5))
        if draw.happens(0.3) and is_closed
        else None,
        place=place,
    )


def alarms(teller: Teller, first: dt.date, last: dt.date) -> Iterator[Alarm]:
    """Yield the escalations of an account: after pain that lasts, or a delivery that slips."""
    account, draw = teller.account, teller.draw
    quiet_until = dt.date.min
    for condition in account.life.path:
        is_late = condition.phase is Phase.ONBOARDING and condition.delivery < 0.5  # noqa: PLR2004 - half is not kept
        likely = 0.35 if is_late else 3 * (condition.pain - _BEARABLE)
        day = teller.day_in(condition.month)
        is_seen = first <= day <= last and day >= quiet_until
        if is_seen and condition.phase not in {Phase.HAND_OVER, Phase.GONE} and draw.happens(likely):
            quiet_until = day + dt.timedelta(days=_DAYS_BETWEEN_ALARMS)
            yield _alarm(teller, condition, day, is_late=is_late)


def _alarm(teller: Teller, condition: Condition, day: dt.date, *, is_late: bool) -> Alarm:
    account, draw, opened_at = teller.account, teller.draw, teller.moment(day)
    subject, body, resolution = draw.choice(extras.LATE_ALARMS if is_late else extras.ALARMS)
    there = account.those_there(day, CHAMPION, USER)
    words = teller.words(day, there[0] if there else None)
    days = draw.uniform(8, 25) + 50 * (1 - condition.delivery) * draw.random()
    closed_at = opened_at + dt.timedelta(days=days)
    is_young = (teller.today - day).days < _YOUNG_DAYS
    is_open = closed_at.date() >= teller.today or (is_young and draw.happens(0.6))
    owner = account.held_by("pm" if is_late else "csm", day) or account.held_by("csm", day) or ""
    return Alarm(
        subject=filled(subject, words),
        body=filled(body, words),
        severity=draw.choices(("medium", "high", "critical"), (3, 4, 6 * condition.pain))[0],
        owner=owner,
        opened_at=opened_at,
        closed_at=None if is_open else closed_at,
        resolution="" if is_open else filled(resolution, words),
    )
