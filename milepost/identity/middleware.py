"""What a request takes from its person: time zone, language, and the entrance that the log names."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from milepost.lib.actor import Door, entering

type Handler = Callable[[HttpRequest], HttpResponse]


def person_middleware(get_response: Handler) -> Handler:
    """Run each request in its person's time zone and language, and name its door and address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with entering(Door.PAGE, address=client_address(request)):
            user = request.user
            if not user.is_authenticated:
                return get_response(request)
            with timezone.override(zoneinfo.ZoneInfo(user.timezone)), translation.override(user.locale):
                return get_response(request)

    return middleware


def client_address(request: HttpRequest) -> str:
    """Return the client's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:64]
    return str(request.META.get("REMOTE_ADDR", ""))
