"""Many touchpoints at once, as another system's history brings them: held, without attendees or agreed actions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.actions.touchpoint_values import check_touchpoint
from milepost.accounts.events import TouchpointLogged
from milepost.accounts.models import Account, Touchpoint
from milepost.accounts.records import TouchpointState
from milepost.audit.public import create_records, update_records
from milepost.identity.public import Right, User, demand, person_behind
from milepost.jobs.public import emit_many
from milepost.lib.actor import Actor


def log_touchpoints(
    rows: Sequence[tuple[Account, str, Mapping[str, Any]]], *, actor: Actor, authors: Sequence[User | None] = ()
) -> list[Touchpoint]:
    """Log many that were held, each with its account, its `origin_key` and its fields; all or none.

    What an account has under an origin key already is returned as it is. `authors` are those of the rows (default:
    whoever logs them). A constant number of queries for every 500.
    """
    demand(actor, Right.WRITE)
    wanted = [(account, origin, check_touchpoint(values)) for account, origin, values in rows]
    with transaction.atomic(), figures_once():
        known = _locked([account.pk for account, _origin, _values in wanted], [origin for _a, origin, _v in wanted])
        made: dict[tuple[int, str], Touchpoint] = {}
        for (account, origin, values), author in zip(wanted, authors or [None] * len(wanted), strict=True):
            if (account.pk, origin) not in known:
                made[account.pk, origin] = Touchpoint(
                    account=account,
                    state=TouchpointState.HELD,
                    author=author or person_behind(actor),
                    origin_key=origin,
                    **values,
                )
        create_records(list(made.values()), actor=actor)
        emit_many([TouchpointLogged(one.pk, one.account_id) for one in made.values()])
    known |= made
    return [known[account.pk, origin] for account, origin, _values in wanted]


def change_touchpoints(pairs: Sequence[tuple[Touchpoint, Mapping[str, Any]]], *, actor: Actor) -> None:
    """Change what is said of many that were held; all or none: the first that somebody changed meanwhile is raised."""
    demand(actor, Right.WRITE)
    wanted = [(touchpoint, check_touchpoint(values)) for touchpoint, values in pairs]
    with transaction.atomic(), figures_once():
        for _touchpoint, conflict in update_records(wanted, actor=actor)[1]:
            raise conflict


def _locked(accounts: Sequence[int], origins: Sequence[str]) -> dict[tuple[int, str], Touchpoint]:
    """Return what is logged already; the accounts stay locked, so that nobody logs it meanwhile. Two queries."""
    list(Account.objects.select_for_update(of=("self",)).filter(pk__in=set(accounts)).order_by("pk").values_list("pk"))
    found = Touchpoint.objects.filter(account__in=set(accounts), origin_key__in=origins)
    return {(one.account_id, one.origin_key): one for one in found}
