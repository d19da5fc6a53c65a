"""The door of every page of the portal: who is not let in sees a neutral page, and who is has `request.visitor`."""

import zoneinfo
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from milepost.lib.actor import Door, entering
from milepost.lib.errors import DomainError
from milepost.portal.actions.sessions import KEPT_FOR, note_visit
from milepost.portal.queries.visitors import COOKIE, session_of, visitor_of
from milepost.portal.records import Visitor, VisitorRequest
from milepost.portal.views.refusals import in_words, not_found, refused

_SAFE = {"GET", "HEAD", "OPTIONS"}

type VisitorsView[**P] = Callable[Concatenate[VisitorRequest, P], HttpResponse]


def open_page[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Any:
    """Open a page of the portal to anybody: no sign-in is asked for, nothing is cached, errors are the portal's."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            with entering(Door.PORTAL):
                return view(request, *args, **kwargs)
        except Http404:
            return not_found(request)
        except DomainError as error:
            return in_words(request, error)

    return guarded


def visitors_page[**P](view: VisitorsView[P]) -> Any:
    """Let only visitors in, in their language and time zone; in a preview nothing can be done, only looked at."""

    def inside(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visitor = visitor_of(request)
        if visitor is None:
            return stranger(request)
        with ExitStack() as around:
            _speak_to(visitor, around)
            if visitor.is_preview and request.method not in _SAFE:
                return refused(request, 403, _("You only look"), _("In the preview nothing can be done or changed."))
            known = cast("VisitorRequest", request)
            return _kept_alive(known, visitor, lambda: view(known, *args, **kwargs))

    named: Any = wraps(view)(inside)
    return open_page(named)


def stranger(request: HttpRequest) -> HttpResponse:
    """Answer who has no open session, the same to all; a fragment leads its page here."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=404, headers={"HX-Redirect": "/portal/"})
    return render(request, "portal/stranger.html", status=403)


def _kept_alive(request: VisitorRequest, visitor: Visitor, show: Callable[[], HttpResponse]) -> HttpResponse:
    """Count the visit; the browser's cookie lives as long as the session does."""
    session = None if visitor.is_preview else session_of(request)
    is_noted = session is not None and note_visit(session)
    request.visitor = replace(visitor, since=session.access.visit_before_at) if session else visitor
    answer = show()
    if is_noted and COOKIE not in answer.cookies:
        keep(answer, COOKIE, request.COOKIES[COOKIE], int(KEPT_FOR.total_seconds()))
    return answer


def keep(answer: HttpResponse, name: str, value: str, seconds: int) -> None:
    """Give the browser a cookie for the portal alone, which no script reads."""
    path, secure = reverse("portal:home"), settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite="Lax")


def _speak_to(visitor: Visitor, around: ExitStack) -> None:
    zone = visitor.contact.timezone
    if zone in zoneinfo.available_timezones():
        around.enter_context(timezone.override(zoneinfo.ZoneInfo(zone)))
    if visitor.access.language in dict(settings.LANGUAGES):
        around.enter_context(translation.override(visitor.access.language))
