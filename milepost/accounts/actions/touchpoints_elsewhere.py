"""Touchpoints as another system's history tells them: written again and again under the key that they have there."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.actions.touchpoint_values import check_touchpoint
from milepost.accounts.events import TouchpointLogged
from milepost.accounts.models import KEY_MAX, SYSTEM_MAX, Account, Touchpoint
from milepost.accounts.records import TouchpointState
from milepost.audit.public import create_records, update_records
from milepost.identity.public import Right, User, demand, person_behind
from milepost.jobs.public import emit_many
from milepost.lib.actor import Actor
from milepost.lib.bounds import one_line
from milepost.lib.errors import Conflict

type Row = tuple[Account, str, Mapping[str, Any]]


def record_touchpoints(
    system: str,
    rows: Sequence[Row],
    *,
    actor: Actor,
    authors: Sequence[User | None] = (),
    seen: Mapping[str, int] = MappingProxyType({}),
) -> list[Touchpoint]:
    """Write many that were held, each with its account, its key in `system` and its fields; all or none.

    What is there under its key is changed, the rest is made, without attendees or agreed actions. `authors` are those
    of the rows (default: whoever writes them). `seen` are versions by key: one that was changed since is refused as
    `stale`. The first that a rule refuses is raised. A constant number of queries
    for every 500.
    """
    demand(actor, Right.WRITE)
    system = one_line("system", system, SYSTEM_MAX)
    wanted = [(account, one_line("key", key, KEY_MAX), check_touchpoint(values)) for account, key, values in rows]
    with transaction.atomic(), figures_once():
        known = _locked(system, [key for _account, key, _values in wanted])
        changes, made, writer = [], [], person_behind(actor)
        for (account, key, values), author in zip(wanted, authors or [None] * len(wanted), strict=True):
            if key in known:
                _refuse_other_account(known[key], account)
                known[key].version = seen.get(key, known[key].version)
                changes.append((known[key], values))
                continue
            where = {"account": account, "system": system, "external_key": key}
            made.append(Touchpoint(**where, state=TouchpointState.HELD, author=author or writer, **values))
        for _touchpoint, conflict in update_records(changes, actor=actor)[1]:
            raise conflict
        known |= {one.external_key: one for one in create_records(made, actor=actor)}
        emit_many([TouchpointLogged(one.pk, one.account_id) for one in made])
    return [known[key] for _account, key, _values in wanted]


def touchpoint_under_key(account: Account, system: str, key: str) -> Touchpoint | None:
    """Return what is kept under a key of another system; `Conflict` ("refused") if it is another account's."""
    found = Touchpoint.objects.filter(system=system, external_key=key).first() if key else None
    if found is not None:
        _refuse_other_account(found, account)
    return found


def _locked(system: str, keys: Sequence[str]) -> dict[str, Touchpoint]:
    found = Touchpoint.objects.select_for_update(of=("self",)).filter(system=system, external_key__in=keys)
    return {one.external_key: one for one in found.order_by("pk")}


def _refuse_other_account(touchpoint: Touchpoint, account: Account) -> None:
    if touchpoint.account_id != account.pk:
        raise Conflict("refused", _("This key is that of a touchpoint with another account."))
