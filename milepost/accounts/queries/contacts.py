"""Reads of contacts."""

from collections.abc import Iterable

from milepost.accounts.models import Contact, ContactEmail
from milepost.accounts.models.contacts import ContactQuerySet


def contacts_by_address(addresses: Iterable[str]) -> ContactQuerySet:
    """Return the contacts that hold one of these mail addresses, archived ones too."""
    lower = [address.strip().lower() for address in addresses]
    return Contact.objects.filter(pk__in=ContactEmail.objects.filter(address__in=lower).values("contact"))


def contact_by_address(address: str) -> Contact | None:
    """Return the one active contact with this mail address; None when there is none or more than one."""
    found = list(contacts_by_address([address]).filter(archived_at=None)[:2])
    return found[0] if len(found) == 1 else None
