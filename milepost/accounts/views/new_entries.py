"""What “+ New” makes of an account: first which account, unless one stands on its page."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.accounts.models import Account
from milepost.identity.public import Right, User, requires
from milepost.ui.public import in_drawer, person

_MOST = 12
_ACCOUNT_PAGE = re.compile(r"/accounts/(\d{1,18})(?:/|$)")


@require_safe
@requires(Right.WRITE)
def new_touchpoint(request: HttpRequest) -> HttpResponse:
    """Log a touchpoint of an account that is still to be chosen."""
    return _begin(request, "accounts:touchpoint-new", _("Log a touchpoint"))


@require_safe
@requires(Right.WRITE)
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Plan a meeting with an account that is still to be chosen."""
    return _begin(request, "accounts:meeting-new", _("Plan a meeting"))


@require_safe
@requires(Right.WRITE)
def new_escalation(request: HttpRequest) -> HttpResponse:
    """Open an escalation of an account that is still to be chosen."""
    return _begin(request, "accounts:escalation-new", _("Open an escalation"))


def _begin(request: HttpRequest, url_name: str, title: str) -> HttpResponse:
    """Ask which account it is about; on the page of an account that is known."""
    viewer, here = person(request), _account_here(request)
    if here and in_drawer(request) and Account.objects.visible_to(viewer).filter(pk=here).exists():
        return redirect(reverse(url_name, args=[here]))
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    accounts = [(account, reverse(url_name, args=[account.pk])) for account in _found(viewer, text)]
    return render(request, "accounts/new-of-account.html", {"title": title, "accounts": accounts, "q": text})


def _account_here(request: HttpRequest) -> int | None:
    try:
        path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    except ValueError:  # a header that no htmx wrote
        return None
    match = _ACCOUNT_PAGE.match(path)
    return int(match[1]) if match else None


def _found(viewer: User, text: str) -> list[Account]:
    """Return accounts by name; without a name those of the viewer's own book."""
    rows = Account.objects.visible_to(viewer).active().order_by("name", "pk")
    if text:
        return list(rows.filter(name__icontains=text)[:_MOST])
    return list(rows.of_book(viewer)[:_MOST]) or list(rows[:_MOST])
