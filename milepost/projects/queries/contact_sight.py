"""Whether somebody of the customer may act on a record: they act themselves, and it is shown to them."""

from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.public import Account, Contact
from milepost.lib.actor import Actor
from milepost.lib.errors import NotAllowed, NotFound


def refuse_contact(record: Any, account: Account | None, by: Contact, actor: Actor) -> None:
    """Raise what stands against `by` acting on `record`, which belongs to `account`.

    `NotAllowed` unless they act themselves, `NotFound` where it is not shown to them or they are not there any more.
    """
    if (actor.kind, actor.id) != ("contact", str(by.pk)):
        raise NotAllowed("not-yours", _("Everybody answers for themselves."))
    rows = type(record).objects
    if account is None or not rows.visible_to_contact(by, account).filter(pk=record.pk).exists():
        raise NotFound("not-there", _("There is no such thing, or it is not shown to you."))
