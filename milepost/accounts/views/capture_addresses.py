"""One's capture address: shown, copied, renewed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from milepost.accounts.actions.capture_addresses import capture_address_of, renew_capture_address
from milepost.accounts.models import CapturedMail
from milepost.accounts.queries.captured_mail import address_with
from milepost.identity.public import Right, requires
from milepost.ui.public import person


@never_cache  # whoever reads the address can send mail to it
@require_safe
@requires(Right.WRITE)
def capture_address(request: HttpRequest) -> HttpResponse:
    """Show one's capture address, made on the first look."""
    viewer = person(request)
    token = capture_address_of(viewer, actor=viewer.as_actor()).token if settings.CAPTURE_ADDRESS else ""
    mails = CapturedMail.objects.visible_to(viewer)
    context = {
        "address": address_with(token),
        "last": mails.order_by("-pk").first(),
        "waiting": mails.waiting().count(),
        "may_set_up": viewer.may(Right.MANAGE_JOBS),
    }
    return render(request, "accounts/settings/capture-address.html", context)


@require_POST
@requires(Right.WRITE)
def capture_address_renew(request: HttpRequest) -> HttpResponse:
    """Give oneself another address."""
    viewer = person(request)
    renew_capture_address(viewer, actor=viewer.as_actor())
    messages.success(request, _("This is your address from now on. Mail to the old one is not captured any more."))
    return redirect("accounts:capture-address")
