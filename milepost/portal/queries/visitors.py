"""Who a request comes from: a contact with a session, or somebody of the staff who looks as one."""

import datetime as dt
import hashlib
import hmac

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from milepost.accounts.public import Account, AccountContact, Contact
from milepost.identity.public import User
from milepost.portal.models import PortalAccess, PortalSession
from milepost.portal.records import Visitor

COOKIE = "portal"
PREVIEW = "portal-preview"
PREVIEW_FOR = dt.timedelta(minutes=30)


def digest_of(key: str) -> str:
    """Return what is kept of a key that only a browser holds."""
    return hashlib.sha256(key.encode()).hexdigest()


def visitor_of(request: HttpRequest) -> Visitor | None:
    """Return the visitor, or None: nobody, or one whose access or session is over."""
    preview = preview_of(request)
    if preview is not None:
        return preview
    session = session_of(request)
    if session is None:
        return None
    access = session.access
    return Visitor(access.contact, access.account, access, since=access.visit_before_at)


def session_of(request: HttpRequest) -> PortalSession | None:
    """Return the open session of the browser, with its access, if that is open still; read once a request."""
    if not hasattr(request, "portal_session"):
        request.portal_session = _session(request)  # type: ignore[attr-defined] # ours alone
    found: PortalSession | None = request.portal_session  # type: ignore[attr-defined] # as above
    return found


def _session(request: HttpRequest) -> PortalSession | None:
    key = request.COOKIES.get(COOKIE, "")
    if not key:
        return None
    digest = digest_of(key)
    rows = PortalSession.objects.filter(
        digest=digest,
        expires_at__gt=timezone.now(),
        link_version=F("access__link_version"),
        access__in=PortalAccess.objects.open(),
    )
    session = rows.select_related("access__contact", "access__account").first()
    return session if session is not None and hmac.compare_digest(session.digest, digest) else None


def preview_of(request: HttpRequest) -> Visitor | None:
    """Return the contact as whom somebody of the staff looks, for half an hour, while both are theirs to see."""
    viewer = request.user
    if not isinstance(viewer, User) or not viewer.is_active:
        return None
    said = request.session.get(PREVIEW)
    if not said or timezone.now() > dt.datetime.fromisoformat(said["until"]):
        return None
    account = Account.objects.visible_to(viewer).filter(pk=said["account"]).first()
    contact = Contact.objects.visible_to(viewer).filter(pk=said["contact"]).first()
    if account is None or contact is None:
        return None
    if not AccountContact.objects.filter(account=account, contact=contact).exists():
        return None
    access = PortalAccess.objects.filter(account=account, contact=contact).first()
    access = access or PortalAccess(contact=contact, account=account)
    return Visitor(contact, account, access, since=access.visit_before_at, viewer=viewer)
