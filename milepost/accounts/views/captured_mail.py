"""One's captured mail: what waits for an account, what was decided, and one mail in the drawer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.accounts.actions.captured_mail import assign_mail, dismiss_mail, reopen_mail
from milepost.accounts.actions.mail_people import strangers_of
from milepost.accounts.actions.mail_texts import file_owner
from milepost.accounts.models import Account, CapturedMail
from milepost.accounts.queries.captured_mail import address_with, handled_mail, own_token, waiting_mail
from milepost.accounts.queries.contact_page import accounts_like
from milepost.accounts.queries.mail_accounts import suggested_accounts
from milepost.accounts.queries.own_addresses import own_addresses
from milepost.accounts.records_mail import MailState
from milepost.accounts.views.fragments import row_key
from milepost.files.public import StoredFile
from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.ui.public import REFUSED, done, person

MOST_SHOWN = 50


@require_safe
@requires(Right.WRITE)
def mail_queue(request: HttpRequest) -> HttpResponse:
    """List the mail that waits for an account; with `?handled=1` what was decided of late."""
    viewer, is_handled = person(request), request.GET.get("handled") == "1"
    waiting = waiting_mail(viewer)
    count = waiting.count()
    mails = handled_mail(viewer) if is_handled else list(waiting[:MOST_SHOWN])
    suggested = {} if is_handled else suggested_accounts(mails, viewer)
    context = {
        "rows": [{"mail": mail, "accounts": suggested.get(mail.pk, [])} for mail in mails],
        "is_handled": is_handled,
        "count": count,
        "more": 0 if is_handled else max(0, count - MOST_SHOWN),
        "address": address_with(own_token(viewer)) if not mails else "",
    }
    return render(request, "accounts/mail-queue.html", context)


@require_safe
@requires(Right.WRITE)
def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a captured mail; one that waits with what can be done with it."""
    return _show(request, _own(request, pk))


@require_POST
@requires(Right.WRITE)
def mail_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a waiting mail on the account that was chosen; with `remember`, its strangers become contacts there."""
    mail = _own(request, pk)
    try:
        account = _chosen(request)
    except Http404:
        return _show(request, mail, fault=_("Choose one of the accounts."))
    try:
        remember = request.POST.get("remember") == "1"
        assign_mail(mail, account, remember=remember, actor=person(request).as_actor())
    except DomainError as error:
        return _show(request, _own(request, pk), fault=error.message)
    return _done(request, mail, _("On %(account)s now.") % {"account": account})


@require_POST
@requires(Right.WRITE)
def mail_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a waiting mail belongs nowhere."""
    mail = dismiss_mail(_own(request, pk), actor=person(request).as_actor())
    return _done(request, mail, _("Dismissed. You find it under Handled for two weeks."))


@require_POST
@requires(Right.WRITE)
def mail_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back, so that the mail waits again."""
    mail = reopen_mail(_own(request, pk), actor=person(request).as_actor())
    return _done(request, mail, _("It waits again."))


def _own(request: HttpRequest, pk: int) -> CapturedMail:
    rows = CapturedMail.objects.visible_to(person(request)).select_related("user", "account", "touchpoint")
    return get_object_or_404(rows, pk=pk)


def _chosen(request: HttpRequest) -> Account:
    accounts = Account.objects.visible_to(person(request)).active()
    return get_object_or_404(accounts, pk=row_key(request.POST.get("account", "")))


def _done(request: HttpRequest, mail: CapturedMail, words: str) -> HttpResponse:
    return done(request, words, reverse("accounts:mail-queue"), lambda: _show(request, _own(request, mail.pk)))


def _show(request: HttpRequest, mail: CapturedMail, *, fault: str = "") -> HttpResponse:
    viewer = person(request)
    is_waiting = mail.state == MailState.WAITING
    text = request.POST.get("account_text", "")[:200]
    suggested = suggested_accounts([mail], viewer)[mail.pk] if is_waiting else []
    context: dict[str, Any] = {
        "mail": mail,
        "is_waiting": is_waiting,
        "files": StoredFile.objects.of(file_owner(mail)),
        "suggested": suggested,
        "accounts": accounts_like(text, viewer) if text else suggested,
        "account_text": text,
        "strangers": strangers_of(mail, own_addresses()) if is_waiting else [],
        "fault": fault,
    }
    return render(request, "accounts/mail.html", context, status=REFUSED if fault else 200)
