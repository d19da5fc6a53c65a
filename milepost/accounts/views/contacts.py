"""One contact: as a page and in the drawer, changed in place."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from milepost.accounts.actions.contact_addresses import set_addresses
from milepost.accounts.actions.contact_places import place_contact
from milepost.accounts.actions.contacts import (
    archive_contact,
    change_contact,
    restore_contact,
    subscribe_again,
    unsubscribe,
)
from milepost.accounts.models import Account, Contact
from milepost.accounts.queries.contact_page import accounts_like, contact_page
from milepost.accounts.records import Stance, Words
from milepost.accounts.views.account_people import STANCE_ICONS
from milepost.accounts.views.fragments import row_key
from milepost.identity.public import Right, User, requires
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.ui.public import (
    REFUSED,
    Field,
    ListSpec,
    Tone,
    field_context,
    is_fragment,
    lists,
    person,
    toast,
    trigger,
    version_to_expect,
)

FIELDS = ("name", "title", "phone", "timezone", "left")


@require_safe
def contact_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contact: how to reach them, where they are, what they are to us, when we spoke."""
    return show_contact(request, _contact(request, pk))


@require_POST
@requires(Right.WRITE)
def contact_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what `act` names: unsubscribe, archive, say that the person left, and the way back of each."""
    contact = _contact(request, pk)
    act, words = _ACTS.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        raise Invalid("wrong-value", _("This choice does not exist."))
    act(contact, person(request).as_actor())
    return contact_changed(request, contact, words % {"name": contact})


@require_POST
@requires(Right.WRITE)
def contact_addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the mail addresses, one a line, the first the main one; refused when others wrote them meanwhile."""
    contact = _contact(request, pk)
    text, seen = request.POST.get("addresses", "")[:10_000], request.POST.get("seen", "")
    stored = _lines(contact)
    changed = _("Somebody has just changed the addresses.")
    if seen.split() != stored:
        return show_contact(request, contact, addresses=text, fault=changed)
    try:
        set_addresses(contact, text.splitlines(), actor=person(request).as_actor())
    except Conflict as conflict:
        if conflict.code not in {"stale", "erased"}:
            raise
        fault = changed if conflict.code == "stale" else conflict.message
        return show_contact(request, contact, addresses=text, fault=fault)
    except Invalid as error:
        return show_contact(request, contact, addresses=text, fault=error.message)
    return contact_changed(request, contact, _("Saved."))


@require_POST
@requires(Right.WRITE)
def contact_boss(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom the contact reports to; empty for nobody."""
    contact = _contact(request, pk)
    key, seen = request.POST.get("reports_to", ""), request.POST.get("version", "")
    boss = get_object_or_404(Contact.objects.visible_to(person(request)), pk=row_key(key)) if key else None
    version = int(seen) if seen.isdecimal() and len(seen) < len(str(2**31)) else None
    version = version_to_expect(contact, version, {"reports_to": boss})
    try:
        change_contact(contact, {"reports_to": boss}, actor=person(request).as_actor(), expected_version=version)
    except Conflict:
        words = _("Somebody has just changed whom %(name)s reports to. Choose again if you know better.")
        return contact_changed(request, contact, words % {"name": contact}, Tone.DANGER)
    except Invalid as error:
        return contact_changed(request, contact, error.message, Tone.DANGER)
    return contact_changed(request, contact, _("Saved."))


@require_POST
@requires(Right.WRITE)
def contact_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the contact is at one more account."""
    contact = _contact(request, pk)
    account = account_chosen(request, request.POST.get("account", ""), request.POST.get("account_text", ""))
    if account is None:
        return show_contact(request, contact, fault_of_place=_("Choose one of the accounts."))
    place_contact(contact, account, request.POST.get("stance") or Stance.USER, actor=person(request).as_actor())
    return contact_changed(request, contact, _("%(name)s is at %(account)s.") % {"name": contact, "account": account})


def contact_changed(request: HttpRequest, contact: Contact, words: str, tone: Tone = Tone.SUCCESS) -> HttpResponse:
    """Answer a write that was made to a contact (or, with another tone, was not)."""
    if not is_fragment(request):
        messages.add_message(request, messages.SUCCESS if tone is Tone.SUCCESS else messages.ERROR, words)
        return redirect("accounts:contact-detail", contact.pk)
    fresh = _contact(request, contact.pk)
    return trigger(toast(show_contact(request, fresh), words, tone), "drawer:changed")


def show_contact(
    request: HttpRequest, contact: Contact, *, addresses: str | None = None, fault: str = "", fault_of_place: str = ""
) -> HttpResponse:
    """Show the contact; after a refusal with what was typed and what is wrong."""
    viewer = person(request)
    page, record = contact_page(contact, viewer), _as_listed(viewer, contact)
    stored = "\n".join(row.address for row in page.addresses)
    context: dict[str, Any] = {
        "contact": contact,
        "page": page,
        "spoken_at": record.spoken_at,
        "fields": [field_context(_list_of(contact), field, record, viewer) for field in _fields(viewer, contact)],
        "rows": [{"place": one, "icon": STANCE_ICONS[Stance(one.stance)]} for one in page.places],
        "stances": Stance.choices,
        "may_write": viewer.may(Right.WRITE),
        "stored": stored,
        "addresses": stored if addresses is None else addresses,
        "fault": fault,
        "fault_of_place": fault_of_place,
    }
    piece = "#body" if is_fragment(request) else ""
    status = REFUSED if fault or fault_of_place else 200
    return render(request, f"accounts/contact.html{piece}", context, status=status)


def _contact(request: HttpRequest, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(person(request)), pk=pk)


def _lines(contact: Contact) -> list[str]:
    return list(contact.emails.order_by("-is_primary", "pk").values_list("address", flat=True))


def _list_of(contact: Contact) -> ListSpec:
    return lists["archived-contacts" if contact.archived_at else "contacts"]


def _fields(viewer: User, contact: Contact) -> list[Field]:
    """Return the fields of the list of contacts that the page shows and edits in place."""
    known = _list_of(contact).fields_of(viewer)
    return [field for key, field in known.items() if key in FIELDS or key.startswith("custom_")]


def _as_listed(viewer: User, contact: Contact) -> Contact:
    """Return the contact as its list reads it."""
    spec = _list_of(contact)
    record: Contact = spec.shown(spec.rows(viewer), viewer, _fields(viewer, contact)).get(pk=contact.pk)
    return record


def _leave(contact: Contact, actor: Actor) -> Contact:
    return change_contact(contact, {"left_on": contact.left_on or timezone.localdate()}, actor=actor)


def _return(contact: Contact, actor: Actor) -> Contact:
    return change_contact(contact, {"left_on": None}, actor=actor)


_ACTS: Mapping[str, tuple[Callable[[Contact, Actor], Contact], Words]] = {
    "archive": (lambda one, actor: archive_contact(one, actor=actor), gettext_lazy("%(name)s is archived.")),
    "leave": (_leave, gettext_lazy("%(name)s has left the company.")),
    "restore": (lambda one, actor: restore_contact(one, actor=actor), gettext_lazy("%(name)s is back.")),
    "return": (_return, gettext_lazy("%(name)s is there again.")),
    "subscribe": (
        lambda one, actor: subscribe_again(one, actor=actor),
        gettext_lazy("%(name)s gets our mail again."),
    ),
    "unsubscribe": (
        lambda one, actor: unsubscribe(one, actor=actor),
        gettext_lazy("%(name)s gets no more mail that they did not ask for."),
    ),
}


def account_chosen(request: HttpRequest, key: str, text: str) -> Account | None:
    """Return the account that was chosen, or the only one that is called like `text`; None when that is not clear."""
    viewer = person(request)
    if key:
        return get_object_or_404(Account.objects.visible_to(viewer).active(), pk=row_key(key))
    found = accounts_like(text, viewer) if text.strip() else []
    exact = [account for account in found if account.name.casefold() == text.strip().casefold()]
    return next(iter(exact or found), None) if len(exact or found) == 1 else None
