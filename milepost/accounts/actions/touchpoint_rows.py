"""How a touchpoint is written with who took part and what was agreed, once for what was captured."""

from collections.abc import Iterable

from milepost.accounts.actions.action_items import add_action_items
from milepost.accounts.actions.attendees import Person, add_attendees
from milepost.accounts.models import Account, Touchpoint
from milepost.accounts.records import NewAction
from milepost.audit.public import (
    create_record,
    with_first_parts,
)
from milepost.lib.actor import Actor


def write_touchpoint(
    touchpoint: Touchpoint, attendees: Iterable[Person], action_items: Iterable[NewAction | str], actor: Actor
) -> Touchpoint:
    create_record(touchpoint, actor=actor)
    with with_first_parts(touchpoint):
        add_attendees(touchpoint, attendees, actor=actor, are_first=True)
    add_action_items(touchpoint.account, action_items, actor=actor, touchpoint=touchpoint)
    return touchpoint


def captured_already(account: Account, origin_key: str) -> Touchpoint | None:
    """Return what was captured under `origin_key`; the account stays locked, so that nobody captures it meanwhile."""
    if not origin_key:
        return None
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    return Touchpoint.objects.filter(account=account, origin_key=origin_key).first()
