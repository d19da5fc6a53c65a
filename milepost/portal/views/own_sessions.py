"""A visitor's own door: the browsers that are signed in, going out, going to another account."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.portal.actions.sessions import end_session, enter_other
from milepost.portal.models import PortalAccess, PortalSession
from milepost.portal.queries.visitors import COOKIE, session_of
from milepost.portal.records import VisitorRequest
from milepost.portal.views.entry import visitors_page


@require_safe
@visitors_page
def devices(request: VisitorRequest) -> HttpResponse:
    """Show where the visitor is signed in, and their other accounts."""
    here = session_of(request)
    mine = _own_accesses(request).select_related("account").order_by("account__name_folded")
    sessions = PortalSession.objects.filter(access__in=mine).select_related("access__account").order_by("-seen_at")
    context = {"here": here, "sessions": [one for one in sessions if one.is_open], "accesses": mine}
    return render(request, "portal/devices.html", context)


@require_POST
@visitors_page
def device_end(request: VisitorRequest, pk: int) -> HttpResponse:
    """Sign one browser out; it may be this one."""
    mine = PortalSession.objects.filter(access__in=_own_accesses(request)).select_related("access")
    session, here = get_object_or_404(mine, pk=pk), session_of(request)
    is_here = here is not None and here.pk == session.pk
    end_session(session, actor=request.visitor.actor)
    if not is_here:
        messages.success(request, _("That browser is signed out."))
        return redirect("portal:devices")
    answer = redirect("portal:home")
    answer.delete_cookie(COOKIE, path=reverse("portal:home"))
    return answer


@require_POST
@visitors_page
def switch(request: VisitorRequest, pk: int) -> HttpResponse:
    """Go to another account of the same contact."""
    access = get_object_or_404(_own_accesses(request).select_related("contact"), pk=pk)
    session = session_of(request)
    if session is not None:
        enter_other(session, access)
    return redirect("portal:home")


def _own_accesses(request: VisitorRequest) -> QuerySet[PortalAccess]:
    return PortalAccess.objects.open().filter(contact=request.visitor.contact)
