"""Places: what a contact is to us at one account, changed from the account's page and from the contact's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.accounts.actions.contact_places import change_place, remove_place
from milepost.accounts.models import AccountContact
from milepost.accounts.views.account_people import people_changed
from milepost.accounts.views.contacts import contact_changed
from milepost.audit.public import fields_written_since
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict
from milepost.ui.public import Tone, person

_VERSION_DIGITS = 18


@require_POST
@requires(Right.WRITE)
def place_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the stance, or say that this is the person to ask first (`is_primary` 1), or no longer (0)."""
    place = _place(request, pk)
    changes: dict[str, object] = {}
    if "stance" in request.POST:
        changes["stance"] = request.POST["stance"]
    if "is_primary" in request.POST:
        changes["is_primary"] = request.POST["is_primary"] == "1"
    try:
        change_place(
            place, changes, actor=person(request).as_actor(), expected_version=_expected(request, place, changes)
        )
    except Conflict as conflict:
        if conflict.code != "stale":
            raise
        place.refresh_from_db()
        words = _("Somebody else has just made %(name)s %(stance)s here. Choose again if you know better.")
        values = {"name": place.contact, "stance": place.get_stance_display().lower()}
        return _changed(request, place, words % values, Tone.DANGER)
    return _changed(request, place, _("Saved."))


@require_POST
@requires(Right.WRITE)
def place_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the contact from the account."""
    place = _place(request, pk)
    remove_place(place, actor=person(request).as_actor())
    words = _("%(name)s is no longer at %(account)s.") % {"name": place.contact, "account": place.account}
    return _changed(request, place, words)


def _place(request: HttpRequest, pk: int) -> AccountContact:
    rows = AccountContact.objects.visible_to(person(request)).select_related("account", "contact")
    return get_object_or_404(rows, pk=pk)


def _changed(request: HttpRequest, place: AccountContact, words: str, tone: Tone = Tone.SUCCESS) -> HttpResponse:
    """Show the page that the form stood on: the contact's (`back`), else the account's."""
    if request.POST.get("back") == "contact":
        return contact_changed(request, place.contact, words, tone)
    return people_changed(request, place.account, words, tone)


def _expected(request: HttpRequest, place: AccountContact, changes: dict[str, object]) -> int | None:
    """Return the version that the page was drawn with when one of these fields was written since; else that of now."""
    seen = request.POST.get("version", "")
    if not seen.isdecimal() or len(seen) > _VERSION_DIGITS or int(seen) >= place.version:
        return None
    return int(seen) if fields_written_since(place, int(seen)) & changes.keys() else place.version
