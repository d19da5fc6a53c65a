"""An access that moves with a merge is closed for good: who proved one mailbox has not proved the other's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import RecordHandler, moving_rows
from milepost.audit.public import update_record
from milepost.lib.actor import Actor
from milepost.portal.models import ClosedWhy, PortalAccess, PortalSession

_NOTE = _("They are closed: whoever shall come in again is invited anew.")


def _closing(handler: RecordHandler) -> RecordHandler:
    """Close before the rows move, so that one that is dropped and put back again is closed too."""

    def merge(loser: Any, winner: Any, actor: Actor) -> Any:
        for access in handler.rows(loser):
            PortalSession.objects.filter(access=access).delete()
            update_record(access, _closed(access), actor=actor)
        return handler.merge(loser, winner, actor)

    return replace(handler, merge=merge)


def _closed(access: PortalAccess) -> Mapping[str, Any]:
    return {
        "link_version": access.link_version + 1,
        "closed_at": access.closed_at or timezone.now(),
        "closed_why": access.closed_why or ClosedWhy.MERGED,
    }


_LABEL = _("Accesses to the portal")
OF_ACCOUNTS = _closing(moving_rows(PortalAccess, "account", _LABEL, note=_NOTE))
OF_CONTACTS = _closing(moving_rows(PortalAccess, "contact", _LABEL, note=_NOTE, on_erase="delete"))
