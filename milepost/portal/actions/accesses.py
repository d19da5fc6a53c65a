"""Whom we let in: invited, given a new link, closed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milepost.accounts.public import Account, AccountContact, Contact
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, demand, send_mail
from milepost.jobs.public import is_done, once
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.portal.models import ClosedWhy, PortalAccess, PortalSession
from milepost.portal.queries.links import address_of


def give_access(contact: Contact, account: Account, *, actor: Actor) -> PortalAccess:
    """Let a contact of the account in; one that was closed, or whose address is another now, gets a new link."""
    demand(actor, Right.WRITE)
    address = _address(contact, account)
    with transaction.atomic():
        access = PortalAccess.objects.select_for_update().filter(contact=contact, account=account).first()
        if access is None:
            return create_record(PortalAccess(contact=contact, account=account, address=address), actor=actor)
        if access.closed_at is None and access.address == address:
            return access
        return _renewed(access, {"address": address, "closed_at": None, "closed_why": ""}, actor)


def invite_contact(contact: Contact, account: Account, *, actor: Actor) -> PortalAccess:
    """Let a contact in and mail them their link; asked again, the mail goes again."""
    with transaction.atomic():
        access = give_access(contact, account, actor=actor)
        access = update_record(access, {"invited_at": timezone.now()}, actor=actor)
        send_portal_invitation.enqueue(access.pk, access.version, actor.label)
    return access


def renew_link(access: PortalAccess, *, actor: Actor) -> PortalAccess:
    """End every link that was made and every session; there is a new link."""
    demand(actor, Right.WRITE)
    if access.closed_at:
        raise Conflict("access-closed", _("This access is closed. Invite the person again."))
    return _renewed(access, {}, actor)


def close_access(access: PortalAccess, *, actor: Actor) -> PortalAccess:
    """End the links and sessions of a contact at an account."""
    demand(actor, Right.WRITE)
    if access.closed_at:
        return access
    return _renewed(access, {"closed_at": timezone.now(), "closed_why": ClosedWhy.STAFF}, actor)


def _renewed(access: PortalAccess, changes: dict[str, Any], actor: Actor) -> PortalAccess:
    with transaction.atomic():
        PortalSession.objects.filter(access=access).delete()
        return update_record(access, {"link_version": access.link_version + 1, **changes}, actor=actor)


def _address(contact: Contact, account: Account) -> str:
    if account.archived_at:
        raise Invalid("account-archived", _("The account is archived."))
    is_there = AccountContact.objects.filter(contact=contact, account=account).exists()
    if not is_there or contact.left_on or contact.archived_at:
        raise Invalid("not-there", _("%(name)s is not at %(account)s.") % {"name": contact, "account": account})
    email = contact.emails.filter(is_primary=True).first()
    if email is None:
        raise Invalid("no-address", _("%(name)s has no mail address.") % {"name": contact})
    return email.address


@task()
def send_portal_invitation(access_id: int, version: int, inviter: str) -> None:
    """Mail the link; it is made here, so that no job holds it. Once sent it is not sent again.

    If the mail server refuses, the job tries again; a worker that dies between sending and noting it sends twice, with
    one Message-ID.
    """
    key = f"portal-invitation:{access_id}:{version}"
    access = PortalAccess.objects.open().select_related("account", "contact").filter(pk=access_id).first()
    if access is None or is_done(key):
        return
    host = settings.BASE_URL.partition("://")[2].partition(":")[0]
    with translation.override(access.language or translation.get_language()):
        vendor = settings.VENDOR_NAME or _("our team")
        subject = _("Your pages at %(vendor)s") % {"vendor": vendor}
        context = {"access": access, "url": address_of(access), "inviter": inviter, "vendor": vendor}
        headers = {"Message-ID": f"<portal-invitation-{access_id}-{version}@{host}>"}
        send_mail("portal_invitation", access.address, subject, context, headers)
    with once(key):
        pass
