"""A person is erased on request; an account or a contact is taken away as a file."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.accounts.forms.settings import LiftForm
from milepost.accounts.models import Account, Contact, Tombstone
from milepost.accounts.public import erase_contact, lift_tombstone
from milepost.accounts.queries.exports import exported
from milepost.accounts.queries.merges import merge_preview
from milepost.accounts.records import RecordKind
from milepost.audit.public import record_event
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.ui.public import REFUSED, person, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def contact_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a person after their name was typed, and say what was done and what stays."""
    viewer = person(request)
    contact = get_object_or_404(Contact.objects.visible_to(viewer), pk=pk)
    refusal = ""
    if request.method == "POST":
        typed, version = request.POST.get("name", "")[:400], request.POST.get("version", "")
        # What is no number is the version of no row.
        seen = int(version) if version.isdecimal() and len(version) < 10 else 0  # noqa: PLR2004 - an integer
        try:
            report = erase_contact(contact, actor=viewer.as_actor(), expected_version=seen, named=typed)
        except (Conflict, Invalid) as error:
            refusal = error.message
        else:
            return render(request, "accounts/contact-erased.html", {"report": report})
    context = {
        "contact": contact,
        "moving": merge_preview(RecordKind.CONTACT, contact, contact, viewer).moving,
        "refusal": refusal,
    }
    return render(request, "accounts/contact-erase.html", context, status=REFUSED if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def erased_addresses(request: HttpRequest) -> HttpResponse:
    """Let the address of somebody who was erased in again."""
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            lift_tombstone(given["address"], actor=person(request).as_actor(), reason=given["reason"])
        except Invalid as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Data of this address is taken in again."))
            return redirect("accounts:erased-addresses")
    context = {"form": form, "count": Tombstone.objects.count()}
    status = REFUSED if form.errors else 200
    return render(request, "accounts/settings/erased-addresses.html", context, status=status)


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def record_export(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Answer with all that is kept of an account or a contact, as JSON. It is noted in the log."""
    viewer = person(request)
    model: Any = Account if kind == RecordKind.ACCOUNT else Contact
    record = get_object_or_404(model.objects.visible_to(viewer), pk=pk)
    text = json.dumps(exported(kind, record, viewer), ensure_ascii=False, indent=2)
    record_event(record, "exported", actor=viewer.as_actor())
    name = f"{kind}-{record.pk}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
