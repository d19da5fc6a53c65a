"""Requests: filed, shown with all that was said, answered, declined, joined; the panel of an account."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.public import Account, Touchpoint
from milepost.feedback.actions.messages import answer_request, note_on_request
from milepost.feedback.actions.requests import (
    change_request,
    decline_request,
    file_request,
    file_touchpoint,
    finish_request,
    join_request,
    let_wait,
    reopen_request,
    take_up,
)
from milepost.feedback.forms.requests import DeclineForm, JoinForm, MessageForm, NoteForm, RequestForm
from milepost.feedback.models import Request
from milepost.feedback.queries.page import request_page
from milepost.feedback.queries.times import DAYS, times_by_kind
from milepost.feedback.queries.touchpoints import request_in, source_of
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, DomainError, Invalid
from milepost.lib.text import key_of
from milepost.ui.public import REFUSED, in_drawer, leading_to, person, saved, show_refusal

_POSTED = ["GET", "HEAD", "POST"]
_SHOWN_MOST = 8


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def request_new(request: HttpRequest) -> HttpResponse:
    """Write a request down, for an account (`?account=`) or for us."""
    viewer = person(request)
    key = key_of(request.GET.get("account", ""))
    account = get_object_or_404(Account.objects.visible_to(viewer).active(), pk=key) if key else None
    sent = request.POST if request.method == "POST" else None
    form = RequestForm(viewer, sent, instance=Request(account=account))
    if form.is_bound:

        def write(values: dict[str, Any], _version: int | None) -> Request:
            return file_request(values, actor=viewer.as_actor(), account=account, filed_by=viewer)

        made = saved(form, write)
        if made is not None:
            messages.success(request, _("Written down."))
            return leading_to(request, _url(made))
    context = {"account": account, "form": form}
    return render(request, "feedback/request-new.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def request_of_touchpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a request of what was said or written on the timeline, once: the second time leads to the first."""
    viewer = person(request)
    rows = Touchpoint.objects.visible_to(viewer).select_related("account")
    touchpoint = get_object_or_404(rows, pk=pk)
    known = Request.objects.visible_to(viewer).filter(source_key=source_of(touchpoint)).first()
    if known is not None:
        return leading_to(request, _url(known))
    sent = request.POST if request.method == "POST" else None
    form = RequestForm(viewer, sent, instance=request_in(touchpoint))
    if form.is_bound:

        def write(values: dict[str, Any], _version: int | None) -> Request:
            return file_touchpoint(touchpoint, values, actor=viewer.as_actor(), filed_by=viewer)

        made = saved(form, write)
        if made is not None:
            messages.success(request, _("It is a request now."))
            return leading_to(request, _url(made))
    context = {"account": touchpoint.account, "form": form}
    return render(request, "feedback/request-new.html", context, status=REFUSED if form.errors else 200)


@require_safe
def request_times(request: HttpRequest) -> HttpResponse:
    """Show how long requests took, by kind."""
    days = key_of(request.GET.get("days", "")) or DAYS[1]
    days = days if days in DAYS else DAYS[1]
    context = {"rows": times_by_kind(person(request), days), "days": days, "choices": DAYS}
    return render(request, "feedback/request-times.html", context)


@require_http_methods(_POSTED)
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request; who may write changes what is said of it."""
    if request.method == "POST":
        return _change(request, pk)
    return _show(request, _visible(request, pk))


@requires(Right.WRITE)
def _change(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, shown = person(request), _visible(request, pk)
    form = RequestForm(viewer, request.POST, instance=shown)

    def write(changes: dict[str, Any], version: int | None) -> Request:
        return change_request(_visible(request, pk), changes, actor=viewer.as_actor(), expected_version=version)

    if saved(form, write) is None:
        return _show(request, _visible(request, pk), written={"form": form})
    messages.success(request, _("Saved."))
    return leading_to(request, _url(shown))


@require_POST
@requires(Right.WRITE)
def request_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one step: `take` it up, let it `wait`, `answer`, `note`, `decline`, `join`, `finish`, `reopen`."""
    shown, viewer = _visible(request, pk), person(request)
    actor, data = viewer.as_actor(), request.POST
    plain: dict[str, Callable[[], object]] = {
        "take": lambda: take_up(shown, actor=actor, owner=viewer),
        "wait": lambda: let_wait(shown, actor=actor),
        "finish": lambda: finish_request(shown, actor=actor),
        "reopen": lambda: reopen_request(shown, actor=actor),
    }
    written: dict[str, tuple[forms.Form, Callable[[dict[str, Any]], object]]] = {
        "answer": (MessageForm(data), lambda given: answer_request(shown, by=viewer, actor=actor, **given)),
        "note": (NoteForm(data), lambda given: note_on_request(shown, given["text"], by=viewer, actor=actor)),
        "decline": (DeclineForm(data), lambda given: decline_request(shown, given["reason"], actor=actor)),
        "join": (JoinForm(shown, viewer, data), lambda given: join_request(shown, given["other"], actor=actor)),
    }
    step = data.get("step", "")
    if step in plain:
        return _done(request, shown, plain[step])
    if step not in written:
        raise Invalid("wrong-value", _("There is no such step."))
    form, act = written[step]
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return leading_to(request, _url(shown))
    return _show(request, shown, written={step: form})


@require_safe
def account_requests(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the open requests of an account, the oldest first."""
    viewer = person(request)
    account = get_object_or_404(Account.objects.visible_to(viewer), pk=pk)
    rows = Request.objects.visible_to(viewer).filter(account=account)
    found = list(rows.open().select_related("contact", "owner").order_by("received_at", "pk")[: _SHOWN_MOST + 1])
    context = {
        "account": account,
        "requests": found[:_SHOWN_MOST],
        "has_more": len(found) > _SHOWN_MOST,
        "ended": rows.count() - rows.open().count(),
        "may_write": viewer.may(Right.WRITE),
    }
    is_part = request.headers.get("HX-Request") == "true" and not in_drawer(request)
    return render(request, f"feedback/account-requests.html{'#panel' if is_part else ''}", context)


def _done(request: HttpRequest, shown: Request, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Conflict as refusal:
        return _show(request, _visible(request, shown.pk), refusal=refusal)
    return leading_to(request, _url(shown))


def _show(
    request: HttpRequest,
    shown: Request,
    *,
    refusal: Conflict | None = None,
    written: Mapping[str, forms.BaseForm] = MappingProxyType({}),
) -> HttpResponse:
    """Show a request. `written` are the forms that were refused, by the step that they are of."""
    viewer = person(request)
    context = {
        "page": request_page(shown, viewer),
        "may_write": viewer.may(Right.WRITE),
        "form": written.get("form") or RequestForm(viewer, instance=shown),
        "answer_form": written.get("answer") or MessageForm(),
        "note_form": written.get("note") or NoteForm(),
        "decline_form": written.get("decline") or DeclineForm(),
        "join_form": written.get("join") or JoinForm(shown, viewer),
        "refusal": refusal,
    }
    status = REFUSED if refusal or any(form.errors for form in written.values()) else 200
    return render(request, "feedback/request.html", context, status=status)


def _visible(request: HttpRequest, pk: int) -> Request:
    rows = Request.objects.visible_to(person(request)).select_related("account", "contact", "owner", "filed_by")
    return get_object_or_404(rows.select_related("joined_to__owner"), pk=pk)


def _url(request: Request) -> str:
    return reverse("feedback:request-detail", args=[request.pk])
