"""What the simulation hands to the parts of the demo: plain records, the same for the same seed and day."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from milepost.demo.company.places import Country
from milepost.demo.company.product import Module


class Phase(StrEnum):
    """Where a customer's life stands; the stages of an installation are named after it."""

    HAND_OVER = "hand-over"
    ONBOARDING = "onboarding"
    ADOPTING = "adopting"
    ESTABLISHED = "established"
    LEAVING = "leaving"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Condition:
    """How one account fares in one month: what nobody sees, and what causes everything that is seen.

    Each from 0 to 1: `fit` of product and need, `sponsor` (how strongly somebody up there wants it), `adoption` (use
    of what was bought), `pain` with support, `delivery` (how well we keep our promises).
    """

    month: dt.date
    phase: Phase
    fit: float
    sponsor: float
    adoption: float
    pain: float
    delivery: float

    @property
    def mood(self) -> float:
        """How they feel about us, from 0 to 1; before they work with it, our delivery stands for their use."""
        is_early = self.phase in {Phase.HAND_OVER, Phase.ONBOARDING}
        used = self.delivery if is_early else self.adoption
        return 0.34 * used + 0.26 * self.sponsor + 0.25 * (1 - self.pain) + 0.15 * self.delivery


@dataclass(frozen=True, slots=True)
class Step:
    """The account entered a phase on a day, for a reason."""

    phase: Phase
    on: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when somebody was the account's sponsor; None: still."""

    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Life:
    """The life of one account until today. `path` has one condition a month, at most of the last 24 and this one."""

    contract_start: dt.date
    term_months: int
    go_live_planned: dt.date
    go_live: dt.date | None
    renewals: tuple[dt.date, ...]
    renewal_on: dt.date | None
    notice_on: dt.date | None
    ended_on: dt.date | None
    steps: tuple[Step, ...]
    sponsors: tuple[Term, ...]
    path: tuple[Condition, ...]

    @property
    def phase(self) -> Phase:
        return self.steps[-1].phase

    def condition_on(self, day: dt.date) -> Condition:
        """Return the condition of the month of `day`; the first or last one for days outside the path."""
        found = self.path[0]
        for condition in self.path:
            if condition.month <= day:
                found = condition
        return found

    def phase_on(self, day: dt.date) -> Phase:
        """Return the phase on a day, as the steps say."""
        found = self.steps[0].phase
        for step in self.steps:
            if step.on <= day:
                found = step.phase
        return found


@dataclass(frozen=True, slots=True)
class Firm:
    """Who a customer is. `number` counts from 1; `parent` is the number of the firm it belongs to."""

    number: int
    name: str
    domains: tuple[str, ...]
    country: Country
    industry: str
    segment: str
    tier: str
    employees: int
    technicians: int
    sites: tuple[str, ...]
    modules: tuple[Module, ...]
    parent: int | None = None

    @property
    def crm_id(self) -> str:
        """The key in the CRM, by which parts find the account that was written for this firm."""
        return f"HAL-{self.number:05d}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the customer; `boss` is their place in the account's list of people."""

    name: str
    title: str
    stance: str
    emails: tuple[str, ...]
    phone: str
    timezone: str
    since: dt.date
    left_on: dt.date | None = None
    boss: int | None = None
    is_partner: bool = False
    is_unsubscribed: bool = False

    def is_there(self, day: dt.date) -> bool:
        return self.since <= day and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody of Halden (by e-mail address) in a role on the account; `until` is the first day without it."""

    role: str
    email: str
    since: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class SimulatedAccount:
    """One customer: who it is, how it fared, its people and those of ours who look after it."""

    firm: Firm
    life: Life
    people: tuple[Person, ...]
    team: tuple[Duty, ...]
    about: str
    tags: tuple[str, ...]
    custom: dict[str, str | int | bool] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.firm.number

    def held_by(self, role: str, day: dt.date) -> str | None:
        """Return who of ours held a role on a day."""
        return next((duty.email for duty in self.team if duty.role == role and duty.holds(day)), None)

    def those_there(self, day: dt.date, *stances: str) -> list[int]:
        """Return the places of the people who were there on a day, of these stances (none named: of all)."""
        return [
            place
            for place, person in enumerate(self.people)
            if person.is_there(day) and (not stances or person.stance in stances)
        ]


@dataclass(frozen=True, slots=True)
class Promise:
    """Something agreed: by one of ours (`owner`, an e-mail address) or by one of theirs (`place` among the people)."""

    text: str
    due: dt.date
    owner: str = ""
    place: int | None = None
    done_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A touchpoint. `ours` are e-mail addresses, the author first; `theirs` are places among the account's people."""

    at: dt.datetime
    kind: str
    subject: str
    body: str = ""
    agenda: str = ""
    state: str = "held"
    direction: str = "two-way"
    sentiment: str = ""
    minutes: int | None = None
    is_pinned: bool = False
    ours: tuple[str, ...] = ()
    theirs: tuple[int, ...] = ()
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """An escalation."""

    subject: str
    body: str
    severity: str
    owner: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    resolution: str


@dataclass(frozen=True, slots=True)
class Case:
    """A support ticket; `place` is who of theirs opened it."""

    key: str
    subject: str
    state: str
    priority: str
    opened_at: dt.datetime
    first_answer_at: dt.datetime | None
    closed_at: dt.datetime | None
    satisfaction: int | None
    place: int | None


@dataclass(frozen=True, slots=True)
class History:
    """What was seen of an account: everything in order of time."""

    talks: tuple[Talk, ...]
    alarms: tuple[Alarm, ...]
    cases: tuple[Case, ...]
