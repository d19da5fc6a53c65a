"""What was talked about: how often, with whom, in which mood and of what, as the hidden conditions of the month say."""

import datetime as dt
from collections import deque
from collections.abc import Iterator

from milepost.demo.company import promises
from milepost.demo.company.chance import Chance
from milepost.demo.company.people import CHAMPION, DECIDER, DETRACTOR, SPONSOR, USER
from milepost.demo.company.records import Condition, Phase, SimulatedAccount, Talk
from milepost.demo.company.telling import Teller, filled
from milepost.demo.company.topics import everyday, extras, onboarding, relationship
from milepost.demo.company.topics.records import BAD, NEUTRAL, Topic

_TALKS_A_MONTH = {"Platinum": 5.5, "Gold": 3.6, "Silver": 2.1}
_BUSY = {Phase.HAND_OVER: 0.6, Phase.ONBOARDING: 1.6, Phase.LEAVING: 0.7, Phase.GONE: 0.0}
_RENEWAL_TALKS_DAYS = 110
_OF_PROJECT = {topic.key for topic in onboarding.TOPICS}
_OF_MONEY = {relationship.RENEWAL.key, relationship.GROWTH.key}
_MINUTES = {"call": (15, 20, 30, 30, 45), "meeting": (45, 60, 60, 90), "training": (60, 90, 120), "check-in": (15, 30)}
_MOST_THERE = {"meeting": 4, "training": 6, "call": 2, "check-in": 1, "email": 1}
_REMEMBERED = 16


def engagement(condition: Condition) -> float:
    """Return how much they want to talk to us: their sponsor's will, and their use (our delivery, at first)."""
    is_early = condition.phase in {Phase.HAND_OVER, Phase.ONBOARDING}
    return 0.5 * condition.sponsor + 0.5 * (condition.delivery if is_early else condition.adoption)


def topic_weights(account: SimulatedAccount, condition: Condition, day: dt.date) -> dict[Topic, float]:
    """Return what is likely to be talked about on a day."""
    if condition.phase in {Phase.HAND_OVER, Phase.ONBOARDING}:
        return {onboarding.DATA: 3.0, onboarding.INTEGRATION: 2.0, onboarding.TRAINING: 2.0}
    if condition.phase is Phase.LEAVING:
        return {relationship.LEAVING: 5.0, everyday.SUPPORT: 1.0}
    weights = {
        everyday.USAGE: 4.0,
        everyday.SUPPORT: 0.2 + 7 * max(0.0, condition.pain - 0.12),
        onboarding.TRAINING: 1.6 * (1 - condition.adoption),
        everyday.VALUE: 1.6 * condition.adoption,
        everyday.ROADMAP: 0.9,
        relationship.GROWTH: 6 * max(0.0, condition.mood - 0.6),
    }
    ends = [*account.life.renewals, *([account.life.renewal_on] if account.life.renewal_on else [])]
    if any(0 <= (end - day).days < _RENEWAL_TALKS_DAYS for end in ends):
        weights[relationship.RENEWAL] = 4.0
    return weights


class Conversations:
    """Tells the touchpoints of one account."""

    def __init__(self, account: SimulatedAccount, teller: Teller, lead: str) -> None:
        self.account = account
        self.teller = teller
        self.lead = lead
        self.draw: Chance = teller.draw
        self._said: deque[str] = deque(maxlen=_REMEMBERED)

    def everyday(self, first: dt.date, last: dt.date) -> Iterator[Talk]:
        """Yield the usual talks, month by month."""
        firm = self.account.firm
        for condition in self.account.life.path:
            rate = _TALKS_A_MONTH[firm.tier] * _BUSY.get(condition.phase, 1.0) * (0.4 + 0.9 * engagement(condition))
            for _talk in range(self.draw.how_many(rate)):
                day = self.teller.day_in(condition.month)
                if first <= day <= last and self.account.life.phase_on(day) is not Phase.GONE:
                    weights = topic_weights(self.account, condition, day)
                    yield self._usual(self.draw.one_of(weights), condition, day)

    def _usual(self, topic: Topic, condition: Condition, day: dt.date) -> Talk:
        kind = self.draw.one_of(topic.kinds)
        if kind == "email":
            wants = engagement(condition)
            if self.draw.happens(0.75 - 0.7 * wants):
                return self._unanswered(day)
            if condition.pain > 0.45 and self.draw.happens(0.35):  # noqa: PLR2004 - more than can be borne
                return self._complaint(day)
        return self.talk(topic, kind, day, self.teller.mood(condition))

    def talk(self, topic: Topic, kind: str, day: dt.date, mood: str, *, theirs: tuple[int, ...] | None = None) -> Talk:
        """Return a talk of a topic, in a mood; `theirs` are those who were there (default: as the topic has it)."""
        draw, at = self.draw, self.teller.moment(day)
        ours = self.ours(topic, day)
        present = self.theirs(topic, kind, day) if theirs is None else theirs
        words = self.teller.words(day, present[0] if present else self._somebody(day))
        opening = draw.choice(extras.OPENINGS[kind]) if kind in extras.OPENINGS and present else ""
        said = " ".join(filled(text, words) for text in [opening, *self._sentences(topic, mood)] if text)
        together = promises.Round(topic, kind, at, ours, present, words)
        return Talk(
            at=at,
            kind=kind,
            subject=filled(draw.choice(topic.subjects), words),
            body=said,
            agenda=promises.agenda_of(topic, words, draw) if kind == "meeting" and draw.happens(0.6) else "",
            sentiment=mood if kind != "note" or mood == BAD else "",
            minutes=draw.choice(_MINUTES[kind]) if kind in _MINUTES else None,
            ours=ours,
            theirs=() if kind == "note" else present,
            promises=promises.agreed(together, self.teller, self.account.life.condition_on(day)),
        )

    def _sentences(self, topic: Topic, mood: str) -> list[str]:
        """Draw what is said; not what was said a few talks ago."""
        draw = self.draw
        possible = [text for text in topic.sentences(mood) if text not in self._said] or list(topic.sentences(mood))
        sentences = draw.some_of(possible, draw.choice((1, 1, 2, 2, 3)))
        if mood == NEUTRAL and draw.happens(0.25):
            sentences.append(draw.choice(topic.good))
        self._said.extend(sentences)
        return sentences

    def _unanswered(self, day: dt.date) -> Talk:
        place = self._main(None, day)
        words = self.teller.words(day, place)
        return Talk(
            at=self.teller.moment(day),
            kind="email",
            subject=filled(self.draw.choice(extras.UNANSWERED_SUBJECTS), words),
            body=filled(self.draw.choice(extras.NEVER_ANSWERED), words),
            direction="out",
            ours=self.ours(None, day),
            theirs=() if place is None else (place,),
        )

    def _complaint(self, day: dt.date) -> Talk:
        place = self._main(everyday.SUPPORT, day)
        words = self.teller.words(day, place)
        return Talk(
            at=self.teller.moment(day),
            kind="email",
            subject=filled(self.draw.choice(extras.COMPLAINT_SUBJECTS), words),
            body=filled(self.draw.choice(extras.COMPLAINTS), words),
            direction="in",
            sentiment=BAD,
            ours=self.ours(None, day),
            theirs=() if place is None else (place,),
        )

    def ours(self, topic: Topic | None, day: dt.date) -> tuple[str, ...]:
        """Return who of ours takes part, whoever writes it down first."""
        account = self.account
        csm = account.held_by("csm", day) or self.lead
        if topic is None:
            return (csm,)
        if topic.key in _OF_PROJECT and (manager := account.held_by("pm", day)):
            return (manager, csm) if self.draw.happens(0.7) else (csm,)
        if topic.key in _OF_MONEY and (manager := account.held_by("am", day)):
            return (manager, csm) if self.draw.happens(0.5) else (csm, manager)
        if topic is relationship.REVIEW and account.firm.tier == "Platinum":
            return csm, self.lead
        return (csm,)

    def theirs(self, topic: Topic, kind: str, day: dt.date) -> tuple[int, ...]:
        """Return who of theirs takes part; the sponsor now and then, as they are willing."""
        main = self._main(topic, day)
        if main is None or kind == "note":
            return ()
        most = _MOST_THERE[kind]
        others = [place for place in self.account.those_there(day, USER, CHAMPION, DETRACTOR) if place != main]
        present = [main, *self.draw.some_of(others, self.draw.randint(0, most - 1))]
        will = self.account.life.condition_on(day).sponsor
        if kind == "meeting" and self.draw.happens(0.55 * will**2):
            present += [place for place in self.account.those_there(day, SPONSOR) if place != main]
        return tuple(present)

    def _main(self, topic: Topic | None, day: dt.date) -> int | None:
        """Return who it is that we talk with in the first place."""
        weights = {CHAMPION: 5.0, USER: 2.0, DECIDER: 0.5, DETRACTOR: 0.3}
        if topic is relationship.RENEWAL or topic is relationship.LEAVING:
            weights = {DECIDER: 4.0, CHAMPION: 2.0}
        wanted = self.account.those_there(day, self.draw.one_of(weights))
        return self.draw.choice(wanted) if wanted else self._somebody(day)

    def _somebody(self, day: dt.date) -> int | None:
        there = self.account.those_there(day, CHAMPION, USER, DECIDER)
        return there[0] if there else None
