"""Events that follow from writes alone: by whatever way an account, a contact or a ticket is written, it is told."""

from collections.abc import Callable, Sequence
from typing import Any

from milepost.accounts.events import AccountChanged, AccountCreated, ContactChanged, ContactCreated, TicketRecorded
from milepost.accounts.models import (
    Account,
    AccountContact,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    Contact,
    ContactEmail,
    ExternalId,
    Ticket,
)
from milepost.audit.public import is_being_made
from milepost.jobs.public import emit_many

# Rows that say something of another record, which that is, and the column that names it.
_PARTS: dict[type[Any], tuple[type[Any], str, Callable[[int], Any]]] = {
    AccountDomain: (Account, "account_id", AccountChanged),
    AccountTag: (Account, "account_id", AccountChanged),
    AccountTeamMember: (Account, "account_id", AccountChanged),
    ExternalId: (Account, "account_id", AccountChanged),
    AccountContact: (Contact, "contact_id", ContactChanged),
    ContactEmail: (Contact, "contact_id", ContactChanged),
}
_OWN: dict[type[Any], dict[str, Callable[[int], Any]]] = {
    Account: {"create": AccountCreated, "update": AccountChanged},
    Contact: {"create": ContactCreated, "update": ContactChanged},
}


def tell_writes(records: Sequence[Any], action: str) -> None:
    """Emit the events of rows that were written (see `audit.WriteObserver`). A query where nobody listens.

    What is made with its first parts is told once, as made.
    """
    model = type(records[0]) if records else None
    if model in _PARTS:
        whole, owner, event = _PARTS[model]
        keys = dict.fromkeys(getattr(record, owner) for record in records)
        emit_many([event(key) for key in keys if not is_being_made(whole, key)])
    elif model in _OWN and action in _OWN[model]:
        emit_many([_OWN[model][action](record.pk) for record in records])
    elif model is Ticket and action != "delete":
        emit_many([TicketRecorded(record.pk, record.account_id) for record in records])
