"""Escalations: opened, changed, closed with how they ended, opened again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.actions.escalations import (
    change_escalation,
    close_escalation,
    open_escalation,
    reopen_escalation,
)
from milepost.accounts.forms.escalations import ClosingForm, EscalationForm
from milepost.accounts.models import Escalation
from milepost.accounts.views.answers import finished, stale_words
from milepost.accounts.views.timeline import visible_account
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, DomainError
from milepost.ui.public import REFUSED, done, person, show_refusal


@require_safe
def escalation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an escalation."""
    return _show(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def escalation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an escalation."""
    account, viewer = visible_account(request, pk), person(request)
    form = EscalationForm(viewer, request.POST or None, initial={"opened_at": timezone.now(), "owner": viewer.pk})
    if request.method == "POST" and form.is_valid():
        given = form.said()
        subject = given.pop("subject")
        try:
            escalation = open_escalation(account, subject, actor=viewer.as_actor(), **given)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return finished(request, _("Opened."), _url(escalation.pk), lambda: _show(request, escalation.pk))
    context = {"form": form, "account": account}
    return render(request, "accounts/escalation-new.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def escalation_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of an escalation."""
    escalation, viewer = _visible(request, pk), person(request)
    form = EscalationForm(viewer, request.POST, escalation=escalation)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change_escalation(escalation, form.said(), expected_version=version, actor=viewer.as_actor())
        except Conflict as conflict:
            stale_words(form, conflict)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return done(request, _("Saved."), _url(pk), lambda: _show(request, pk))
    return _show(request, pk, form=form)


@require_POST
@requires(Right.WRITE)
def escalation_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an escalation and say how it ended."""
    escalation = _visible(request, pk)
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            close_escalation(escalation, actor=person(request).as_actor(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return done(request, _("Closed."), _url(pk), lambda: _show(request, pk))
    return _show(request, pk, closing=form)


@require_POST
@requires(Right.WRITE)
def escalation_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed escalation again."""
    reopen_escalation(_visible(request, pk), actor=person(request).as_actor())
    return done(request, _("Open again."), _url(pk), lambda: _show(request, pk))


def _visible(request: HttpRequest, pk: int) -> Escalation:
    rows = Escalation.objects.visible_to(person(request)).select_related("account", "owner")
    return get_object_or_404(rows, pk=pk)


def _url(pk: int) -> str:
    return reverse("accounts:escalation-detail", args=[pk])


def _show(
    request: HttpRequest, pk: int, *, form: EscalationForm | None = None, closing: ClosingForm | None = None
) -> HttpResponse:
    escalation, viewer = _visible(request, pk), person(request)
    context: dict[str, Any] = {"escalation": escalation, "account": escalation.account}
    if viewer.may(Right.WRITE):
        said = {name: getattr(escalation, name) for name in EscalationForm.SAID}
        initial = {**said, "version": escalation.version}
        context["form"] = form or EscalationForm(viewer, escalation=escalation, initial=initial)
        context["closing"] = closing or ClosingForm(initial={"resolution": escalation.resolution})
    is_refused = bool((form and form.errors) or (closing and closing.errors))
    return render(request, "accounts/escalation.html", context, status=REFUSED if is_refused else 200)
