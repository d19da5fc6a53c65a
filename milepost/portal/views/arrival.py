"""From the link to a session: a neutral page, a code by mail, the door.

Reading sends and uses up nothing, for mail scanners follow links. What is answered never says whether a link is good.
"""

import hashlib
import re
import secrets

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from milepost.identity.public import client_address
from milepost.lib.errors import TooMany
from milepost.portal.actions.codes import send_code, use_code
from milepost.portal.actions.sessions import KEPT_FOR, open_session
from milepost.portal.queries.links import access_of_token, safe_target
from milepost.portal.queries.visitors import COOKIE, digest_of, session_of
from milepost.portal.views.devices import device_of
from milepost.portal.views.entry import keep, open_page, stranger

LINK, BROWSER, TARGET = "portal-link", "portal-browser", "portal-to"
_HOUR = 3600
_MOST_PER_HOUR = 60
_SHAPE = re.compile(r"[0-9]{1,18}-[0-9a-f]{64}")


@require_safe
@open_page
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address bar; it waits in a cookie that no script reads."""
    answer = redirect("portal:arrive")
    keep(answer, LINK, token if _SHAPE.fullmatch(token) else "none", _HOUR)
    keep(answer, TARGET, safe_target(request.GET.get("to", "")), _HOUR)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def arrive(request: HttpRequest) -> HttpResponse:
    """Offer to mail a code, and do so for whoever asks with a good link; the answer is the same for any link."""
    token = request.COOKIES.get(LINK, "")
    if not token:
        return stranger(request)
    session, access = session_of(request), access_of_token(token)
    if session is not None and access is not None and session.access_id == access.pk:
        return redirect(safe_target(request.COOKIES.get(TARGET, "")))
    if request.method != "POST":
        return render(request, "portal/arrive.html")
    _spend(request, "send")
    browser = secrets.token_urlsafe(32)
    known, version = (access.pk, access.link_version) if access else (0, 0)
    send_code.enqueue(known, version, digest_of(browser), secrets.token_hex(16))
    answer = redirect("portal:code")
    keep(answer, BROWSER, browser, _HOUR)
    return answer


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, and let in whoever has it."""
    token, browser = request.COOKIES.get(LINK, ""), request.COOKIES.get(BROWSER, "")
    if not token or not browser:
        return stranger(request)
    if request.method != "POST":
        return render(request, "portal/code.html")
    _spend(request, "try")
    access = access_of_token(token)
    digits = "".join(request.POST.get("code", "")[:20].split())
    if not use_code(access, digest_of(browser), digits) or access is None:
        words = _("That is not the code, or it has run out. After five wrong ones, wait an hour.")
        return render(request, "portal/code.html", {"wrong": words}, status=422)
    return let_in(request, open_session(access, device_of(request.headers.get("User-Agent", ""))))


def let_in(request: HttpRequest, key: str) -> HttpResponse:
    """Give the browser its session and lead on to where the link pointed."""
    answer = redirect(safe_target(request.COOKIES.get(TARGET, "")))
    keep(answer, COOKIE, key, int(KEPT_FOR.total_seconds()))
    for name in (LINK, BROWSER, TARGET):
        answer.delete_cookie(name, path=reverse("portal:home"))
    return answer


def _spend(request: HttpRequest, what: str) -> None:
    """Slow one network address down; what protects a contact is counted per contact."""
    address = hashlib.sha256(client_address(request).encode()).hexdigest()[:32]
    name = f"portal:{what}:{address}"
    cache.add(name, 0, _HOUR)
    if cache.incr(name) > _MOST_PER_HOUR:
        raise TooMany("too-many-tries", _("Too many tries came from your network. Wait an hour."), _HOUR)
