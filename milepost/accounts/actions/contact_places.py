"""Where a contact is, and what they are to us there."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.models import Account, AccountContact, Contact
from milepost.accounts.records import Stance
from milepost.audit.public import (
    create_record,
    delete_record,
    update_record,
)
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid


def place_contact(contact: Contact, account: Account, stance: str = Stance.USER, *, actor: Actor) -> AccountContact:
    """Say that the contact is at `account`, and what they are to us there; known already, the stance changes."""
    demand(actor, Right.WRITE)
    check_stance(stance)
    with transaction.atomic():
        place = AccountContact.objects.filter(account=account, contact=contact).first()
        if place is None:
            return create_record(AccountContact(account=account, contact=contact, stance=stance), actor=actor)
        return update_record(place, {"stance": stance}, actor=actor)


def change_place(
    place: AccountContact, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> AccountContact:
    """Change the stance, or say whom to ask first: the one who was asked first before is so no longer."""
    demand(actor, Right.WRITE)
    if not set(changes) <= {"stance", "is_primary"}:
        raise Invalid("unknown-field", _("There is no such field."))
    check_stance(changes.get("stance", place.stance))
    with transaction.atomic():
        if changes.get("is_primary"):
            others = AccountContact.objects.filter(account=place.account_id, is_primary=True).exclude(pk=place.pk)
            for other in others:
                update_record(other, {"is_primary": False}, actor=actor)
        return update_record(place, changes, actor=actor, expected_version=expected_version)


def remove_place(place: AccountContact, *, actor: Actor) -> None:
    """Take the contact from the account; the person and their history stay."""
    demand(actor, Right.WRITE)
    delete_record(place, actor=actor)


def check_stance(stance: str) -> None:
    """Raise `Invalid` when there is no such stance."""
    if stance not in Stance.values:
        words = _("There is no such stance.")
        raise Invalid("wrong-value", words, {"stance": words})
