"""Texts, files and addresses of captured mail: cleaned of those who were erased, kept for a while, forgotten."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from itertools import batched
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.models import CapturedMail
from milepost.accounts.queries.addresses_in_text import possible_addresses, without_addresses
from milepost.accounts.queries.tombstones import erased_among
from milepost.accounts.records_mail import IncomingMail, Invitation, LeftOut, MailFile, Party
from milepost.audit.public import update_record
from milepost.files.public import StoredFile, delete_file, store_file
from milepost.jobs.public import paced_batches, retrying
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import Invalid
from milepost.lib.refs import Ref

KEPT_DAYS = 14
_AT_ONCE = 500


def file_owner(mail: CapturedMail) -> Ref:
    return Ref(CapturedMail.audit_kind(), str(mail.pk))


def without_erased(mail: IncomingMail) -> IncomingMail | None:
    """Return the mail without the people who asked to be erased: not among its parties, not in its texts.

    None when one of them sent it.
    """
    invitation = mail.invitation
    parties = [mail.sender, *mail.recipients, *(invitation.people if invitation else ())]
    texts = [mail.subject, mail.text, *(one.name for one in mail.files), *(one.name for one in mail.left_out)]
    if invitation:
        texts += [invitation.subject, invitation.agenda]
    texts += [party.name for party in parties]
    gone = _erased(
        {*(party.address for party in parties), *(one for text in texts for one in possible_addresses(text))}
    )
    files, left_out = _files_without_erased(mail, gone)
    if mail.sender.address in gone:
        return None
    if not gone:
        return replace(mail, files=files, left_out=left_out)
    words = [*gone, *(party.name for party in parties if party.address in gone and len(party.name) > 2)]  # noqa: PLR2004 - initials are in every text
    return replace(
        mail,
        sender=replace(mail.sender, name=without_addresses(mail.sender.name, words)),
        recipients=_parties(mail.recipients, gone, words),
        subject=without_addresses(mail.subject, words),
        text=without_addresses(mail.text, words),
        files=files,
        left_out=left_out,
        invitation=_invitation_without(invitation, gone, words) if invitation else None,
    )


def _erased(addresses: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in batched(sorted(set(addresses) - {""}), _AT_ONCE):
        found |= erased_among(some)
    return found


def _parties(parties: tuple[Party, ...], gone: set[str], words: list[str]) -> tuple[Party, ...]:
    return tuple(replace(one, name=without_addresses(one.name, words)) for one in parties if one.address not in gone)


def _invitation_without(invitation: Invitation, gone: set[str], words: list[str]) -> Invitation:
    return replace(
        invitation,
        subject=without_addresses(invitation.subject, words),
        agenda=without_addresses(invitation.agenda, words),
        people=_parties(invitation.people, gone, words),
    )


def _files_without_erased(mail: IncomingMail, gone: set[str]) -> tuple[tuple[MailFile, ...], tuple[LeftOut, ...]]:
    """Leave out files whose plain content or name gives an erased person's address."""
    kept: list[MailFile] = []
    left = [replace(one, name=without_addresses(one.name, gone)) for one in mail.left_out]
    for one in mail.files:
        if _erased(possible_addresses(f"{one.name}\n{one.content.decode('latin-1')}")):
            left.append(LeftOut(without_addresses(one.name, gone), _("It names somebody who asked to be erased.")))
        else:
            kept.append(one)
    return tuple(kept), tuple(left)


def store_mail_files(row: CapturedMail, mail: IncomingMail, *, actor: Actor) -> list[dict[str, str]]:
    """Store the attachments with the captured mail; return what was left out, with why."""
    left_out = [{"name": one.name, "why": str(one.why)} for one in mail.left_out]
    for one in mail.files:
        try:
            store_file(ContentFile(one.content, name=one.name), actor=actor, owner=file_owner(row))
        except Invalid as refusal:
            left_out.append({"name": one.name, "why": refusal.message})
    return left_out


def forget(mail: CapturedMail, *, actor: Actor) -> CapturedMail:
    """Take text, recipients and files from a mail that was decided on; that it came, and from whom, stays."""
    for stored in StoredFile.objects.of(file_owner(mail)):
        delete_file(stored, actor=actor)
    changes: dict[str, Any] = {"body": "", "recipients": [], "handled_at": None, "invitation": slim(mail.invitation)}
    return update_record(mail, changes, actor=actor)


def slim(invitation: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what later versions of an invitation are compared with; it names nobody."""
    kept = ("act", "organizer", "is_part")
    return {name: invitation[name] for name in kept if name in invitation} if invitation else None


@task
@retrying(max_attempts=3, backoff_seconds=60)
def forget_handled_mail() -> int:
    """Forget the texts of mail that was decided on two weeks ago; return how many. Safe to run twice."""
    until = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    count = 0
    for batch in paced_batches(CapturedMail.objects.filter(handled_at__lt=until).order_by("pk"), 50):
        with transaction.atomic():
            for mail in batch:
                forget(mail, actor=SYSTEM)
                count += 1
    return count
