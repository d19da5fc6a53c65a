"""The accounts of the simulated company: who they are, the steps of their life, and who of ours looks after them."""

import datetime as dt
from dataclasses import dataclass
from itertools import batched

from milepost.accounts.public import (
    Account,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    ExternalId,
    Option,
    Stage,
    StageChange,
    Tag,
    add_option,
    declare_field,
)
from milepost.accounts.records import OptionKind, StageKind
from milepost.audit.public import create_records
from milepost.demo.company.firms import SEGMENTS, TIERS
from milepost.demo.company.names import INDUSTRIES
from milepost.demo.company.places import REGIONS
from milepost.demo.company.portraits import CUSTOM_FIELDS
from milepost.demo.company.records import Phase, SimulatedAccount
from milepost.demo.public import World
from milepost.demo.rows import ACCOUNTS_AT_ONCE, CRM, noon, users_by_email
from milepost.identity.public import User

_LISTS = {
    OptionKind.SEGMENT: tuple(SEGMENTS),
    OptionKind.TIER: TIERS,
    OptionKind.INDUSTRY: tuple(sorted(INDUSTRIES)),
    OptionKind.REGION: tuple(sorted(REGIONS)),
}
_KINDS = {
    Phase.HAND_OVER: (StageKind.BEFORE, 0),
    Phase.ONBOARDING: (StageKind.STARTING, 0),
    Phase.ADOPTING: (StageKind.LIVE, 0),
    Phase.ESTABLISHED: (StageKind.LIVE, -1),
    Phase.LEAVING: (StageKind.LEAVING, 0),
    Phase.GONE: (StageKind.GONE, 0),
}
_PUT_AWAY_AFTER_DAYS = 240


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that accounts point to; `accounts` grows with what is written, by number."""

    options: dict[tuple[str, str], Option]
    stages: dict[Phase, Stage]
    users: dict[str, User]
    tags: dict[str, Tag]
    accounts: dict[int, Account]


def build_accounts(world: World) -> None:
    """Write the lists of values, the custom fields, and the accounts with all that is theirs."""
    rows = _prepare(world)
    done = 0
    for some in batched(world.simulation.accounts(), ACCOUNTS_AT_ONCE):
        _write(some, rows, world)
        done += len(some)
        world.progress(done, world.simulation.size)


def _prepare(world: World) -> _Rows:
    for key, label, type_, choices, definition in CUSTOM_FIELDS:
        declare_field(label, type_, key=key, choices=list(choices), definition=definition, actor=world.actor)
    options = {
        (kind.value, name): add_option(kind.value, name, actor=world.actor)
        for kind, names in _LISTS.items()
        for name in names
    }
    return _Rows(options, _stages(), users_by_email(), {}, {})


def _stages() -> dict[Phase, Stage]:
    """Return the installation's stage of each phase, whatever it is called."""
    by_kind: dict[str, list[Stage]] = {}
    for stage in Stage.objects.order_by("position"):
        by_kind.setdefault(stage.kind, []).append(stage)
    return {phase: by_kind[kind][place] for phase, (kind, place) in _KINDS.items()}


def _write(some: tuple[SimulatedAccount, ...], rows: _Rows, world: World) -> None:
    # Parents come before those that belong to them, and are written first where both are in one batch.
    for group in ([one for one in some if one.firm.parent is None], [one for one in some if one.firm.parent]):
        written = create_records([_account(one, rows, world.today) for one in group], actor=world.actor)
        rows.accounts.update({one.number: account for one, account in zip(group, written, strict=True)})
    _write_what_is_theirs(some, rows, world)


def _account(one: SimulatedAccount, rows: _Rows, today: dt.date) -> Account:
    firm, life = one.firm, one.life
    is_put_away = life.ended_on is not None and (today - life.ended_on).days > _PUT_AWAY_AFTER_DAYS
    return Account(
        name=firm.name,
        stage=rows.stages[life.phase],
        stage_since=life.steps[-1].on,
        segment=rows.options["segment", firm.segment],
        tier=rows.options["tier", firm.tier],
        industry=rows.options["industry", firm.industry],
        region=rows.options["region", firm.country.region],
        currency=firm.country.currency,
        employees=firm.employees,
        contract_start=life.contract_start,
        renewal_date=life.renewal_on,
        parent=rows.accounts[firm.parent] if firm.parent else None,
        description=one.about,
        custom=one.custom,
        archived_at=noon(life.ended_on + dt.timedelta(days=30)) if is_put_away and life.ended_on else None,
    )


def _write_what_is_theirs(some: tuple[SimulatedAccount, ...], rows: _Rows, world: World) -> None:
    theirs = [(one, rows.accounts[one.number]) for one in some]
    create_records(
        [AccountDomain(account=account, domain=domain) for one, account in theirs for domain in one.firm.domains],
        actor=world.actor,
    )
    create_records(
        [
            ExternalId(account=account, system=system, value=value)
            for one, account in theirs
            for system, value in ((CRM, one.firm.crm_id), ("Billing", f"C-{10_000 + one.number}"))
        ],
        actor=world.actor,
    )
    create_records(
        [change for one, account in theirs for change in _steps(one, account, rows, world)], actor=world.actor
    )
    create_records(
        [
            AccountTeamMember(
                account=account, user=rows.users[duty.email], role=duty.role, since=duty.since, until=duty.until
            )
            for one, account in theirs
            for duty in one.team
        ],
        actor=world.actor,
    )
    create_records(
        [AccountTag(account=account, tag=_tag(name, rows, world)) for one, account in theirs for name in one.tags],
        actor=world.actor,
    )


def _steps(one: SimulatedAccount, account: Account, rows: _Rows, world: World) -> list[StageChange]:
    names = world.simulation.roster.names
    before: Stage | None = None
    changes = []
    for step in one.life.steps:
        by = one.held_by("csm", step.on)
        stage = rows.stages[step.phase]
        label = names[by] if by else world.actor.label
        changes.append(
            StageChange(
                account=account, from_stage=before, to_stage=stage, on=step.on, by_label=label, reason=step.reason
            )
        )
        before = stage
    return changes


def _tag(name: str, rows: _Rows, world: World) -> Tag:
    if name not in rows.tags:
        rows.tags[name] = create_records([Tag(name=name)], actor=world.actor)[0]
    return rows.tags[name]
