"""Two accounts, or two contacts, that are one: chosen, looked at, merged, and taken back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from milepost.accounts.models import Account, Contact, Merge
from milepost.accounts.public import merge_accounts, merge_contacts, undo_merge
from milepost.accounts.queries.duplicates import likely_same
from milepost.accounts.queries.merges import UNDO_DAYS, merge_preview
from milepost.accounts.records import RecordKind
from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.lib.text import fold, key_of
from milepost.ui.public import REFUSED, person

_OFFERED = 12
_MODELS: dict[str, type[Account] | type[Contact]] = {RecordKind.ACCOUNT: Account, RecordKind.CONTACT: Contact}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def merge_new(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Choose the other one (`?other=`), see what would move, and merge: `pk` is the one that stays."""
    viewer = person(request)
    winner = get_object_or_404(_rows(kind, viewer), pk=pk)
    key = (request.POST if request.method == "POST" else request.GET).get("other", "")
    if not key:
        return _choose(request, kind, winner)
    loser = get_object_or_404(_rows(kind, viewer), pk=key_of(key))
    if request.method == "POST":
        return _merge(request, kind, loser, winner)
    return _show(request, kind, loser, winner)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back, and say what stayed as it is."""
    viewer = person(request)
    merge = get_object_or_404(Merge.objects.visible_to(viewer), pk=pk)
    left = undo_merge(merge, actor=viewer.as_actor())
    messages.success(request, _("They are two again."))
    if left:
        words = ngettext(
            "%(count)s thing was changed since and stays as it is: %(names)s.",
            "%(count)s things were changed since and stay as they are: %(names)s.",
            len(left),
        )
        messages.warning(request, words % {"count": len(left), "names": "; ".join(left[:10])})
    return redirect(_address(merge.record_kind, merge.loser_key))


def _rows(kind: str, viewer: User) -> QuerySet[Any]:
    rows: QuerySet[Any] = _MODELS[kind].objects.visible_to(viewer)
    return rows.select_related("stage") if kind == RecordKind.ACCOUNT else rows


def _choose(request: HttpRequest, kind: str, winner: Any) -> HttpResponse:
    viewer, text = person(request), request.GET.get("q", "").replace("\x00", "").strip()[:200]
    others = _rows(kind, viewer).filter(archived_at=None).exclude(pk=winner.pk)
    named = others.filter(name_folded__contains=fold(text)).order_by("name_folded", "pk")
    found = list(named[:_OFFERED]) if text else []
    context = {
        "kind": kind,
        "record": winner,
        "text": text,
        "found": found,
        "likely": [] if text else likely_same(kind, winner, viewer),
        "url": request.path,
        "record_url": _address(kind, winner.pk),
    }
    return render(request, "accounts/merge-choose.html", context)


def _show(request: HttpRequest, kind: str, loser: Any, winner: Any, refusal: str = "") -> HttpResponse:
    context = {
        "kind": kind,
        "loser": loser,
        "winner": winner,
        "preview": merge_preview(kind, loser, winner, person(request)),
        "refusal": refusal or _refusal(loser, winner),
        "days": UNDO_DAYS,
        "url": _merge_address(kind, winner.pk),
        "swap_url": f"{_merge_address(kind, loser.pk)}?other={winner.pk}",
    }
    return render(request, "accounts/merge-preview.html", context, status=REFUSED if refusal else 200)


def _merge(request: HttpRequest, kind: str, loser: Any, winner: Any) -> HttpResponse:
    versions = (key_of(request.POST.get("loser_version", "")), key_of(request.POST.get("winner_version", "")))
    actor = person(request).as_actor()
    try:
        if kind == RecordKind.ACCOUNT:
            merge_accounts(loser, winner, actor=actor, expected_versions=versions)
        else:
            merge_contacts(loser, winner, actor=actor, expected_versions=versions)
    except (Conflict, Invalid) as error:
        return _show(request, kind, loser, winner, error.message)
    words = _("“%(loser)s” is part of “%(winner)s” now. It can be taken back for %(days)s days.")
    messages.success(request, words % {"loser": loser, "winner": winner, "days": UNDO_DAYS})
    return redirect(_address(kind, winner.pk))


def _refusal(loser: Any, winner: Any) -> str:
    return _("Choose another one: a record cannot be merged with itself.") if loser.pk == winner.pk else ""


def _address(kind: str, key: int) -> str:
    return reverse(f"accounts:{kind}-detail", args=[key])


def _merge_address(kind: str, key: int) -> str:
    return reverse("accounts:merge-new" if kind == RecordKind.ACCOUNT else "accounts:contact-merge", args=[key])
