"""Rows that know a person by address alone: captured mail, and attendees who were nobody's yet."""

from collections.abc import Collection
from email.utils import parseaddr
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.actions.mail_texts import file_owner, slim
from milepost.accounts.actions.record_rows import put_back_by_the_log
from milepost.accounts.models import Attendee, CapturedMail, Contact
from milepost.accounts.queries.addresses_in_text import without_addresses
from milepost.accounts.queries.former_addresses import address_pattern, addresses_ever_of
from milepost.accounts.records import Erased, MovedRows, RecordHandler, RecordKind
from milepost.accounts.records_mail import MailReason, MailState
from milepost.audit.public import delete_record, update_record
from milepost.files.public import StoredFile, delete_file
from milepost.lib.actor import Actor

NOBODY = "–"


def _addresses(contact: Contact) -> list[str]:
    """Return those that the contact has and had: a row from before an address was changed knows the old one."""
    return sorted(addresses_ever_of([contact]))


def _mail(contact: Contact) -> QuerySet[CapturedMail]:
    named = Q(pk__in=[])
    for address in _addresses(contact):
        pattern = address_pattern(address)
        for column in ("sender", "sender_name", "subject", "body"):
            named |= Q(**{f"{column}__iregex": pattern})
        # JSON writes a line's end as two characters, the second of which is a letter.
        for column in ("recipients", "left_out", "invitation"):
            named |= Q(**{f"{column}__icontains": address})
    return CapturedMail.objects.filter(named)


def _erase_mail(contact: Contact, actor: Actor) -> Erased:
    """Blank what the person wrote, files included; from what others wrote, take their addresses."""
    addresses, count = _addresses(contact), 0
    for mail in _mail(contact).order_by("pk"):
        own = _names(mail.sender, addresses)
        update_record(mail, _blanked(mail) if own else _redacted(mail, addresses), actor=actor)
        if own:
            for stored in StoredFile.objects.of(file_owner(mail)):
                delete_file(stored, actor=actor)
        count += 1
    return Erased(count)


def _blanked(mail: CapturedMail) -> dict[str, Any]:
    """Return a mail with nothing in it; one that waited has nothing left to be decided."""
    changes: dict[str, Any] = {"sender": NOBODY, "handled_at": None, "invitation": slim(mail.invitation)}
    changes |= {"sender_name": "", "subject": "", "body": "", "recipients": [], "left_out": []}
    if mail.state == MailState.WAITING:
        changes |= {"state": MailState.REFUSED, "reason": MailReason.ERASED}
    return changes


def _redacted(mail: CapturedMail, addresses: Collection[str]) -> dict[str, Any]:
    texts = {name: without_addresses(getattr(mail, name), addresses) for name in ("sender_name", "subject", "body")}
    left_out = [{**one, "name": without_addresses(one["name"], addresses)} for one in mail.left_out]
    recipients = [one for one in mail.recipients if not _names(one, addresses)]
    return {**texts, "left_out": left_out, "recipients": recipients, "invitation": _uninvited(mail, addresses)}


def _uninvited(mail: CapturedMail, addresses: Collection[str]) -> dict[str, Any] | None:
    if not mail.invitation:
        return None
    texts = {
        name: without_addresses(mail.invitation[name], addresses)
        for name in ("subject", "agenda")
        if name in mail.invitation
    }
    people = [one for one in mail.invitation.get("people", []) if one not in addresses]
    return {**mail.invitation, **texts, **({"people": people} if "people" in mail.invitation else {})}


def _names(text: str, addresses: Collection[str]) -> bool:
    return parseaddr(text)[1].lower() in addresses


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
