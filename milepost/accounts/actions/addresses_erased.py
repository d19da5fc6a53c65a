"""Rows that know a person by address alone: captured mail, and attendees who were nobody's yet."""

import re
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.actions.record_rows import put_back_by_the_log
from milepost.accounts.models import Attendee, CapturedMail, Contact
from milepost.accounts.queries.former_addresses import address_pattern, addresses_ever_of
from milepost.accounts.records import Erased, MovedRows, RecordHandler, RecordKind
from milepost.audit.public import delete_record, update_record
from milepost.lib.actor import Actor

NOBODY = "–"


def _addresses(contact: Contact) -> list[str]:
    """Return those that the contact has and had: a row from before an address was changed knows the old one."""
    return sorted(addresses_ever_of([contact]))


def _mail(contact: Contact) -> QuerySet[CapturedMail]:
    named = Q(pk__in=[])
    for address in _addresses(contact):
        pattern = address_pattern(address)
        named |= Q(sender__iregex=pattern) | Q(recipients__iregex=pattern)
    return CapturedMail.objects.filter(named)


def _erase_mail(contact: Contact, actor: Actor) -> Erased:
    """Blank what the person wrote; from what others wrote to them, take their address."""
    addresses, count = _addresses(contact), 0
    for mail in _mail(contact).order_by("pk"):
        changes: dict[str, Any] = {"recipients": [one for one in mail.recipients if not _names(one, addresses)]}
        if _names(mail.sender, addresses):
            changes |= {"sender": NOBODY, "subject": "", "body": ""}
        update_record(mail, changes, actor=actor)
        count += 1
    return Erased(count)


def _names(text: str, addresses: Collection[str]) -> bool:
    return any(re.search(address_pattern(address), text, re.IGNORECASE) for address in addresses)


def _attendees(contact: Contact) -> QuerySet[Attendee]:
    return Attendee.objects.filter(address__in=_addresses(contact))


def _erase_attendees(contact: Contact, actor: Actor) -> Erased:
    rows = list(_attendees(contact))
    for row in rows:
        delete_record(row, actor=actor)
    return Erased(len(rows))


def _nothing_moves(_loser: Any, _winner: Any, _actor: Actor) -> MovedRows:
    return []


MAIL_BY_ADDRESS = RecordHandler(
    model="accounts.CapturedMail",
    field="sender",
    of=RecordKind.CONTACT,
    label=_("Captured mail"),
    rows=_mail,
    merge=_nothing_moves,
    undo=put_back_by_the_log,
    erase=_erase_mail,
    stays=True,
    is_personal=True,
)
ATTENDED_BY_ADDRESS = RecordHandler(
    model="accounts.Attendee",
    field="address",
    of=RecordKind.CONTACT,
    label=_("Attendances under their address"),
    rows=_attendees,
    merge=_nothing_moves,
    undo=put_back_by_the_log,
    erase=_erase_attendees,
    stays=True,
    is_personal=True,
)
