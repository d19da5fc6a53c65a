"""When both sides last spoke with a contact, as far as somebody may know it."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from milepost.accounts.models import Touchpoint
from milepost.accounts.records import Direction, TouchpointKind, TouchpointState
from milepost.identity.public import Right, User


def spoken(prefix: str = "") -> dict[str, Any]:
    """Return the condition of a touchpoint in which both sides spoke; a note is what we write for ourselves."""
    return {
        f"{prefix}state": TouchpointState.HELD,
        f"{prefix}direction": Direction.TWO_WAY,
        f"{prefix}kind__in": [kind for kind in TouchpointKind.values if kind != TouchpointKind.NOTE],
        f"{prefix}at__lte": timezone.now(),
    }


def contacts_spoken_with(contacts: QuerySet[Any], viewer: User) -> QuerySet[Any]:
    """Return contacts with `spoken_at`: talks at accounts that `viewer` does not see are none for them."""
    told: QuerySet[Any] = contacts.annotate(spoken_at=_last_spoken(viewer, "pk", "last_two_way_at"))
    return told


def places_spoken_with(places: QuerySet[Any], viewer: User) -> QuerySet[Any]:
    """Return places with `spoken_at` of their contact, as `contacts_spoken_with` does."""
    told: QuerySet[Any] = places.annotate(spoken_at=_last_spoken(viewer, "contact", "contact__last_two_way_at"))
    return told


def _last_spoken(viewer: User, contact: str, kept: str) -> Any:
    if viewer.may(Right.READ_ALL):
        return F(kept)
    seen = Touchpoint.objects.visible_to(viewer).filter(attendees__contact=OuterRef(contact), **spoken())
    return Subquery(seen.order_by("-at").values("at")[:1])
