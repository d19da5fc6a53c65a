"""Playbooks that run in the simulated company: renewals that come near, and reviews of customers who are live."""

import datetime as dt

from milepost.accounts.public import Account, StageKind, csm_of
from milepost.demo.public import World
from milepost.playbooks.public import (
    Late,
    Playbook,
    StartRequest,
    load_shipped,
    preview_start,
    published_version,
    start_playbook,
)
from milepost.projects.public import Project, ProjectKind, ProjectState, change_project

_RUNS_OF_EACH = 4
_RENEWAL_WITHIN = dt.timedelta(days=115)
_SOON = dt.timedelta(days=45)


def build_playbooks(world: World) -> None:
    """Start a few, each by the account's CSM, for accounts that have no project of the kind."""
    load_shipped()
    live = Account.objects.active().filter(stage__kind=StageKind.LIVE).order_by("pk")
    renewing = live.filter(renewal_date__range=(world.today + _SOON, world.today + _RENEWAL_WITHIN))
    _start("renewal", ProjectKind.RENEWAL, list(renewing[: 3 * _RUNS_OF_EACH]), world)
    _start("quarterly-review", ProjectKind.REVIEW, list(live[: 3 * _RUNS_OF_EACH]), world)


def _start(key: str, kind: str, accounts: list[Account], world: World) -> None:
    playbook = Playbook.objects.in_use().select_related("published").filter(key=key).first()
    if playbook is None:
        return
    version = published_version(playbook)
    busy = set(Project.objects.open().filter(kind=kind, account__in=accounts).values_list("account", flat=True))
    for account in [one for one in accounts if one.pk not in busy][:_RUNS_OF_EACH]:
        csm = csm_of(account)
        wanted = StartRequest(account=account, late=Late.TODAY)
        if csm is None or preview_start(version, wanted, csm, world.today).missing:
            continue
        run = start_playbook(version, wanted, actor=csm.as_actor(), viewer=csm, today=world.today)
        change_project(run.project, {"state": ProjectState.ACTIVE}, actor=csm.as_actor())
