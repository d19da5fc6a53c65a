"""Background work that a person waits for: its page, the tray of every page, and the button that stops it."""

from typing import Any, cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import User
from milepost.jobs.public import Work, WorkState, cancel_work
from milepost.ui.public import Tone, card_of, cards_of, toast, trigger

_TONES = {WorkState.DONE: Tone.SUCCESS, WorkState.FAILED: Tone.DANGER}


@require_safe
def work_tray(request: HttpRequest) -> HttpResponse:
    """Show the person's cards; htmx asks when something was started."""
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return render(request, "web/work-tray.html", {"cards": cards_of(cast("User", request.user), beside=page or "/")})


@require_safe
def work_detail(request: HttpRequest, work_id: int) -> HttpResponse:
    """Show one piece of the person's own work: a page, or its card alone for the card that asks after itself."""
    work = get_object_or_404(Work.objects.of(cast("User", request.user).as_actor()), pk=work_id)
    return _card_or_page(request, work)


@require_POST
def work_cancel(request: HttpRequest, work_id: int) -> HttpResponse:
    """Ask the work to stop."""
    work = cancel_work(work_id, actor=cast("User", request.user).as_actor())
    if not _is_card(request):
        return redirect("web:work-detail", work_id=work.pk)
    return _card_or_page(request, work)


def _is_card(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target", "").startswith("work-")


def _card_or_page(request: HttpRequest, work: Work) -> HttpResponse:
    card = card_of(work)
    values: dict[str, Any] = {"work": work, "url": card.url, "cancel_url": card.cancel_url}
    if not _is_card(request):
        return render(request, "web/work-detail.html", values)
    response = render(request, "ui/work.html", {**values, "in_tray": "tray" in request.GET})
    return _told(response, work) if work.is_finished else response


def _told(response: HttpResponse, work: Work) -> HttpResponse:
    """Say aloud, once, that it is over: the answer to the card's last question."""
    words = {"title": work.title, "state": work.get_state_display().lower()}
    toast(response, _("%(title)s: %(state)s") % words, _TONES.get(WorkState(work.state), Tone.INFO))
    return trigger(response, "work:finished", {"id": work.pk, "state": work.state})
