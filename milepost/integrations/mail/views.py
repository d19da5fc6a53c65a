"""The admin's page of the mailbox: how it is read, and what hinders that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.integrations.mail.checks import mailbox_is_whole
from milepost.integrations.mail.public import poll_mailbox, present_mailbox

_SETTINGS = (
    ("MILEPOST_IMAP_HOST", _lazy("the mail server")),
    ("MILEPOST_IMAP_USER", _lazy("the user of the mailbox")),
    ("MILEPOST_IMAP_PASSWORD", _lazy("their password")),
    ("MILEPOST_CAPTURE_ADDRESS", _lazy("the address of the mailbox, unless it is the user’s name")),
    ("MILEPOST_IMAP_TLS", _lazy("“tls”, or “starttls” where the server has no other")),
)


@require_safe
@requires(Right.MANAGE_JOBS)
def mailbox_state(request: HttpRequest) -> HttpResponse:
    """Show how far the mailbox was read, when, and the last fault."""
    context = {"mailbox": present_mailbox(), "findings": mailbox_is_whole(), "names": _SETTINGS}
    return render(request, "integrations/mailbox.html", context)


@require_POST
@requires(Right.MANAGE_JOBS)
def mailbox_poll(request: HttpRequest) -> HttpResponse:
    """Have the mailbox read at once, in the background."""
    poll_mailbox.enqueue()
    messages.success(request, _("The mailbox is being read. Open this page again in a moment."))
    return redirect("integrations:mailbox")
