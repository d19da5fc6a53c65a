"""Reading the mailbox: what is new since the last time, mail by mail.

A mail's rows and the note how far the mailbox was read are written in one transaction; only then is the mail marked as
seen. So a process that dies anywhere leaves a mail either unread, and read the next time, or read.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from imapclient import SEEN, IMAPClient

from milepost.accounts.public import CapturedMail, IncomingMail, capture_mail, capturers
from milepost.identity.public import User
from milepost.integrations.mail.connection import connected
from milepost.integrations.mail.models import Mailbox
from milepost.integrations.mail.reading import read_mail

logger = logging.getLogger(__name__)
AT_ONCE = 100
LONGEST_SECONDS = 90
# Of a mail that is too large, so much is fetched: its headers and, as mail programs write them, its text.
BEGINNING_BYTES = 512 * 1024


def read_new_mail(mailbox: Mailbox) -> int:
    """Read what came since the last time, at most for a minute and a half; return how many mails were captured."""
    began, captured = monotonic(), 0
    with connected() as client:
        _open(mailbox, client)
        _mark_seen(mailbox, client)
        for uid, size in _new(mailbox, client):
            captured += _take(mailbox, client, uid, size)
            if monotonic() - began > LONGEST_SECONDS:
                break
    return captured


def receive(raw: bytes, *, is_cut: bool = False) -> list[CapturedMail]:
    """Capture a mail for everyone to whose capture address it was sent; nothing for nobody's."""
    mail = read_mail(raw, is_cut=is_cut)
    return [_captured(mail, user) for user in capturers(mail.tokens)]


def _captured(mail: IncomingMail, user: User) -> CapturedMail:
    try:
        return capture_mail(mail, user)
    except DatabaseError:  # is tried again by the next poll
        raise
    except Exception:
        logger.exception("A captured mail could not be written down, and is refused.")
        return capture_mail(replace(mail, is_unreadable=True), user)


def _open(mailbox: Mailbox, client: IMAPClient) -> None:
    """Open the folder. When the server numbers its mails anew all are read again; those known are recognised."""
    folder = client.select_folder(settings.IMAP_FOLDER)
    validity = int(folder[b"UIDVALIDITY"])
    if mailbox.uid_validity != validity:
        mailbox.uid_validity, mailbox.last_uid = validity, 0
        mailbox.save(update_fields=["uid_validity", "last_uid"])


def _mark_seen(mailbox: Mailbox, client: IMAPClient) -> None:
    """Mark what was read by somebody who died before they could."""
    if mailbox.last_uid:
        left = client.search(["UNSEEN", "UID", f"1:{mailbox.last_uid}"])
        if left:
            client.add_flags(left[:AT_ONCE], [SEEN], silent=True)


def _new(mailbox: Mailbox, client: IMAPClient) -> Iterator[tuple[int, int]]:
    """Yield number and size of each new mail, in their order. A server answers `n:*` with its last mail at least."""
    while True:
        found = sorted(uid for uid in client.search(["UID", f"{mailbox.last_uid + 1}:*"]) if uid > mailbox.last_uid)
        if not found:
            return
        sizes = client.fetch(found[:AT_ONCE], ["RFC822.SIZE"])
        for uid in found[:AT_ONCE]:
            yield uid, int(sizes.get(uid, {}).get(b"RFC822.SIZE", 0))


def _take(mailbox: Mailbox, client: IMAPClient, uid: int, size: int) -> int:
    """Read one mail; return how many captured it."""
    is_cut = size > settings.CAPTURE_MAX_BYTES
    raw = _source(client, uid, BEGINNING_BYTES if is_cut else settings.CAPTURE_MAX_BYTES)
    with transaction.atomic():
        captured = receive(raw, is_cut=is_cut) if raw else []
        counts = {"captured": F("captured") + 1} if captured else {"unknown": F("unknown") + 1}
        Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=uid, **counts)
    if not captured:
        logger.info("Mail %s of %s is to no capture address of ours, and is left there.", uid, mailbox)
    mailbox.last_uid = uid
    client.add_flags([uid], [SEEN], silent=True)
    return len(captured)


def _source(client: IMAPClient, uid: int, most: int) -> bytes:
    """Return the source of a mail, at most so many bytes, whatever size the server said; empty when it is gone."""
    answer = client.fetch([uid], [f"BODY.PEEK[]<0.{most}>"]).get(uid, {})
    return next((bytes(value) for key, value in answer.items() if key.startswith(b"BODY[]") and value), b"")
