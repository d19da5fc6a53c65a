"""What a request takes from its person: time zone, language, and the entrance that the log names."""

import datetime as dt
import zoneinfo
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from milepost.identity.models import User
from milepost.lib.actor import Door, entering

_LAST_SEEN_EVERY = dt.timedelta(minutes=5)

type Handler = Callable[[HttpRequest], HttpResponse]


def person_middleware(get_response: Handler) -> Handler:
    """Run each request in its person's time zone and language, and name its door and address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with entering(Door.PAGE, address=client_address(request)):
            user = get_user(request)  # the one that `request.user` stands for, read once
            if not isinstance(user, User):
                return get_response(request)
            request.user = user  # the row itself, not Django's lazy stand-in: actions look at its type
            with timezone.override(zoneinfo.ZoneInfo(user.timezone)), translation.override(user.language):
                return get_response(request)

    return middleware


def session_middleware(get_response: Handler) -> Handler:
    """Keep the list of a person's sessions; a session's last use is written every five minutes, not at each request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated:
            recently = timezone.now() - _LAST_SEEN_EVERY
            if not UserSession.objects.filter(session_key=key, last_seen_at__gt=recently).exists():
                UserSession.objects.create_from_request(request)
        return get_response(request)

    return middleware


def client_address(request: HttpRequest) -> str:
    """Return the client's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:64]
    return str(request.META.get("REMOTE_ADDR", ""))
