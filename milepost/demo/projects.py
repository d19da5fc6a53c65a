"""The projects of the simulated company's accounts, and its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched

from milepost.accounts.public import Account, Contact
from milepost.audit.public import create_records, with_first_parts
from milepost.demo.company.plans.records import SimulatedProject
from milepost.demo.company.projects import own_projects, projects_of
from milepost.demo.company.records import SimulatedAccount
from milepost.demo.project_parties import Cast
from milepost.demo.project_plans import Life
from milepost.demo.public import World
from milepost.demo.rows import ACCOUNTS_AT_ONCE, accounts_of, contacts_of, users_by_email
from milepost.identity.public import User
from milepost.projects.public import Project, SlipCause

_DAY = 480
type _Pair = tuple[SimulatedAccount | None, SimulatedProject]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the projects name."""

    users: dict[str, User]
    causes: dict[str, SlipCause]
    accounts: dict[int, Account] = field(default_factory=dict)
    contacts: dict[tuple[int, int], Contact] = field(default_factory=dict)


def build_projects(world: World) -> None:
    """Write every project with its plan, its slips and its progress; the dates are the engine's."""
    rows = _Rows(users_by_email(), {cause.name: cause for cause in SlipCause.objects.all()})
    _write([(None, one) for one in own_projects(world.today)], rows, world)
    done = 0
    for some in batched(world.simulation.accounts(), ACCOUNTS_AT_ONCE):
        rows = replace(rows, accounts=accounts_of(some), contacts=contacts_of(some))
        present = [one for one in some if one.number in rows.accounts]
        _write([(one, each) for one in present for each in projects_of(one, world.today)], rows, world)
        done += len(some)
        world.progress(done, world.simulation.size)


def _write(pairs: Sequence[_Pair], rows: _Rows, world: World) -> None:
    projects = create_records([_project(one, rows.accounts) for _account, one in pairs], actor=world.actor)
    casts = [Cast(account, one.start_on, rows.users, rows.contacts) for account, one in pairs]
    written = [(one, row, cast) for (_account, one), row, cast in zip(pairs, projects, casts, strict=True)]
    members = [member for one, row, cast in written for member in cast.members(row, one.lead, set(_roles(one)))]
    with with_first_parts(*projects):
        create_records(members, actor=world.actor)
    for one, row, cast in written:
        # Told by the name of whoever leads it.
        actor = replace(world.actor, label=cast.colleague(one.lead).name)
        Life(row, one, cast, rows.causes, actor).live(world.today)


def _roles(one: SimulatedProject) -> Iterator[str]:
    for job in one.template.jobs:
        yield from job.who.split()


def _project(one: SimulatedProject, accounts: dict[int, Account]) -> Project:
    return Project(
        name=one.name,
        account=accounts[one.account] if one.account else None,
        kind=one.kind,
        method=one.method,
        state=one.state,
        description=one.about,
        contract_type=one.contract,
        sold_minutes=round(one.sold_days * _DAY) if one.sold_days else None,
        start_on=one.start_on,
        target_on=one.target_on,
    )
