"""What tests of the portal share: a contact with access, and the browser that they let in."""

import datetime as dt

from django.test import Client
from django.utils import timezone

from milepost.accounts.public import Account, Contact
from milepost.audit.public import create_record
from milepost.lib.actor import SYSTEM
from milepost.portal.models import PortalAccess, PortalSession
from milepost.portal.queries.visitors import COOKIE, digest_of


def access_of(contact: Contact, account: Account) -> PortalAccess:
    """Give a contact, who has a main address, access to an account's pages."""
    address = contact.emails.get(is_primary=True).address
    return create_record(PortalAccess(contact=contact, account=account, address=address), actor=SYSTEM)


def let_in(access: PortalAccess, client: Client | None = None) -> Client:
    """Return a browser with an open session."""
    client = client or Client(raise_request_exception=False)
    key = f"key-{access.pk}-{PortalSession.objects.count()}"
    session_of_access(access, key)
    client.cookies[COOKIE] = key
    return client


def session_of_access(access: PortalAccess, key: str = "phone") -> PortalSession:
    """Return an open session that was let in before."""
    return PortalSession.objects.create(
        access=access,
        link_version=access.link_version,
        digest=digest_of(key),
        device="Firefox",
        expires_at=timezone.now() + dt.timedelta(days=30),
    )
