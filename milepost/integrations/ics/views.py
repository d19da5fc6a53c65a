"""The pages of one's calendar addresses, and the address itself, which needs no sign-in."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import User
from milepost.integrations.ics.actions import (
    calendar_at,
    calendar_url,
    close_calendar,
    exchange_calendar,
    open_calendar,
)
from milepost.integrations.ics.contents import calendar_text
from milepost.integrations.ics.models import CalendarAddress
from milepost.lib.text import key_of
from milepost.projects.public import Project
from milepost.ui.public import done, person

_UNKNOWN = b"There is no calendar at this address.\n"


@login_not_required
@require_safe
def calendar_read(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program. All that opens nothing gets the same answer, whatever the reason."""
    address = calendar_at(token)
    text = calendar_text(address) if address is not None else None
    if text is None:
        return _kept_private(HttpResponse(_UNKNOWN, status=404, content_type="text/plain; charset=utf-8"))
    etag = f'"{hashlib.sha256(text).hexdigest()}"'
    whole = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    whole["ETag"] = etag
    whole["Content-Disposition"] = 'inline; filename="milepost.ics"'
    return _kept_private(get_conditional_response(request, etag=etag, response=whole) or whole)


def _kept_private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of shared caches and of search engines; programs ask again each time."""
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def calendar_list(request: HttpRequest) -> HttpResponse:
    """Show one's calendar addresses."""
    return render(request, "integrations/calendars.html", _shown(person(request)))


@never_cache
@require_safe
def project_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one's calendar address of a project's milestones."""
    return _project_calendar(request, get_object_or_404(Project.objects.visible_to(person(request)), pk=pk))


def _project_calendar(request: HttpRequest, project: Project) -> HttpResponse:
    address = CalendarAddress.objects.visible_to(person(request)).filter(project=project, is_open=True).first()
    context = {"project": project, "address": address, "url": calendar_url(address) if address else ""}
    return render(request, "integrations/project-calendar.html", context)


@require_POST
def calendar_open(request: HttpRequest) -> HttpResponse:
    """Make an address: of a project's milestones when one is named, else of one's own tasks."""
    viewer, key = person(request), request.POST.get("project", "")
    project = None
    if key:
        project = get_object_or_404(Project.objects.visible_to(viewer), pk=key_of(key))
    open_calendar(viewer, project)
    return _done(request, project, _("This is the address for your calendar."))


@require_POST
def calendar_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Make another address in the place of one."""
    address = exchange_calendar(_own(request, pk))
    return _done(request, address.project, _("This is a new address. The old one is unknown from now on."))


@require_POST
def calendar_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End an address."""
    address = close_calendar(_own(request, pk))
    return _done(request, address.project, _("The address is unknown from now on."))


def _own(request: HttpRequest, pk: int) -> CalendarAddress:
    rows = CalendarAddress.objects.visible_to(person(request)).select_related("user", "project")
    return get_object_or_404(rows, pk=pk)


def _done(request: HttpRequest, project: Project | None, words: str) -> HttpResponse:
    """Show the address where it was asked for: beside its project, or among one's own."""
    if project is None or request.POST.get("from") == "settings":
        return done(request, words, reverse("integrations:calendar-list"), lambda: calendar_list(request))
    url = reverse("integrations:project-calendar", args=[project.pk])
    return done(request, words, url, lambda: _project_calendar(request, project))


def _shown(viewer: User) -> dict[str, object]:
    """Return one's open addresses; those of projects that one does not see any more without their names."""
    rows = CalendarAddress.objects.visible_to(viewer).filter(is_open=True).select_related("project").order_by("pk")
    seen = set(Project.objects.visible_to(viewer).filter(pk__in=rows.values("project")).values_list("pk", flat=True))
    addresses = [(row, calendar_url(row)) for row in rows]
    return {
        "own": next((pair for pair in addresses if pair[0].project_id is None), None),
        "of_projects": [pair for pair in addresses if pair[0].project_id in seen],
        "hidden": [row for row, _url in addresses if row.project_id is not None and row.project_id not in seen],
    }
