"""Whom one may choose for a part in a task: colleagues, and contacts of the account."""

from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import AccountContact
from milepost.identity.public import User


class Named(TypedDict):
    """Somebody as `PartyEdit` names them."""

    user_id: int | None
    contact_id: int | None


def people_choices(viewer: User, account_id: int | None) -> list[Any]:
    """Return the choices of a field. Two queries."""
    people = User.objects.visible_to(viewer).active().order_by("name_folded", "pk")
    places = AccountContact.objects.visible_to(viewer).filter(account=account_id).select_related("contact")
    contacts = [place.contact for place in places.order_by("contact__name_folded", "pk")] if account_id else []
    return [
        (_("Of us"), [(f"user {one.pk}", str(one)) for one in people]),
        (_("Of the customer"), [(f"contact {one.pk}", str(one)) for one in contacts]),
    ]


def named(choice: str) -> Named:
    """Return whom a choice means: nobody where it is empty."""
    kind, _space, key = choice.partition(" ")
    return {"user_id": int(key) if kind == "user" else None, "contact_id": int(key) if kind == "contact" else None}
