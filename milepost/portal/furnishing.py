"""What the room hangs into registries."""

from collections.abc import Iterable
from typing import Any

from milepost.accounts.public import record_handlers
from milepost.audit.public import History, histories
from milepost.lib.registry import Registry
from milepost.portal.actions.record_handlers import OF_ACCOUNTS, OF_CONTACTS
from milepost.portal.models import PortalAccess

FURNITURE: tuple[tuple[Registry[Any], Iterable[Any]], ...] = (
    (record_handlers, (OF_ACCOUNTS, OF_CONTACTS)),
    (histories, (History(PortalAccess.audit_kind(), PortalAccess.objects.visible_to),)),
)


def furnish() -> None:
    """Register all of it."""
    for registry, entries in FURNITURE:
        for entry in entries:
            registry.register(entry)
