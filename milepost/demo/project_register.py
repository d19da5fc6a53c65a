"""What the simulated company wrote down of risks, issues and decisions: of what came between a plan and its date."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from milepost.audit.public import create_records
from milepost.demo.company.chance import chance
from milepost.demo.company.plans.records import SimulatedProject, Slip
from milepost.demo.project_parties import Cast
from milepost.demo.rows import noon
from milepost.lib.actor import Actor
from milepost.projects.public import Decision, Issue, IssueState, Project, ProjectState, Risk, RiskState, Seen

_LONG_DAYS = 5
# What somebody foresaw by the cause of a slip: in words, and how likely it seemed.
_FORESEEN = {
    "Decision or approval was late": ("Approvals take longer than the plan allows", 4),
    "Data or access was late": ("Data comes late or in another form", 4),
    "People were not available at the customer": ("Their key people are short of time", 3),
    "The customer asked for more": ("More is wanted than was agreed", 3),
    "People were not available with us": ("Our own people are needed elsewhere", 2),
    "The work was larger than estimated": ("The work is larger than estimated", 3),
    "A fault in the product": ("A known fault of the product hits their case", 2),
    "A third party was late": ("A partner keeps no dates", 3),
}
_WATCHED = (
    ("Two countries, two sets of safety rules", 3, 4, "Agree on one checklist with both safety officers."),
    ("No network in the basements", 4, 2, "Try offline mode on site before the first training."),
    ("A second supplier bids for the same budget", 2, 4, "Show the sponsor what the first month saved."),
    ("Foremen go on writing on paper", 4, 3, "One foreman of each site is trained first and helps the others."),
    ("Master data is kept twice for months", 3, 3, "Set a day after which the old system is read-only."),
    ("The sponsor changes before go-live", 2, 5, "Name a deputy who may decide; tell them at each review."),
    ("Key users are not trained in time", 3, 3, "Book both dates now; record the session for those on shift."),
    ("The interface of the ERP changes with their release", 2, 4, "Ask their partner for the dates of the release."),
)
_ENDED = (
    "Their new dates are in the plan.",
    "Done by hand once; mended for good with the next release.",
    "Agreed in a call.",
)
_DECIDED = (
    (
        "Go live site by site, not all at once",
        "Each site is trained when it is needed, and the first one teaches us.",
        "All sites on one day",
    ),
    (
        "Old work orders stay in the old system",
        "Nobody reads them after a year; the import would take a week.",
        "Bring in two years of history",
    ),
    ("Sign-in through their own directory", "People who leave lose access the same day.", "Passwords of our own"),
)
_BORNE = "The customer asked for it and bears the later date."


@dataclass(frozen=True, slots=True)
class Told:
    """One project with what is known of it."""

    project: Project
    simulated: SimulatedProject
    cast: Cast


def write_registers(told: Sequence[Told], today: dt.date, actor: Actor) -> None:
    """Write the registers of some projects; risks first, as issues speak of them."""
    happened = [(one, slip, risk) for one in told for slip, risk in _happened(one, today)]
    create_records([risk for _one, _slip, risk in happened], actor=actor)
    create_records([issue for one in told for issue in _issues(one, happened, today)], actor=actor)
    create_records([risk for one in told for risk in _watched(one, happened, today)], actor=actor)
    create_records([decision for one in told for decision in _decisions(one, today)], actor=actor)


type _Happened = Sequence[tuple[Told, Slip, Risk]]


def _happened(one: Told, today: dt.date) -> Iterator[tuple[Slip, Risk]]:
    past = [slip for slip in one.simulated.slips if slip.days > 0 and slip.on <= today and slip.cause in _FORESEEN]
    for number, slip in enumerate(past, 1):
        title, probability = _FORESEEN[slip.cause]
        yield (
            slip,
            Risk(
                project=one.project,
                number=number,
                title=title,
                probability=probability,
                impact=4 if slip.days >= _LONG_DAYS else 3,
                owner=one.cast.colleague(one.simulated.lead),
                state=RiskState.HAPPENED,
            ),
        )


def _issues(one: Told, happened: _Happened, today: dt.date) -> Iterator[Issue]:
    own = [(slip, risk) for other, slip, risk in happened if other is one]
    for number, (slip, risk) in enumerate(own, 1):
        draw = chance("issue", one.simulated.account, one.simulated.name, number)
        is_open = one.simulated.state == ProjectState.ACTIVE and (today - slip.on).days < slip.days * 2
        is_grave = slip.days >= _LONG_DAYS
        is_up = is_open and is_grave
        ended = min(today, slip.on + dt.timedelta(days=round(slip.days) + 1))
        yield Issue(
            project=one.project,
            number=number,
            title=slip.note.rstrip("."),
            severity="high" if is_grave else "medium",
            owner=risk.owner,
            risk=risk,
            state=IssueState.OPEN if is_open else IssueState.RESOLVED,
            escalated_to=one.cast.colleague("lead") if is_up else None,
            escalated_at=noon(slip.on) if is_up else None,
            resolution="" if is_open else draw.choice(_ENDED),
            resolved_at=None if is_open else noon(ended),
            visibility=Seen.CUSTOMER if slip.side == "theirs" else Seen.INTERNAL,
        )


def _watched(one: Told, happened: _Happened, today: dt.date) -> Iterator[Risk]:
    if one.simulated.account is None or one.simulated.state != ProjectState.ACTIVE:
        return
    draw = chance("risk", one.simulated.account, one.simulated.name)
    first = 1 + sum(other is one for other, _slip, _risk in happened)
    for at, (title, probability, impact, detail) in enumerate(draw.sample(_WATCHED, draw.randint(1, 2))):
        yield Risk(
            project=one.project,
            number=first + at,
            title=title,
            detail=detail,
            probability=probability,
            impact=impact,
            owner=one.cast.colleague(one.simulated.lead),
            review_on=today + dt.timedelta(days=draw.randint(-4, 21)),
            state=RiskState.MITIGATED if draw.happens(0.3) else RiskState.OPEN,
        )


def _decisions(one: Told, today: dt.date) -> Iterator[Decision]:
    if one.simulated.account is None or one.simulated.start_on >= today:
        return
    draw = chance("decision", one.simulated.account, one.simulated.name)
    last = min(today, one.simulated.until)
    said = _DECIDED if one.simulated.kind == "onboarding" else ()
    agreed = [slip for slip in one.simulated.slips if slip.is_agreed and slip.on <= today]
    chosen = said[: draw.randint(0, len(_DECIDED))]
    days = [min(last, one.simulated.start_on + dt.timedelta(days=draw.randint(3, 30))) for _each in chosen]
    made = [(on, words) for on, words in zip(days, chosen, strict=True)]
    made += [(slip.on, (slip.note.rstrip("."), _BORNE, "")) for slip in agreed]
    for number, (on, (title, why, other)) in enumerate(made, 1):
        yield Decision(
            project=one.project,
            number=number,
            title=title,
            why=why,
            alternatives=other,
            user=one.cast.colleague(one.simulated.lead),
            contact=one.cast.contact("champion"),
            decided_on=on,
        )
