"""What the page of one contact shows."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail, Touchpoint
from milepost.accounts.records import TouchpointState
from milepost.identity.public import User

MOST_TOUCHPOINTS = 10
MOST_COLLEAGUES = 200
MOST_ACCOUNTS = 8


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A contact as `viewer` may see them. `local_time` is theirs now; empty when their time zone is unknown."""

    contact: Contact
    addresses: list[ContactEmail]
    places: list[AccountContact]
    touchpoints: list[Touchpoint]
    colleagues: list[Contact]
    reports: list[Contact]
    local_time: str


def contact_page(contact: Contact, viewer: User) -> ContactPage:
    """Return all of it in a constant number of queries."""
    seen = Contact.objects.visible_to(viewer)
    places = AccountContact.objects.visible_to(viewer).filter(contact=contact).select_related("account")
    here = AccountContact.objects.filter(account__in=places.values("account")).values("contact")
    held = Touchpoint.objects.visible_to(viewer).filter(attendees__contact=contact, state=TouchpointState.HELD)
    colleagues = seen.active().filter(pk__in=here).exclude(pk=contact.pk).order_by("name_folded", "pk")
    return ContactPage(
        contact=contact,
        addresses=list(contact.emails.order_by("-is_primary", "pk")),
        places=list(places.order_by("account__name", "pk")),
        touchpoints=list(held.select_related("account").order_by("-at", "-pk")[:MOST_TOUCHPOINTS]),
        colleagues=_with_boss(list(colleagues[:MOST_COLLEAGUES]), contact, seen),
        reports=list(seen.active().filter(reports_to=contact).order_by("name_folded", "pk")[:MOST_COLLEAGUES]),
        local_time=_time_there(contact.timezone),
    )


def accounts_like(text: str, viewer: User, *, without: Contact | None = None) -> list[Account]:
    """Return accounts whose name has `text` in it, those of the viewer's book first when there is no text."""
    rows = Account.objects.visible_to(viewer).active().order_by("name", "pk")
    if without is not None:
        rows = rows.exclude(pk__in=AccountContact.objects.filter(contact=without).values("account"))
    text = text.replace("\x00", "").strip()
    return (
        list(rows.filter(name__icontains=text)[:MOST_ACCOUNTS]) if text else list(rows.of_book(viewer)[:MOST_ACCOUNTS])
    )


def _time_there(zone: str) -> str:
    return date_format(timezone.now().astimezone(ZoneInfo(zone)), "D H:i") if zone else ""


def _with_boss(colleagues: list[Contact], contact: Contact, seen: QuerySet[Contact]) -> list[Contact]:
    """Return them with the present boss among them, wherever that one works."""
    if contact.reports_to_id is None or any(one.pk == contact.reports_to_id for one in colleagues):
        return colleagues
    return [*seen.filter(pk=contact.reports_to_id), *colleagues]
