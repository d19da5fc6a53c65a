"""The customer's people at one account: who they are to us, whom to ask first, and who is missing."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail
from milepost.accounts.queries.last_spoken import places_spoken_with
from milepost.accounts.queries.summary import SILENT_DAYS
from milepost.accounts.records import Stance
from milepost.identity.public import User

STANCE_ORDER = [Stance.SPONSOR, Stance.DECISION_MAKER, Stance.CHAMPION, Stance.DETRACTOR, Stance.USER]
NEEDED = (Stance.SPONSOR, Stance.CHAMPION)
MOST_KNOWN = 6
SHORTEST_TEXT = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """Something about the people of an account that somebody should mend; `contact` is whom it is about, if anybody."""

    text: str
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class AccountPeople:
    """Those who are there, whom to ask first at the head, those who left the company, and the gaps."""

    present: list[AccountContact]
    left: list[AccountContact]
    gaps: list[Gap]


def people_of(account: Account, viewer: User) -> AccountPeople:
    """Return the people of an account; archived ones are left out. Two queries."""
    addresses = Prefetch("contact__emails", ContactEmail.objects.order_by("-is_primary", "pk"), to_attr="addresses")
    places = list(
        places_spoken_with(AccountContact.objects.visible_to(viewer), viewer)
        .filter(account=account, contact__archived_at=None)
        .select_related("contact")
        .prefetch_related(addresses)
    )
    places.sort(key=_rank)
    present = [place for place in places if place.contact.left_on is None]
    left = [place for place in places if place.contact.left_on is not None]
    return AccountPeople(present, left, _gaps(present, left) if places else [])


def known_elsewhere(text: str, account: Account, viewer: User) -> list[Contact]:
    """Return people who are not at this account and whose name has `text` in it or whose address begins with it."""
    text = text.replace("\x00", "").strip()
    if len(text) < SHORTEST_TEXT:
        return []
    by_address = ContactEmail.objects.filter(address__startswith=text.lower()).values("contact")
    return _elsewhere(account, viewer, Q(name__icontains=text) | Q(pk__in=by_address))


def holders_elsewhere(address: str, account: Account, viewer: User) -> list[Contact]:
    """Return people who are not at this account and have exactly this address."""
    if not address:
        return []
    return _elsewhere(account, viewer, Q(pk__in=ContactEmail.objects.filter(address=address.lower()).values("contact")))


def _elsewhere(account: Account, viewer: User, condition: Q) -> list[Contact]:
    here = AccountContact.objects.filter(account=account).values("contact")
    places: QuerySet[AccountContact] = AccountContact.objects.visible_to(viewer).select_related("account")
    rows = Contact.objects.visible_to(viewer).filter(condition, archived_at=None).exclude(pk__in=here)
    shown = rows.prefetch_related(Prefetch("places", places.order_by("account__name"), to_attr="shown_places"))
    return list(shown.order_by("name", "pk")[:MOST_KNOWN])


def _rank(place: AccountContact) -> tuple[bool, int, str, int]:
    return not place.is_primary, STANCE_ORDER.index(Stance(place.stance)), place.contact.name.casefold(), place.pk


def _gaps(present: list[AccountContact], left: list[AccountContact]) -> list[Gap]:
    gaps = [gap for stance in NEEDED for gap in _gaps_of_stance(stance, present)]
    for place in left:
        if place.stance not in {Stance.USER, Stance.DETRACTOR} and place.contact.left_on:
            words = _("%(name)s (%(stance)s) left the company on %(day)s") % {
                "name": place.contact,
                "stance": place.get_stance_display().lower(),
                "day": date_format(place.contact.left_on, "j M Y"),
            }
            gaps.append(Gap(words, place.contact))
    return gaps


def _gaps_of_stance(stance: Stance, present: list[AccountContact]) -> list[Gap]:
    holders = [place for place in present if place.stance == stance]
    label = stance.label.lower()
    if not holders:
        return [Gap(_("No %(stance)s named") % {"stance": label})]
    return [Gap(words, place.contact) for place in holders if (words := _silence(place, label))]


def _silence(place: AccountContact, label: str) -> str:
    """Return that nobody spoke with the contact for long; empty when somebody did lately."""
    values = {"name": place.contact, "stance": label}
    if place.spoken_at is None:
        return _("Nobody has spoken with %(name)s (%(stance)s) yet") % values
    days = (timezone.localdate() - timezone.localtime(place.spoken_at).date()).days
    if days < SILENT_DAYS:
        return ""
    words = ngettext(
        "%(name)s (%(stance)s) silent for %(days)s day", "%(name)s (%(stance)s) silent for %(days)s days", days
    )
    return words % {**values, "days": days}
