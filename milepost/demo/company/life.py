"""How an account fares: hidden conditions that move month by month, and the steps of its life that follow from them."""

import calendar
import datetime as dt
import math
from dataclasses import dataclass, field

from milepost.demo.company.chance import Chance
from milepost.demo.company.records import Condition, Life, Phase, Step, Term

MONTHS = 24
_NOTICE_DAYS = 90
_ESTABLISHED_AT = 0.56
_REASON_ENOUGH = 0.42
_MONTHS_UNTIL_ESTABLISHED = 4
_LEFT_FOR = ("Moved to a group-wide system", "Budget was cut", "Went back to their ERP's own module")
_ONBOARDING_DAYS = {"Enterprise": 150, "Mid-market": 95, "Growth": 55}


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day that many months later, the last of the month where it has no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def window_start(today: dt.date) -> dt.date:
    """Return the first day of what is seen."""
    return add_months(month_of(today), -MONTHS)


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))


@dataclass(slots=True)
class _Walk:
    """An account on its way from month to month."""

    chance: Chance
    start: dt.date
    term_months: int
    segment: str
    today: dt.date
    fit: float = 0.0
    sponsor: float = 0.0
    adoption: float = 0.0
    pain: float = 0.0
    delivery: float = 0.0
    usual_delivery: float = 0.0
    go_live_planned: dt.date = dt.date.max
    go_live: dt.date = dt.date.max
    next_renewal: dt.date = dt.date.max
    notice_on: dt.date | None = None
    steps: list[Step] = field(default_factory=list)
    renewals: list[dt.date] = field(default_factory=list)
    sponsors: list[Term] = field(default_factory=list)
    path: list[Condition] = field(default_factory=list)

    def begin(self) -> None:
        """Draw how it begins."""
        draw = self.chance
        self.fit = draw.near(0.66, 0.17, 0.1, 0.97)
        self.usual_delivery = self.delivery = draw.near(0.68, 0.17, 0.15, 0.97)
        self.sponsor = draw.near(0.3 + 0.45 * self.fit, 0.14, 0.1, 0.95)
        self.pain = draw.near(0.2, 0.08)
        days = _ONBOARDING_DAYS[self.segment]
        self.go_live_planned = self.start + dt.timedelta(days=days)
        late = max(-0.1, draw.near(1.3 * (0.75 - self.delivery), 0.18, -0.1, 1.5))
        self.go_live = self.start + dt.timedelta(days=int(days * (1 + late)))
        self.next_renewal = add_months(self.start, self.term_months)
        before = self.start - dt.timedelta(days=draw.randint(12, 32))
        self.sponsors = [Term(before, None)]
        self.steps = [Step(Phase.HAND_OVER, before, "Contract signed"), Step(Phase.ONBOARDING, self.start, "Kick-off")]

    def go(self, month: dt.date) -> None:
        """Let one month pass."""
        draw = self.chance
        is_live = self.go_live < add_months(month, 1)
        self.fit = _within(self.fit + draw.gauss(0, 0.012))
        self.delivery = _within(self.delivery + 0.3 * (self.usual_delivery - self.delivery) + draw.gauss(0, 0.04))
        usual_pain = 0.08 + 0.32 * (1 - self.delivery) + 0.22 * (1 - self.fit) + (0.1 if self._is_new(month) else 0)
        shock = draw.uniform(0.3, 0.5) if is_live and draw.happens(0.03) else 0
        self.pain = _within(self.pain + 0.28 * (usual_pain - self.pain) + draw.gauss(0, 0.04) + shock)
        self._sponsor(month)
        if is_live:
            aim = 0.1 + 0.46 * self.fit + 0.26 * self.sponsor + 0.3 * self.delivery - 0.34 * self.pain
            self.adoption = _within(self.adoption + 0.17 * (aim - self.adoption) + draw.gauss(0, 0.02))
        self._renew(month)
        self._settle(month)
        self.path.append(
            Condition(
                month,
                self._phase(min(self.today, add_months(month, 1) - dt.timedelta(days=1))),
                *(round(value, 3) for value in (self.fit, self.sponsor, self.adoption, self.pain, self.delivery)),
            )
        )

    def _is_new(self, month: dt.date) -> bool:
        return self.go_live <= month < add_months(self.go_live, 4)

    def _phase(self, day: dt.date) -> Phase:
        return next((step.phase for step in reversed(self.steps) if step.on <= day), Phase.HAND_OVER)

    def _sponsor(self, month: dt.date) -> None:
        """Let the sponsor's will grow or fade; now and then they leave, and after some time somebody follows them."""
        draw, current = self.chance, self.sponsors[-1]
        if current.until is not None:
            if draw.happens(0.3):
                self.sponsors.append(Term(_day_in(month, draw), None))
                self.sponsor = draw.near(0.5, 0.12, 0.2, 0.8)
            return
        aim = 0.22 + 0.42 * self.fit + 0.3 * (1 - self.pain)
        self.sponsor = _within(self.sponsor + 0.14 * (aim - self.sponsor) + draw.gauss(0, 0.055))
        if draw.happens(0.014) and month > add_months(current.since, 5):
            self.sponsors[-1] = Term(current.since, _day_in(month, draw))
            self.sponsor = 0.05

    def _renew(self, month: dt.date) -> None:
        """Decide in the month when notice can be given for the last time; a renewal that is over gives the next one."""
        if self.notice_on is not None:
            return
        if month_of(self.next_renewal) < month:
            self.renewals.append(self.next_renewal)
            self.next_renewal = add_months(self.next_renewal, 12)
        decided_on = self.next_renewal - dt.timedelta(days=_NOTICE_DAYS)
        is_seen = month > window_start(self.today)
        if month_of(decided_on) == month and is_seen and self.chance.happens(self._likely_to_leave()):
            self.notice_on = decided_on - dt.timedelta(days=self.chance.randint(0, 20))
            self._step(Phase.LEAVING, self.notice_on, self._why_they_leave())
            self._step(Phase.GONE, self.next_renewal, "Contract ended")

    def _likely_to_leave(self) -> float:
        mood = Condition(
            self.start, Phase.ADOPTING, self.fit, self.sponsor, self.adoption, self.pain, self.delivery
        ).mood
        return 1 / (1 + math.exp(15 * (mood - 0.46)))

    def _why_they_leave(self) -> str:
        weakest = {
            "Too little used to be worth it": self.adoption,
            "No sponsor left who wants it": self.sponsor + 0.05,
            "Too much trouble with support": 1 - self.pain,
            "Our delivery was late too often": self.delivery,
        }
        why = min(weakest, key=lambda reason: weakest[reason])
        return why if weakest[why] < _REASON_ENOUGH else self.chance.choice(_LEFT_FOR)

    def _settle(self, month: dt.date) -> None:
        """Note that they work with it, and later that they do so by habit."""
        phases = {step.phase for step in self.steps}
        if Phase.LEAVING in phases:
            return
        if Phase.ADOPTING not in phases and month_of(self.go_live) <= month:
            self._step(Phase.ADOPTING, self.go_live, "Went live")
        elif (
            Phase.ADOPTING in phases
            and Phase.ESTABLISHED not in phases
            and self.adoption > _ESTABLISHED_AT
            and month >= add_months(self.go_live, _MONTHS_UNTIL_ESTABLISHED)
        ):
            self._step(Phase.ESTABLISHED, _day_in(month, self.chance), "Used daily at every site")

    def _step(self, phase: Phase, on: dt.date, reason: str) -> None:
        self.steps.append(Step(phase, max(on, self.steps[-1].on), reason))


def _day_in(month: dt.date, draw: Chance) -> dt.date:
    return month.replace(day=draw.randint(2, 27))


def live(start: dt.date, term_months: int, segment: str, today: dt.date, draw: Chance) -> Life:
    """Return the life of an account whose contract starts on `start`, until `today`.

    Those who came before the 24 months that are seen have fared until then just the same, but did not leave: the seen
    time begins with customers.
    """
    walk = _Walk(draw, start, term_months, segment, today)
    walk.begin()
    month = month_of(walk.steps[0].on)
    last = month_of(today)
    while month <= last and not (walk.steps[-1].phase is Phase.GONE and walk.steps[-1].on < month):
        walk.go(month)
        month = add_months(month, 1)
    first_seen = window_start(today)
    steps = tuple(step for step in walk.steps if step.on <= today)
    phases = {step.phase: step.on for step in steps}
    ended_on = phases.get(Phase.GONE)
    return Life(
        contract_start=start,
        term_months=term_months,
        go_live_planned=walk.go_live_planned,
        go_live=phases.get(Phase.ADOPTING),
        renewals=tuple(walk.renewals),
        renewal_on=None if ended_on else _open_renewal(walk),
        notice_on=phases.get(Phase.LEAVING),
        ended_on=ended_on,
        steps=steps,
        sponsors=tuple(_until_today(term, today) for term in walk.sponsors if term.since <= today),
        path=tuple(condition for condition in walk.path if condition.month >= first_seen),
    )


def _open_renewal(walk: _Walk) -> dt.date:
    """Return the next renewal; one that is a few days over is mostly signed, and sometimes not."""
    if walk.next_renewal < walk.today and not walk.chance.happens(0.3):
        return add_months(walk.next_renewal, 12)
    return walk.next_renewal


def _until_today(term: Term, today: dt.date) -> Term:
    return Term(term.since, term.until if term.until and term.until <= today else None)
