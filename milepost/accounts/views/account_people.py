"""The people panel of an account: who they are to us, whom to ask first, who is missing; all of it changed in place."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.accounts.actions.contact_places import place_contact
from milepost.accounts.actions.contacts import add_contact
from milepost.accounts.forms.contacts import NewPersonForm
from milepost.accounts.models import Account, AccountContact, Contact
from milepost.accounts.queries.account_people import AccountPeople, holders_elsewhere, known_elsewhere, people_of
from milepost.accounts.records import Stance
from milepost.accounts.views.fragments import renamed, row_key
from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Conflict, DomainError
from milepost.ui.public import REFUSED, Tone, is_fragment, person, show_refusal, toast, trigger

STANCE_ICONS = {
    Stance.CHAMPION: "star",
    Stance.DECISION_MAKER: "user-check",
    Stance.SPONSOR: "flag",
    Stance.DETRACTOR: "mood-empty",
    Stance.USER: "user",
}


@require_safe
def account_contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the people of an account."""
    return show_people(request, _account(request, pk))


@require_safe
def account_contacts_known(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who at other accounts is called like `name`, or has an address that begins so."""
    account = _account(request, pk)
    known = known_elsewhere(request.GET.get("name", "")[:200], account, person(request))
    return render(request, "accounts/parts/people-known.html", {"account": account, "known": known})


@require_POST
@requires(Right.WRITE)
def account_contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody at an account: a new person, or (`contact`) one who is known already."""
    account = _account(request, pk)
    if chosen := request.POST.get("contact"):
        return _place_known(request, account, chosen)
    form = NewPersonForm(request.POST)
    if not form.is_valid():
        return show_people(request, account, form=form)
    viewer, given = person(request), form.cleaned_data
    known = [] if "anyway" in request.POST else holders_elsewhere(given["email"], account, viewer)
    if known:
        return show_people(request, account, form=form, holders=known)
    try:
        contact = _add(account, given, viewer)
    except Conflict as conflict:
        here = Contact.objects.visible_to(viewer).filter(pk__in=conflict.details.get("contacts", []))
        form.add_error("email", conflict.message)
        return show_people(request, account, form=form, here=list(here))
    except DomainError as error:
        show_refusal(form, renamed(error))
        return show_people(request, account, form=form)
    return people_changed(request, account, _("%(name)s is in.") % {"name": contact})


def people_changed(request: HttpRequest, account: Account, words: str, tone: Tone = Tone.SUCCESS) -> HttpResponse:
    """Answer a write that was made (or, with another tone, was not) to the people of an account."""
    if not is_fragment(request):
        messages.add_message(request, messages.SUCCESS if tone is Tone.SUCCESS else messages.ERROR, words)
        return redirect(reverse("accounts:account-detail", args=[account.pk]) + "#panel-people")
    response = toast(show_people(request, account), words, tone)
    return trigger(response, "people-changed")


def show_people(
    request: HttpRequest,
    account: Account,
    *,
    form: NewPersonForm | None = None,
    holders: list[Contact] | None = None,
    here: list[Contact] | None = None,
) -> HttpResponse:
    """Show the panel; after a refusal with its form, and those who hold the address elsewhere or here."""
    viewer = person(request)
    people = people_of(account, viewer)
    context: dict[str, Any] = {
        "account": account,
        "people": people,
        "rows": _rows(people),
        "stances": Stance.choices,
        "may_write": viewer.may(Right.WRITE),
        "form": form or NewPersonForm(),
        "is_refused": form is not None,
        "holders": holders or [],
        "here": here or [],
    }
    piece = "#panel" if is_fragment(request) else ""
    return render(request, f"accounts/people.html{piece}", context, status=REFUSED if form is not None else 200)


def _account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(Account.objects.visible_to(person(request)), pk=pk)


def _rows(people: AccountPeople) -> list[dict[str, Any]]:
    return [_row(place) for place in people.present]


def _row(place: AccountContact) -> dict[str, Any]:
    addresses = place.contact.addresses  # type: ignore[attr-defined] # prefetched
    return {
        "place": place,
        "contact": place.contact,
        "icon": STANCE_ICONS[Stance(place.stance)],
        "address": addresses[0].address if addresses else "",
    }


def _place_known(request: HttpRequest, account: Account, key: str) -> HttpResponse:
    viewer = person(request)
    contact = get_object_or_404(Contact.objects.visible_to(viewer), pk=row_key(key))
    place_contact(contact, account, request.POST.get("stance") or Stance.USER, actor=viewer.as_actor())
    return people_changed(request, account, _("%(name)s is in.") % {"name": contact})


def _add(account: Account, given: dict[str, Any], viewer: User) -> Contact:
    return add_contact(
        given["name"],
        account=account,
        emails=[given["email"]],
        stance=given["stance"],
        title=given["title"],
        actor=viewer.as_actor(),
    )
