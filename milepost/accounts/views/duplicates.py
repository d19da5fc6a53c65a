"""Pairs that may be one: looked at, merged, or told apart for good."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.accounts.actions.duplicates import dismiss_pair, look_for_duplicates
from milepost.accounts.models import Account, Contact
from milepost.accounts.queries.duplicates import pairs_to_look_at
from milepost.accounts.records import RecordKind
from milepost.identity.public import Right, requires
from milepost.lib.errors import NotFound
from milepost.lib.text import key_of
from milepost.ui.public import person


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """List accounts (or contacts, `?of=contact`) that look the same, the likeliest first, with why."""
    kind = RecordKind.CONTACT if request.GET.get("of") == RecordKind.CONTACT else RecordKind.ACCOUNT
    pairs = [
        {
            "pair": pair,
            "one_url": reverse(f"accounts:{kind}-detail", args=[pair.one.pk]),
            "other_url": reverse(f"accounts:{kind}-detail", args=[pair.other.pk]),
            "merge_url": f"{_merge_url(kind, pair.one.pk)}?other={pair.other.pk}",
        }
        for pair in pairs_to_look_at(kind, person(request))
    ]
    return render(request, "accounts/duplicates.html", {"kind": kind.value, "pairs": pairs})


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def duplicate_look(request: HttpRequest) -> HttpResponse:
    """Look for pairs again, in the background."""
    look_for_duplicates.enqueue()
    messages.success(request, _("All records are being compared. Open this page again in a minute."))
    return redirect("accounts:duplicate-list")


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def duplicate_dismiss(request: HttpRequest) -> HttpResponse:
    """Remember that two are two."""
    kind, viewer = request.POST.get("kind", ""), person(request)
    keys = {key_of(request.POST.get(name)) for name in ("one", "other")} - {0}
    model: type[Account | Contact] = Contact if kind == RecordKind.CONTACT else Account
    if kind not in RecordKind.values or model.objects.visible_to(viewer).filter(pk__in=keys).count() != 2:  # noqa: PLR2004 - a pair
        raise NotFound("no-pair", _("There is no such pair."))
    one, other = keys
    dismiss_pair(kind, one, other, actor=viewer.as_actor())
    messages.success(request, _("They are two. They will not be offered again."))
    return redirect(f"{reverse('accounts:duplicate-list')}?of={kind}")


def _merge_url(kind: str, key: int) -> str:
    return reverse("accounts:merge-new" if kind == RecordKind.ACCOUNT else "accounts:contact-merge", args=[key])
