"""The timeline of an account: its stream page by page, filtered by kind, and the line in which one logs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.accounts.actions.touchpoints import log_touchpoint
from milepost.accounts.forms.quick_log import QuickLogForm
from milepost.accounts.models import Account, Contact
from milepost.accounts.queries.people import People
from milepost.accounts.queries.quick_note import read_quick_note
from milepost.accounts.queries.timeline import timeline_page
from milepost.accounts.records import timeline_kinds
from milepost.identity.public import Right, requires
from milepost.lib.errors import Invalid
from milepost.ui.public import REFUSED, is_fragment, person, toast, trigger

_TEXT_OF_QUICK_LOG = {"subject": "text", "body": "text", "attendees": "text", "due": "text", "action_items": "text"}


@require_safe
def account_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the stream of an account: as a page, as a panel of another one, or the older entries alone."""
    return _show(request, visible_account(request, pk))


@require_POST
@requires(Right.WRITE)
def account_log(request: HttpRequest, pk: int) -> HttpResponse:
    """Log what one typed in a line."""
    account = visible_account(request, pk)
    form = QuickLogForm(request.POST)
    if not form.is_valid() or not _logged(request, account, form):
        return _show(request, account, form)
    if not is_fragment(request):
        return redirect("accounts:account-timeline", pk)
    response = toast(_show(request, account), _("Logged."))
    trigger(response, "touchpoint-logged")
    return trigger(response, "record-changed")


@require_safe
def account_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with those whose name begins like `q`, for the completion behind an @."""
    people = People(visible_account(request, pk), person(request))
    found = people.like(request.GET.get("q", "")[:80])
    hints = [one.title or (_("Contact") if isinstance(one, Contact) else _("Colleague")) for one in found]
    return JsonResponse({"people": [{"name": one.name, "hint": hint} for one, hint in zip(found, hints, strict=True)]})


def visible_account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(Account.objects.visible_to(person(request)), pk=pk)


def draft_key(request: HttpRequest, account: Account) -> str:
    """Name the draft that the browser keeps of what one writes here."""
    return f"log:{person(request).pk}:{account.pk}"


def _logged(request: HttpRequest, account: Account, form: QuickLogForm) -> bool:
    viewer, given = person(request), form.cleaned_data
    note = read_quick_note(given["text"], People(account, viewer), timezone.localdate())
    try:
        log_touchpoint(
            account,
            given["kind"],
            note.subject,
            body=note.body,
            attendees=[*note.attendees, viewer],
            action_items=note.actions,
            sentiment=given["sentiment"],
            actor=viewer.as_actor(),
        )
    except Invalid as error:
        for name, words in error.fields.items():
            form.add_error(_TEXT_OF_QUICK_LOG.get(name, name) if name in form.fields else "text", words)
        return False
    return True


def _show(request: HttpRequest, account: Account, form: QuickLogForm | None = None) -> HttpResponse:
    viewer = person(request)
    kinds = [kind for kind in request.GET.getlist("kind") if kind in timeline_kinds.keys()]  # noqa: SIM118 - a registry
    after = request.GET.get("after") or None
    page = timeline_page(account, viewer, kinds, after)
    context: dict[str, Any] = {"account": account, "page": page, "kinds": kinds, "query": _query(kinds)}
    if not (after and is_fragment(request)):
        may_write = viewer.may(Right.WRITE)
        context |= {
            "chips": _chips(kinds),
            "form": (form or QuickLogForm()) if may_write else None,
            "draft_key": draft_key(request, account),
            "is_later_page": bool(after),
        }
    piece = ("#rows" if after else "#panel") if is_fragment(request) else ""
    status = REFUSED if form is not None and form.errors else 200
    return render(request, f"accounts/timeline.html{piece}", context, status=status)


def _chips(chosen: list[str]) -> list[dict[str, Any]]:
    """Return the kinds to filter by: a click adds or takes away one."""
    chips = []
    for kind in timeline_kinds:
        is_on = kind.key in chosen
        others = [key for key in chosen if key != kind.key]
        chips.append(
            {"kind": kind, "is_on": is_on, "query": _query(others if is_on else [*chosen, kind.key])},
        )
    return chips


def _query(kinds: list[str]) -> str:
    return "&".join(f"kind={kind}" for kind in kinds)
