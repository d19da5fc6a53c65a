"""Addresses of calendars are opened, exchanged and ended by those whose they are."""

import hmac

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from milepost.audit.public import create_record, update_record
from milepost.identity.public import User
from milepost.integrations.ics.models import CalendarAddress
from milepost.lib.text import key_of
from milepost.projects.public import Project

_SALT = "integrations.calendar-address"
_NEVER = CalendarAddress(pk=0, generation=0)


def open_calendar(user: User, project: Project | None = None) -> CalendarAddress:
    """Return the open address of somebody’s tasks, or of a project’s milestones as they see them, made if need be."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two clicks make one address
        known = CalendarAddress.objects.select_for_update().filter(user=user, project=project).first()
        if known is None:
            return create_record(CalendarAddress(user=user, project=project), actor=user.as_actor())
        return known if known.is_open else exchange_calendar(known)


def exchange_calendar(address: CalendarAddress) -> CalendarAddress:
    """Give it another address; the one before is unknown from now on."""
    changes = {"generation": address.generation + 1, "is_open": True}
    return update_record(address, changes, actor=address.user.as_actor())


def close_calendar(address: CalendarAddress) -> CalendarAddress:
    """End an address for good."""
    changes = {"generation": address.generation + 1, "is_open": False}
    return update_record(address, changes, actor=address.user.as_actor())


def calendar_url(address: CalendarAddress) -> str:
    """Return the whole secret address."""
    path = reverse("integrations:calendar-read", args=[f"{address.pk}-{_proof(address)}"])
    return f"{settings.BASE_URL}{path}"


def calendar_at(token: str) -> CalendarAddress | None:
    """Return what an address opens now, None for any that opens nothing: the answer does not tell why.

    One query. What it opens depends on its owner, who must still work here and, of a project's, still see the project.
    """
    number, _line, proof = token.partition("-")
    rows = CalendarAddress.objects.filter(pk=key_of(number), is_open=True, user__is_active=True)
    found = rows.select_related("user", "project").first()
    is_right = hmac.compare_digest(_proof(found or _NEVER).encode(), proof.encode())
    return found if found is not None and is_right else None


def _proof(address: CalendarAddress) -> str:
    return salted_hmac(_SALT, f"{address.pk}.{address.generation}", algorithm="sha256").hexdigest()
