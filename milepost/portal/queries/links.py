"""The link that identifies one contact at one account: an id and a keyed digest over it, the version and our secret."""

import hmac

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from milepost.portal.models import PortalAccess

_SALT = "milepost.portal.link"
_ID_DIGITS = 18
_TARGET_LENGTH = 300
_NOBODY = PortalAccess(pk=0, link_version=0)


def token_of(access: PortalAccess) -> str:
    """Return what the link holds. It is never stored; raising the version makes another one."""
    return f"{access.pk}-{_seal(access)}"


def address_of(access: PortalAccess, to: str = "") -> str:
    """Return the whole address, leading on to the page `to` of the portal."""
    address = settings.BASE_URL + reverse("portal:link", args=[token_of(access)])
    return f"{address}?to={to}" if to else address


def access_of_token(token: str) -> PortalAccess | None:
    """Return the open access of a link, or None: unknown, cut, changed, revoked. The same work is done for each."""
    number, _dash, seal = token.partition("-")
    key = int(number) if number.isascii() and number.isdigit() and len(number) <= _ID_DIGITS else 0
    access = PortalAccess.objects.open().select_related("contact", "account").filter(pk=key).first()
    is_right = hmac.compare_digest(_seal(access or _NOBODY).encode(), seal.encode("utf-8", "replace"))
    return access if access is not None and is_right else None


def safe_target(to: str) -> str:
    """Return a path inside the portal, the first page for anything else."""
    home = reverse("portal:home")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith(home)
    is_plain = to.isascii() and to.isprintable() and len(to) <= _TARGET_LENGTH and ".." not in to and "\\" not in to
    return to if is_ours and is_plain else home


def _seal(access: PortalAccess) -> str:
    return salted_hmac(_SALT, f"{access.pk}:{access.link_version}", algorithm="sha256").hexdigest()
