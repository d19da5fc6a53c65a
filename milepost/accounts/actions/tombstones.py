"""The address of somebody who was erased may be taken in again: by typing it, with a reason that the log keeps."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, wrong
from milepost.accounts.models import Tombstone
from milepost.accounts.queries.tombstones import tombstone_digest
from milepost.audit.public import record_event
from milepost.identity.public import Right, clean_email, demand, person_behind
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid, NotAllowed

LIFTED = "erased-address-lifted"


def lift_tombstone(address: str, *, actor: Actor, reason: str) -> None:
    """Let data of an erased person's address in again; nothing that was erased comes back.

    The log says on whoever did it that they did, and why; the reason may not name the address. Raises `Invalid`:
    `wrong-email`, `not-erased`, `missing`, `names-the-address`.
    """
    demand(actor, Right.MANAGE_ACCOUNTS)
    person = person_behind(actor)
    if person is None:
        raise NotAllowed("right-missing", _("Only a person can take this on themselves."))
    email = _clean(address)
    why = clean_line(reason, "reason", 300, needed=_("Say why the address may be kept again."))
    if email.partition("@")[0] in why.lower() or "@" in why:
        raise wrong("reason", _("The reason stays in the log: leave the address out of it."), "names-the-address")
    with transaction.atomic():
        count, _by_model = Tombstone.objects.filter(digest=tombstone_digest(email)).delete()
        if not count:
            raise wrong("address", _("Nobody with this address was erased."), "not-erased")
        record_event(person, LIFTED, actor=actor, changes={"reason": [None, why]})


def _clean(address: str) -> str:
    try:
        return clean_email(address)
    except Invalid as error:
        raise wrong("address", _("This is not a mail address."), "wrong-email") from error
