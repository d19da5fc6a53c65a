"""What was promised, by us or by them: agreed, changed, done."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.models import Account, AccountContact, ActionItem, Contact, Touchpoint
from milepost.accounts.records import NewAction
from milepost.audit.public import create_records, delete_record, update_record
from milepost.identity.public import Right, User, demand, notify
from milepost.lib.actor import Actor
from milepost.lib.bounds import day, one_line, refuse

MOST = 100
FIELDS = frozenset({"text", "owner", "contact", "due"})


def add_action_item(
    account: Account,
    text: str,
    *,
    actor: Actor,
    owner: User | None = None,
    contact: Contact | None = None,
    due: dt.date | None = None,
    touchpoint: Touchpoint | None = None,
) -> ActionItem:
    """Note what was promised: by `owner` (one of us) or `contact` (one of theirs); without either, by nobody yet."""
    demand(actor, Right.WRITE)
    action = NewAction(text=text, owner=owner, contact=contact, due=due)
    return add_action_items(account, [action], actor=actor, touchpoint=touchpoint)[0]


def add_action_items(
    account: Account, actions: Iterable[NewAction | str], *, actor: Actor, touchpoint: Touchpoint | None = None
) -> list[ActionItem]:
    """Note several, as `add_action_item` does; owners are told what others gave them."""
    given = [action if isinstance(action, NewAction) else NewAction(text=action) for action in actions]
    if len(given) > MOST:
        raise refuse("action_items", "too-many", _("At most %(most)s actions at once.") % {"most": MOST})
    with transaction.atomic():
        rows = create_records([_row(account, action, touchpoint) for action in given], actor=actor)
        for row in rows:
            _tell_owner(row, actor)
    return list(rows)


def change_action_item(
    item: ActionItem, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> ActionItem:
    """Change `text`, `owner`, `contact` or `due`; giving one side takes it from the other."""
    demand(actor, Right.WRITE)
    wanted = _checked(item, {name: value for name, value in changes.items() if name in FIELDS})
    before = item.owner_id
    with transaction.atomic():
        update_record(item, wanted, actor=actor, expected_version=expected_version)
        if item.owner_id != before:
            _tell_owner(item, actor)
    return item


def finish_action_item(item: ActionItem, *, actor: Actor) -> ActionItem:
    """Mark it done; it stays done at the first moment if it was."""
    demand(actor, Right.WRITE)
    return update_record(item, {"done_at": item.done_at or timezone.now()}, actor=actor)


def reopen_action_item(item: ActionItem, *, actor: Actor) -> ActionItem:
    demand(actor, Right.WRITE)
    return update_record(item, {"done_at": None}, actor=actor)


def delete_action_item(item: ActionItem, *, actor: Actor, expected_version: int | None = None) -> None:
    demand(actor, Right.WRITE)
    delete_record(item, actor=actor, expected_version=expected_version)


def _row(account: Account, action: NewAction, touchpoint: Touchpoint | None) -> ActionItem:
    _check_side(account.pk, action.owner, action.contact)
    return ActionItem(
        account=account,
        touchpoint=touchpoint,
        text=one_line("text", action.text),
        owner=action.owner,
        contact=action.contact,
        due=day("due", action.due),
    )


def _checked(item: ActionItem, changes: dict[str, Any]) -> dict[str, Any]:
    if "text" in changes:
        changes["text"] = one_line("text", changes["text"])
    if "due" in changes:
        changes["due"] = day("due", changes["due"])
    _check_side(item.account_id, changes.get("owner"), changes.get("contact"))
    if changes.get("owner"):
        changes["contact"] = None
    elif changes.get("contact"):
        changes["owner"] = None
    return changes


def _check_side(account_id: int, owner: User | None, contact: Contact | None) -> None:
    if owner and contact:
        raise refuse("owner", "two-sides", _("Either one of us or one of theirs, not both."))
    if contact and not AccountContact.objects.filter(account=account_id, contact=contact).exists():
        words = _("%(name)s is no contact of this account.") % {"name": contact}
        raise refuse("contact", "not-of-the-account", words)


def _tell_owner(item: ActionItem, actor: Actor) -> None:
    owner = item.owner
    if owner is None or owner.as_actor().id == actor.id:
        return
    words = _("%(who)s gave you an action for %(account)s: %(text)s")
    text = words % {"who": actor.label, "account": item.account, "text": item.text}
    notify(owner, "action-item", text, reverse("accounts:account-timeline", args=[item.account_id]))
