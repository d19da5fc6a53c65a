"""Talks that have an occasion: kick-off, go-live, reviews, who comes and goes, notice; and those that are planned."""

import datetime as dt
from collections.abc import Iterator

from milepost.demo.company.conversations import Conversations, engagement, topic_weights
from milepost.demo.company.people import CHAMPION, DECIDER, SPONSOR, USER
from milepost.demo.company.promises import agenda_of
from milepost.demo.company.records import Condition, Phase, Talk
from milepost.demo.company.telling import filled
from milepost.demo.company.topics import extras, onboarding, relationship
from milepost.demo.company.topics.records import BAD, NEUTRAL, Topic

_REVIEW_EVERY = {"Platinum": 3, "Gold": 3, "Silver": 6}
_TODAY_EVERY, _TODAY_AT = 8, 2
_SATURDAY = 5


def occasions(talks: Conversations, last: dt.date) -> Iterator[Talk]:
    """Yield the talks of occasions, in no order; the caller leaves out what was before the time that is seen."""
    account, teller = talks.account, talks.teller
    life, draw = account.life, talks.draw
    kick_off = life.contract_start + dt.timedelta(days=draw.randint(2, 6))
    if kick_off <= last:
        there = tuple(account.those_there(kick_off, SPONSOR, CHAMPION, DECIDER, USER)[:6])
        yield talks.talk(
            onboarding.KICKOFF, "meeting", kick_off, teller.mood(life.condition_on(kick_off)), theirs=there
        )
    if life.go_live:
        for days, kind in ((-7, "meeting"), (1, "call")):
            day = life.go_live + dt.timedelta(days=days)
            if life.contract_start < day <= last:
                yield talks.talk(onboarding.GO_LIVE, kind, day, teller.mood(life.condition_on(day)))
    if life.notice_on and life.notice_on <= last:
        yield talks.talk(relationship.LEAVING, "email", life.notice_on, BAD)
    yield from _reviews(talks, last)
    yield from _comings_and_goings(talks, last)
    if draw.happens(0.4):
        yield from _pin(talks, last)


def _reviews(talks: Conversations, last: dt.date) -> Iterator[Talk]:
    """Yield the business reviews; a weak sponsor stays away, and then cancels."""
    account, draw = talks.account, talks.draw
    every = _REVIEW_EVERY[account.firm.tier]
    for condition in account.life.path:
        is_due = (condition.month.month + account.number) % every == 0
        if not is_due or condition.phase not in {Phase.ADOPTING, Phase.ESTABLISHED}:
            continue
        day = talks.teller.day_in(condition.month)
        if day <= last and draw.happens(0.3 + 0.7 * condition.sponsor):
            yield _review(talks, condition, day)


def _review(talks: Conversations, condition: Condition, day: dt.date) -> Talk:
    account, draw = talks.account, talks.draw
    comes = draw.happens(1.25 * condition.sponsor - 0.12)
    above = account.those_there(day, SPONSOR) if comes else account.those_there(day, DECIDER)
    there = (*above, *account.those_there(day, CHAMPION))
    talk = talks.talk(relationship.REVIEW, "meeting", day, talks.teller.mood(condition), theirs=there)
    if comes or draw.happens(0.7):
        return talk
    return Talk(
        at=talk.at,
        kind="meeting",
        subject=talk.subject,
        agenda=talk.agenda,
        body="Cancelled by their side on the evening before, without a new date.",
        state="cancelled",
        minutes=60,
        ours=talk.ours,
        theirs=talk.theirs,
    )


def _comings_and_goings(talks: Conversations, last: dt.date) -> Iterator[Talk]:
    """Yield what is said when a sponsor leaves, another one comes, or our CSM changes."""
    account, draw = talks.account, talks.draw
    for place, term in enumerate(account.life.sponsors):
        named = term.since + dt.timedelta(days=draw.randint(6, 20))
        if place and named <= last and account.people[place].is_there(named):
            mood = talks.teller.mood(account.life.condition_on(named))
            yield talks.talk(relationship.PEOPLE, "call", named, NEUTRAL if mood == BAD else mood, theirs=(place,))
        if term.until and (heard := term.until + dt.timedelta(days=draw.randint(1, 5))) <= last:
            yield talks.talk(relationship.PEOPLE, "note", heard, BAD)
    for duty in account.team:
        if duty.role == "csm" and duty.since > account.life.steps[0].on and duty.since <= last:
            yield talks.talk(relationship.PEOPLE, "call", duty.since, NEUTRAL)


def _pin(talks: Conversations, last: dt.date) -> Iterator[Talk]:
    life, draw = talks.account.life, talks.draw
    day = min(last, (life.go_live or life.contract_start) + dt.timedelta(days=draw.randint(10, 40)))
    people = talks.account.those_there(day, CHAMPION, USER)
    words = talks.teller.words(day, people[0] if people else None)
    yield Talk(
        at=talks.teller.moment(day),
        kind="note",
        subject="Good to know",
        body=filled(draw.choice(extras.PINS), words),
        is_pinned=True,
        ours=talks.ours(None, day),
    )


def planned(talks: Conversations) -> Iterator[Talk]:
    """Yield the meetings ahead: the more they want to talk, the likelier; some are today, on whichever day that is."""
    account, draw, today = talks.account, talks.draw, talks.teller.today
    condition = account.life.path[-1]
    if account.life.phase is Phase.GONE:
        return
    if account.number % _TODAY_EVERY == _TODAY_AT:
        yield _ahead(talks, draw.one_of(topic_weights(account, condition, today)), today)
    if draw.happens(0.35 + 0.55 * engagement(condition)):
        yield _ahead(talks, draw.one_of(topic_weights(account, condition, today)), _workday(today, draw.randint(1, 18)))
    if account.life.phase is Phase.ESTABLISHED and draw.happens(0.35 * condition.sponsor):
        yield _ahead(talks, relationship.REVIEW, _workday(today, draw.randint(15, 60)))


def _workday(today: dt.date, ahead: int) -> dt.date:
    day = today + dt.timedelta(days=ahead)
    return day if day.weekday() < _SATURDAY else day + dt.timedelta(days=7 - day.weekday())


def _ahead(talks: Conversations, topic: Topic, day: dt.date) -> Talk:
    draw = talks.draw
    kind = draw.one_of(
        {kind: weight for kind, weight in topic.kinds.items() if kind in {"call", "meeting", "training"}}
    )
    there = talks.theirs(topic, kind, day)
    if topic is relationship.REVIEW and talks.account.life.condition_on(day).sponsor > 0.35:  # noqa: PLR2004 - willing
        there = tuple(dict.fromkeys([*talks.account.those_there(day, SPONSOR), *there]))
    words = talks.teller.words(day, there[0] if there else None)
    return Talk(
        at=talks.teller.moment(day),
        kind=kind,
        subject=filled(draw.choice(topic.subjects), words),
        agenda=agenda_of(topic, words, draw),
        state="planned",
        minutes=draw.choice((30, 45, 60)),
        ours=talks.ours(topic, day),
        theirs=there,
    )
