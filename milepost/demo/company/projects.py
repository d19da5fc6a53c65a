"""Which projects an account has had: what its life and its hidden conditions call for."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.life import add_months
from milepost.demo.company.plans.custom import INTEGRATION
from milepost.demo.company.plans.living import ADOPTION, ADVOCACY, REQUEST, REVIEW, SUCCESS_PLAN
from milepost.demo.company.plans.money import EXPANSION, INTERNAL, RENEWAL
from milepost.demo.company.plans.records import SimulatedProject, Template
from milepost.demo.company.plans.starting import HAND_OVER, ONBOARDING
from milepost.demo.company.product import MODULES, Module
from milepost.demo.company.records import SimulatedAccount
from milepost.demo.company.slips import slips_of
from milepost.demo.company.workdays import workday, workdays_between, workdays_later

_AGREED_AFTER = {"onboarding": 6, "success-plan": 8}
_REQUESTS = (
    "Yearly billing",
    "Export to their data lake",
    "Interface to SAP PM",
    "Labels in their own format",
    "Second language in the field app",
    "Reports for the safety audit",
)
_SOLD_DAYS = {"Enterprise": 40, "Mid-market": 24, "Growth": 12}
_OWN = (
    ("New playbook for onboarding", -60, "kanban"),
    ("Health score, second version", -25, "scrum"),
    ("Move reviews to a common deck", -190, "waterfall"),
    ("Team meeting of the year", 20, "waterfall"),
)
# So long it goes on after the date of which it speaks.
_ENDS_AFTER = {"onboarding": 32, "expansion": 32}
_USUALLY_ENDS_AFTER = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What one project is to be, before its time is drawn."""

    template: Template
    name: str
    start_on: dt.date
    lead: str
    days: int | None = None
    late: int | None = None
    method: str = "waterfall"
    contract: str = "included"
    sold_days: float | None = None
    about: str = ""


def projects_of(account: SimulatedAccount, today: dt.date) -> Iterator[SimulatedProject]:
    """Yield the projects of an account, in no order; the same for the same number and day."""
    for at, asked in enumerate(_asked(account, today, chance("projects", account.number))):
        yield _made(account, asked, today, chance("project", account.number, at))


def own_projects(today: dt.date) -> Iterator[SimulatedProject]:
    """Yield Halden's own projects."""
    for name, days, method in _OWN:
        start = workday(today + dt.timedelta(days=days))
        length = round(INTERNAL.length_days)
        ends = workdays_later(start, length)
        state = "draft" if start > today else "done" if ends < today else "active"
        agreed = start if start <= today else None
        yield SimulatedProject(
            None, "internal", name, INTERNAL, method, state, "lead", start, start, workdays_later(start, length + 1),
            agreed, min(today, ends) if state == "done" else today, 1.0, ()
        )  # fmt: skip


def _asked(account: SimulatedAccount, today: dt.date, draw: Chance) -> Iterator[_Asked]:
    life, firm = account.life, account.firm
    seen_from = add_months(today, -22)
    if life.contract_start > add_months(today, -13):
        start = life.steps[0].on
        yield _Asked(template=HAND_OVER, name=f"Hand-over {firm.name}", start_on=start, lead="csm")
    if life.contract_start > seen_from:
        yield _onboarding(account, today)
    if life.go_live is None:
        return
    yield from _reviews(account, today, draw)
    last = life.path[-1]
    live_for = (today - life.go_live).days
    if last.adoption < 0.55 and live_for > 60 and draw.happens(0.75):  # noqa: PLR2004 - weak use, not at once
        start = today - dt.timedelta(days=draw.randint(10, 60))
        name = f"Use in {draw.choice(firm.sites)}"
        yield _Asked(template=ADOPTION, name=name, start_on=start, lead="csm", method="kanban")
    elif live_for > 90 and draw.happens(0.35 + 0.3 * last.sponsor):  # noqa: PLR2004 - after a quarter
        start = max(life.go_live, today - dt.timedelta(days=draw.randint(30, 200)))
        yield _Asked(template=SUCCESS_PLAN, name=f"Success plan {start.year}", start_on=start, lead="csm")
    yield from _money(account, today, draw)
    if live_for > 40 and draw.happens(0.33):  # noqa: PLR2004 - after the first weeks
        yield _request(account, today, draw)
    if live_for > 40:  # noqa: PLR2004 - after the first weeks
        yield from _integrations(account, today)
    if last.mood > 0.6 and draw.happens(0.4):  # noqa: PLR2004 - only who is content is asked
        start = today - dt.timedelta(days=draw.randint(-15, 120))
        yield _Asked(template=ADVOCACY, name=f"Story of {firm.name}", start_on=start, lead="csm")


def _onboarding(account: SimulatedAccount, today: dt.date) -> _Asked:
    life, firm = account.life, account.firm
    days = workdays_between(life.contract_start, life.go_live_planned)
    late = workdays_between(life.go_live_planned, life.go_live) if life.go_live else None
    return _Asked(
        template=ONBOARDING.for_modules(_keys(firm.modules)),
        name=f"Onboarding {firm.name}",
        start_on=life.contract_start,
        lead="pm",
        days=days,
        late=late,
        contract="fixed-price",
        sold_days=_SOLD_DAYS[firm.segment],
        about=f"Bring {len(firm.sites)} sites of {firm.name} live with "
        + ", ".join(m.name for m in firm.modules)
        + ".",
    )


def _reviews(account: SimulatedAccount, today: dt.date, draw: Chance) -> Iterator[_Asked]:
    """Yield the last review and, for larger ones, the next."""
    last = today - dt.timedelta(days=draw.randint(25, 100))
    if account.life.go_live and account.life.go_live < last and draw.happens(0.2 + 0.4 * account.life.path[-1].sponsor):
        name = f"Business review {_quarter(last)}"
        yield _Asked(template=REVIEW, name=name, start_on=last, lead="csm")
    if account.firm.segment != "Growth" and draw.happens(0.6):
        start = today + dt.timedelta(days=draw.randint(-12, 20))
        yield _Asked(template=REVIEW, name=f"Business review {_quarter(start)}", start_on=start, lead="csm")


def _quarter(start: dt.date) -> str:
    held = start + dt.timedelta(days=14)
    return f"Q{(held.month - 1) // 3 + 1} {held.year}"


def _money(account: SimulatedAccount, today: dt.date, draw: Chance) -> Iterator[_Asked]:
    life, last = account.life, account.life.path[-1]
    due = life.renewal_on or life.ended_on
    if due and -60 <= (due - today).days <= 130:  # noqa: PLR2004 - from four months before until it is cold
        start = workdays_later(due, -70)
        yield _Asked(template=RENEWAL, name=f"Renewal {due.year}", start_on=start, lead="am", days=65)
    more = [module for module in MODULES if module not in account.firm.modules]
    if more and draw.happens(0.1 + 0.3 * last.adoption):
        start = today - dt.timedelta(days=draw.randint(5, 110))
        module = draw.choice(more)
        yield _Asked(
            template=_named(EXPANSION, module),
            name=f"{module.name} for {account.firm.name}",
            start_on=start,
            lead="am",
            method="kanban" if draw.happens(0.4) else "waterfall",
            contract="fixed-price",
            sold_days=8,
        )


def _request(account: SimulatedAccount, today: dt.date, draw: Chance) -> _Asked:
    start = max(account.life.go_live or today, today - dt.timedelta(days=draw.randint(4, 90)))
    sold = draw.randint(5, 14)
    return _Asked(
        template=REQUEST,
        name=draw.choice(_REQUESTS),
        start_on=start,
        lead="csm",
        method="kanban",
        contract="time-and-material",
        sold_days=sold,
    )


def _integrations(account: SimulatedAccount, today: dt.date) -> Iterator[_Asked]:
    """Yield what a third of them have built, begun within the last ten weeks."""
    draw = chance("integration", account.number)
    if not draw.happens(0.33):
        return
    start = max(account.life.go_live or today, today - dt.timedelta(days=draw.randint(18, 75)))
    system = draw.choice(("SAP PM", "Dynamics", "Infor", "their data lake", "IFS"))
    yield _Asked(
        template=INTEGRATION,
        name=f"Integration with {system}",
        start_on=start,
        lead="csm",
        method="scrum",
        contract="time-and-material",
        sold_days=draw.randint(25, 40),
        about=f"Equipment and stock come from {system}, orders go back, without anybody typing.",
    )


def _named(template: Template, module: Module) -> Template:
    """Return a template with the module's name in its titles."""
    stages = tuple(
        replace(stage, jobs=tuple(replace(job, title=job.title.replace("{module}", module.name)) for job in stage.jobs))
        for stage in template.stages
    )
    return Template(template.kind, template.go_live, stages)


def _keys(modules: tuple[Module, ...]) -> frozenset[str]:
    return frozenset(module.key for module in modules)


def _made(account: SimulatedAccount, asked: _Asked, today: dt.date, draw: Chance) -> SimulatedProject:
    """Draw how the project went."""
    template, start = asked.template, workday(asked.start_on)
    stretch = asked.days / template.length_days if asked.days else draw.uniform(0.85, 1.25)
    length = round(template.length_days * stretch)
    agreed = workday(start + dt.timedelta(days=_AGREED_AFTER.get(template.kind, 2)))
    late = asked.late if asked.late is not None else _late(account, agreed, length, draw)
    target = workdays_later(start, length + 1)
    ends = workdays_later(target, late)
    over = ends + dt.timedelta(days=_ENDS_AFTER.get(template.kind, _USUALLY_ENDS_AFTER))
    state, until = _state(account, (start, over), today, draw)
    if until < ends:
        late = round(late * workdays_between(start, until) / max(1, workdays_between(start, ends)))
    is_agreed = agreed <= until and state != "draft"
    last = min(until, workdays_later(ends, -3))
    return SimulatedProject(
        account=account.number,
        kind=template.kind,
        name=asked.name,
        template=template,
        method=asked.method,
        state=state,
        lead=asked.lead,
        planned_on=workdays_later(start, -4),
        start_on=start,
        target_on=target,
        agreed_on=agreed if is_agreed else None,
        until=until,
        stretch=stretch,
        slips=tuple(slips_of(account, (agreed, last), late, draw)) if is_agreed else (),
        contract=asked.contract,
        sold_days=asked.sold_days,
        about=asked.about,
    )


def _late(account: SimulatedAccount, on: dt.date, length: int, draw: Chance) -> int:
    """Return how many days it ends late: by our delivery and their sponsor."""
    condition = account.life.condition_on(on)
    share = (
        0.5 * max(0.0, 0.8 - condition.delivery) + 0.4 * max(0.0, 0.7 - condition.sponsor) + draw.uniform(-0.06, 0.1)
    )
    return max(0, round(length * share))


def _state(
    account: SimulatedAccount, times: tuple[dt.date, dt.date], today: dt.date, draw: Chance
) -> tuple[str, dt.date]:
    """Return the state that a project is in, and the day up to which its work went on."""
    start, over = times
    notice = account.life.notice_on
    if start > today:
        return "draft", today
    if notice and start <= notice < over:
        return "cancelled", notice
    if over <= today:
        return "done", over
    if account.life.sponsors[-1].until is not None and draw.happens(0.5):
        stopped = account.life.sponsors[-1].until
        return "paused", max(start, stopped)
    return "active", today
