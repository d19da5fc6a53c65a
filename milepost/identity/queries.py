"""What pages show of a person's security."""

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.identity.models import User

# The first that matches names it: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which a person is signed in; `id` ends it."""

    id: int
    browser: str
    address: str
    began_at: dt.datetime
    last_seen_at: dt.datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Whether signing in asks a person for a code, and how many recovery codes they have left."""

    is_on: bool
    codes_left: int


def sessions_of(user: User, current_key: str | None = None) -> list[OpenSession]:
    """Return a person's open sessions, the last used first; two queries."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at"))
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive_keys = set(alive.values_list("session_key", flat=True))
    return [
        OpenSession(
            id=row.pk,
            browser=browser_name(row.user_agent),
            address=row.ip,
            began_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_current=row.session_key == current_key,
        )
        for row in rows
        if row.session_key in alive_keys
    ]


def second_factor_of(user: User) -> SecondFactor:
    """Say how a person's second factor stands; one query."""
    factors = {row.type: row for row in Authenticator.objects.filter(user=user)}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    return SecondFactor(
        is_on=Authenticator.Type.TOTP in factors,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def browser_name(user_agent: str) -> str:
    """Return what people call a browser: "Firefox on Linux".

    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox on Linux'
    """
    browser = next((name for mark, name in _BROWSERS if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")
