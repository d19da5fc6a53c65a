"""Inviting people, and coming in by an invitation."""

import logging
from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import (
    Invitation,
    Right,
    Role,
    Team,
    accept_invitation,
    invitation_from_secret,
    invite,
    renew_invitation,
    requires,
    revoke_invitation,
    send_invitation,
)
from milepost.lib.errors import DomainError
from milepost.ui.public import REFUSED, person, show_refusal

_log = logging.getLogger(__name__)
_FORM_METHODS = ["GET", "HEAD", "POST"]


class InvitationForm(forms.Form):
    email = forms.EmailField()
    name = forms.CharField(max_length=120, required=False)
    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER)
    team = forms.ModelChoiceField(
        Team.objects.order_by("name_folded"), required=False, empty_label=gettext_lazy("No team")
    )


class AcceptForm(forms.Form):
    name = forms.CharField(max_length=120)
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=200
    )
    timezone = forms.CharField(widget=forms.HiddenInput(attrs={"data-browser-zone": ""}), required=False)


@require_safe
@requires(Right.MANAGE_PEOPLE)
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Show the invitations that were not accepted yet."""
    waiting = Invitation.objects.visible_to(person(request)).filter(accepted_at=None, revoked_at=None)
    invitations = waiting.select_related("team", "invited_by").order_by("-id")
    return render(request, "web/invitations.html", {"invitations": invitations})


@never_cache  # the answer to the form holds the link
@require_http_methods(_FORM_METHODS)
@requires(Right.MANAGE_PEOPLE)
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, secret = invite(actor=person(request).as_actor(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return _show_link(request, invitation, secret)
    return render(request, "web/invitation-new.html", {"form": form}, status=REFUSED if form.errors else 200)


@never_cache
@require_POST
@requires(Right.MANAGE_PEOPLE)
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link; the former one ends."""
    invitation = _visible(request, pk)
    return _show_link(request, invitation, renew_invitation(invitation, actor=person(request).as_actor()))


@require_POST
@requires(Right.MANAGE_PEOPLE)
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation's link."""
    invitation = revoke_invitation(_visible(request, pk), actor=person(request).as_actor())
    messages.success(request, _("The invitation of %(email)s is revoked.") % {"email": invitation.email})
    return redirect("web:invitation-list")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(_FORM_METHODS)
def invitation_accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to whoever has its link, and let them in; reading it changes nothing, as scanners read too."""
    invitation = invitation_from_secret(secret)
    state = invitation.state if invitation else "unknown"
    if request.user.is_authenticated:
        state = "signed-in"
    form = AcceptForm(request.POST or None, initial={"name": invitation.name if invitation else ""})
    if request.method == "POST" and state == "open" and form.is_valid():
        try:
            user = accept_invitation(
                secret,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                timezone_name=form.cleaned_data["timezone"] or "UTC",
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            answer: HttpResponse = perform_login(request, user)
            return answer
    context = {"invitation": invitation, "state": state, "form": form}
    return render(request, "web/invitation-accept.html", context, status=REFUSED if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.visible_to(person(request)).select_related("team"), pk=pk)


def _show_link(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """Mail the link, and show it: once, as nobody can read it later."""
    url = settings.BASE_URL + reverse("web:invitation-accept", args=[secret])
    subject = _("%(name)s invites you to Milepost") % {"name": person(request)}
    context: dict[str, Any] = {"invitation": invitation, "url": url, "was_mailed": True}
    try:
        send_invitation(invitation, subject, url)
    except OSError as error:  # smtplib's errors are of this kind too
        _log.warning("an invitation could not be mailed: %s", type(error).__name__)
        context["was_mailed"] = False
    return render(request, "web/invitation-made.html", context)
