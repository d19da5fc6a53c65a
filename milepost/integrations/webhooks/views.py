"""Settings: webhooks, and the log of what they sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.integrations.webhooks.actions import (
    add_webhook,
    change_webhook,
    delete_webhook,
    roll_secret,
    send_again,
    send_test,
)
from milepost.integrations.webhooks.forms import WebhookForm
from milepost.integrations.webhooks.kinds import KINDS
from milepost.integrations.webhooks.models import Webhook, WebhookMessage
from milepost.lib.errors import Conflict, DomainError
from milepost.lib.keyset import keyset_page, order_terms
from milepost.ui.public import REFUSED, in_drawer, person, saved, show_refusal

LIST = "integrations:webhook-list"
DETAIL = "integrations:webhook-detail"
_PAGE_ROWS = 50


@require_safe
@requires(Right.MANAGE_WEBHOOKS)
def webhook_list(request: HttpRequest) -> HttpResponse:
    """Show the webhooks: where they lead and how they fare."""
    webhooks = Webhook.objects.visible_to(person(request)).select_related("owner").order_by("name", "pk")
    return render(request, "integrations/webhooks.html", {"webhooks": webhooks})


@never_cache  # the answer to the form holds the secret
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_WEBHOOKS)
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Make a webhook, and show its secret in this answer only."""
    me = person(request)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            webhook, secret = add_webhook(me, given["name"], given["url"], given["kinds"], actor=me.as_actor())
        except DomainError as error:
            show_refusal(form, error)
        else:
            return _shown(request, webhook, secret)
    return render(request, "integrations/webhook-new.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_safe
@requires(Right.MANAGE_WEBHOOKS)
def webhook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a webhook and what it sent lately."""
    return _shown(request, _webhook(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_WEBHOOKS)
def webhook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, address and kinds."""
    webhook, actor = _webhook(request, pk), person(request).as_actor()
    form = WebhookForm(request.POST or None, _webhook(request, pk))
    if request.method == "POST" and saved(
        form, lambda changes, version: change_webhook(webhook, changes, actor=actor, expected_version=version)
    ):
        url = reverse(DETAIL, args=[pk])
        return HttpResponse(headers={"HX-Redirect": url}) if in_drawer(request) else redirect(url)
    context = {"form": form, "webhook": webhook, "url": request.path}
    return render(request, "integrations/webhook-edit.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_WEBHOOKS)
def webhook_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a webhook on, or off."""
    webhook = _webhook(request, pk)
    is_active = request.POST.get("active") == "on"
    change_webhook(webhook, {"is_active": is_active}, actor=person(request).as_actor())
    words = _("“%(name)s” is on.") if is_active else _("“%(name)s” is off. What happens from now on is not sent.")
    messages.success(request, words % {"name": webhook})
    return redirect(DETAIL, pk)


@never_cache  # the answer holds the secret
@require_POST
@requires(Right.MANAGE_WEBHOOKS)
def webhook_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it a new secret, and show that in this answer only."""
    webhook = _webhook(request, pk)
    return _shown(request, webhook, roll_secret(webhook, actor=person(request).as_actor()))


@require_POST
@requires(Right.MANAGE_WEBHOOKS)
def webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that tells of nothing."""
    try:
        send_test(_webhook(request, pk), actor=person(request).as_actor())
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("A test is on its way. Reload to see what came back."))
    return redirect(DETAIL, pk)


@require_POST
@requires(Right.MANAGE_WEBHOOKS)
def webhook_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a webhook with its log."""
    webhook = _webhook(request, pk)
    delete_webhook(webhook, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is deleted.") % {"name": webhook})
    return redirect(LIST)


@require_safe
@requires(Right.MANAGE_WEBHOOKS)
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message: what was sent, and what came back at each try."""
    message = _message(request, pk)
    context = {"message": message, "attempts": message.attempts.order_by("-id"), "kind": _label(message)}
    return render(request, "integrations/webhook-message.html", context)


@require_POST
@requires(Right.MANAGE_WEBHOOKS)
def message_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message again, under the same id."""
    message = _message(request, pk)
    try:
        send_again(message, actor=person(request).as_actor())
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is on its way again. Reload to see what came back."))
    return redirect(DETAIL, message.webhook_id)


def _shown(request: HttpRequest, webhook: Webhook, secret: str = "") -> HttpResponse:
    rows = webhook.messages.prefetch_related("attempts")
    after = request.GET.get("after")
    page = keyset_page(rows, order_terms(["-id"]), after, _PAGE_ROWS, scope=f"webhook {webhook.pk}")
    lines = [
        {"message": row, "kind": _label(row), "last": max(row.attempts.all(), key=lambda one: one.pk, default=None)}
        for row in page.rows
    ]
    kinds = [KINDS[key].label for key in webhook.kinds if key in KINDS]
    context = {"webhook": webhook, "secret": secret, "lines": lines, "page": page, "kinds": kinds}
    return render(request, "integrations/webhook.html", context)


def _label(message: WebhookMessage) -> str:
    kind = KINDS.get(message.kind)
    return str(kind.label) if kind else _("A test")


def _webhook(request: HttpRequest, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(person(request)).select_related("owner"), pk=pk)


def _message(request: HttpRequest, pk: int) -> WebhookMessage:
    rows = WebhookMessage.objects.visible_to(person(request)).select_related("webhook__owner")
    return get_object_or_404(rows, pk=pk)
