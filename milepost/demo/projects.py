"""The projects of the simulated company's accounts, and its own."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched

from django.utils import timezone

from milepost.accounts.public import Account, Contact
from milepost.audit.public import create_records, with_first_parts
from milepost.demo.company.plans.records import SimulatedProject
from milepost.demo.company.projects import own_projects, projects_of
from milepost.demo.company.records import SimulatedAccount
from milepost.demo.project_money import write_budgets, write_rates
from milepost.demo.project_parties import Cast
from milepost.demo.project_plans import Life
from milepost.demo.project_register import Told, write_registers
from milepost.demo.project_scope import Agreement
from milepost.demo.project_sprints import Sprints
from milepost.demo.project_talk import Conversation
from milepost.demo.project_times import time_entries_of
from milepost.demo.public import World
from milepost.demo.rows import ACCOUNTS_AT_ONCE, accounts_of, contacts_of, users_by_email
from milepost.identity.public import User
from milepost.projects.public import Project, ProjectKind, ProjectState, SlipCause
from milepost.search.public import indexed_once

_DAY = 480
_SHARED_KINDS = (ProjectKind.ONBOARDING, ProjectKind.ADOPTION, ProjectKind.EXPANSION, ProjectKind.REQUEST)
type _Pair = tuple[SimulatedAccount | None, SimulatedProject]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the projects name."""

    users: dict[str, User]
    causes: dict[str, SlipCause]
    accounts: dict[int, Account] = field(default_factory=dict)
    contacts: dict[tuple[int, int], Contact] = field(default_factory=dict)
    noted: Counter[tuple[int, dt.date]] = field(default_factory=Counter)


def build_projects(world: World) -> None:
    """Write every project with its plan, its slips and its progress; the dates are the engine's."""
    rows = _Rows(users_by_email(), {cause.name: cause for cause in SlipCause.objects.all()})
    write_rates(rows.users, world.today, world.actor)
    _write([(None, one) for one in own_projects(world.today)], rows, world)
    done = 0
    for some in batched(world.simulation.accounts(), ACCOUNTS_AT_ONCE):
        rows = replace(rows, accounts=accounts_of(some), contacts=contacts_of(some))
        present = [one for one in some if one.number in rows.accounts]
        _write([(one, each) for one in present for each in projects_of(one, world.today)], rows, world)
        done += len(some)
        world.progress(done, world.simulation.size)


def _write(pairs: Sequence[_Pair], rows: _Rows, world: World) -> None:
    """Write some projects, each found by the search as it is in the end."""
    with indexed_once():
        _live(pairs, rows, world)


def _live(pairs: Sequence[_Pair], rows: _Rows, world: World) -> None:
    projects = create_records([_project(one, rows.accounts) for _account, one in pairs], actor=world.actor)
    casts = [Cast(account, one.start_on, rows.users, rows.contacts) for account, one in pairs]
    written = [(one, row, cast) for (_account, one), row, cast in zip(pairs, projects, casts, strict=True)]
    members = [member for one, row, cast in written for member in cast.members(row, one.lead, set(_roles(one)))]
    with with_first_parts(*projects):
        create_records(members, actor=world.actor)
    for one, row, cast in written:
        # Told by the name of whoever leads it.
        actor = replace(world.actor, label=cast.colleague(one.lead).name)
        life = Life(row, one, cast, rows.causes, actor)
        life.live(world.today)
        if one.method == "scrum":
            Sprints(row, one, life.draw, actor).live()
        Agreement(row, one, cast, actor).reach(world.today)
        Conversation(row, one, cast, actor).hold(world.today)
    told = [Told(row, one, cast) for one, row, cast in written]
    write_registers(told, world.today, world.actor)
    write_budgets(told, world.today, world.actor)
    create_records(time_entries_of(projects, rows.users.values(), world.today, rows.noted), actor=world.actor)


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
        shared_at=_shared_at(one),
    )


def _shared_at(one: SimulatedProject) -> dt.datetime | None:
    """Return when a project was shared with its customer: on the morning it began, where both sides work on it."""
    if not one.account or one.kind not in _SHARED_KINDS or one.state == ProjectState.DRAFT:
        return None
    return timezone.make_aware(dt.datetime.combine(one.start_on, dt.time(9)))
