"""A new contact, and the account that is chosen for them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.accounts.actions.contacts import add_contact
from milepost.accounts.forms.contacts import NewContactForm
from milepost.accounts.models import Contact
from milepost.accounts.queries.contact_page import accounts_like
from milepost.accounts.records import Stance
from milepost.accounts.views.contacts import account_chosen, show_contact
from milepost.accounts.views.fragments import renamed
from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.ui.public import (
    REFUSED,
    done,
    person,
    show_refusal,
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def contact_new(request: HttpRequest) -> HttpResponse:
    """Make a contact."""
    form = NewContactForm(request.POST or None, initial={"stance": Stance.USER})
    viewer = person(request)
    if request.method == "POST" and form.is_valid() and (contact := _made(request, form)):
        url = reverse("accounts:contact-detail", args=[contact.pk])
        return done(request, _("%(name)s is in.") % {"name": contact}, url, lambda: show_contact(request, contact))
    found = accounts_like(form.data.get("account_text", ""), viewer) if form.is_bound else []
    context = {"form": form, "accounts": found}
    return render(request, "accounts/contact-new.html", context, status=REFUSED if form.errors else 200)


@require_safe
def contact_accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts whose name is like `account_text`, to choose one."""
    accounts = accounts_like(request.GET.get("account_text", "")[:200], person(request))
    return render(request, "accounts/parts/account-choices.html", {"accounts": accounts})


def _made(request: HttpRequest, form: NewContactForm) -> Contact | None:
    given = form.cleaned_data
    try:
        account = account_chosen(request, given["account"], given["account_text"])
    except Http404:
        account = None
    if account is None and (given["account_text"] or not person(request).may(Right.READ_ALL)):
        form.add_error("account_text", _("Choose one of the accounts."))
        return None
    try:
        return add_contact(
            given["name"],
            account=account,
            emails=[given["email"]],
            stance=given["stance"],
            title=given["title"],
            actor=person(request).as_actor(),
        )
    except DomainError as error:
        show_refusal(form, renamed(error))
        return None
