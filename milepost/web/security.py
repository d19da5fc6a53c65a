"""How one signs in: password, second factor, and the browsers in which one is signed in now."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import end_session, end_sessions, second_factor_of, sessions_of
from milepost.ui.public import person


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Show the state of one's password, second factor and sessions."""
    me = person(request)
    context = {
        "has_password": me.has_usable_password(),
        "second_factor": second_factor_of(me),
        "sessions": sessions_of(me, request.session.session_key),
    }
    return render(request, "web/security.html", context)


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of one's browsers out."""
    session = get_object_or_404(UserSession, pk=pk, user=person(request))
    end_session(session, actor=person(request).as_actor())
    messages.success(request, _("That session has ended."))
    return redirect("web:security")


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_sessions(person(request), actor=person(request).as_actor(), keep=request.session.session_key)
    words = ngettext("%(count)s other session has ended.", "%(count)s other sessions have ended.", ended)
    messages.success(request, words % {"count": ended})
    return redirect("web:security")
