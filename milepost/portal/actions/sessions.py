"""Sessions of visitors: opened by a code, kept alive by visits, ended by the contact or by us."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone

from milepost.audit.public import record_event
from milepost.lib.actor import Actor
from milepost.portal.models import PortalAccess, PortalSession
from milepost.portal.queries.visitors import digest_of

KEPT_FOR = dt.timedelta(days=30)
_SEEN_EVERY = dt.timedelta(minutes=5)
_VISIT_ENDS_AFTER = dt.timedelta(minutes=30)


def open_session(access: PortalAccess, device: str) -> str:
    """Open a session and return its key, which only the browser will hold."""
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        PortalSession.objects.create(
            access=access,
            link_version=access.link_version,
            digest=digest_of(key),
            device=device,
            expires_at=timezone.now() + KEPT_FOR,
        )
        record_event(access, "came-in", actor=_visitor(access))
    return key


def note_visit(session: PortalSession) -> bool:
    """Keep the session alive and count the visit, written every five minutes; say whether that was now."""
    now, access = timezone.now(), session.access
    # Of the access too: who comes in with another device was here days ago, and the new session a second ago.
    if access.last_visit_at and now - min(session.seen_at, access.last_visit_at) < _SEEN_EVERY:
        return False
    PortalSession.objects.filter(pk=session.pk).update(seen_at=now, expires_at=now + KEPT_FOR)
    is_new = access.last_visit_at is None or now - access.last_visit_at > _VISIT_ENDS_AFTER
    access.visit_before_at = access.last_visit_at if is_new else access.visit_before_at
    access.first_visit_at, access.last_visit_at = access.first_visit_at or now, now
    columns = ("first_visit_at", "last_visit_at", "visit_before_at")
    PortalAccess.objects.filter(pk=access.pk).update(**{name: getattr(access, name) for name in columns})
    return True


def end_session(session: PortalSession, *, actor: Actor) -> None:
    """Sign one browser out."""
    with transaction.atomic():
        session.delete()
        record_event(session.access, "session-ended", actor=actor, changes={"device": [session.device, None]})


def enter_other(session: PortalSession, access: PortalAccess) -> None:
    """Go to another account of the same contact, who proved one mailbox for all of them."""
    with transaction.atomic():
        PortalSession.objects.filter(pk=session.pk).update(access=access, link_version=access.link_version)
        record_event(access, "came-in", actor=_visitor(access))


def _visitor(access: PortalAccess) -> Actor:
    return Actor("contact", str(access.contact_id), access.contact.name)
