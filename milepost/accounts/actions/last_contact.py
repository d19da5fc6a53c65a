"""When somebody was last spoken with: kept on the contact, told anew whenever what it follows from is written."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from milepost.accounts.actions.put_off import waiting
from milepost.accounts.models import Attendee, Contact, Touchpoint
from milepost.accounts.queries.last_spoken import spoken
from milepost.audit.public import update_records
from milepost.lib.actor import SYSTEM


def follow_attendance(records: Sequence[Any], action: str) -> None:
    """Tell anew for whoever took part in what was written (see `audit.WriteObserver`)."""
    model = type(records[0]) if records else None
    if model is Attendee:
        refresh_last_contact(attendee.contact_id for attendee in records if attendee.contact_id)
    elif model is Touchpoint and action == "update":
        attendees = Attendee.objects.filter(touchpoint__in=[touchpoint.pk for touchpoint in records])
        refresh_last_contact(attendees.exclude(contact=None).values_list("contact_id", flat=True))


def refresh_last_contact(contact_ids: Iterable[int]) -> None:
    """Set `last_two_way_at` of these contacts to the newest held touchpoint in which both spoke, or to nothing.

    The contacts are locked first, so that of two writers the later one sees what the earlier one wrote. Three queries
    for 500 contacts; no entry in the log, as the touchpoints have theirs.
    """
    keys = sorted(set(contact_ids))
    if (put_off := waiting()) is not None:
        put_off.contacts.update(keys)
        return
    if not keys:
        return
    with transaction.atomic():
        contacts = list(Contact.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
        rows = Attendee.objects.filter(contact__in=keys, **spoken("touchpoint__")).values("contact")
        newest = dict(rows.annotate(newest=Max("touchpoint__at")).values_list("contact", "newest"))
        moved = [contact for contact in contacts if contact.last_two_way_at != newest.get(contact.pk)]
        update_records([(contact, {"last_two_way_at": newest.get(contact.pk)}) for contact in moved], actor=SYSTEM)
