"""A mail's source becomes what the room accounts takes: bounded plain text, files, an invitation."""

import datetime as dt
import hashlib
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import IncomingMail, Invitation, LeftOut, Party
from milepost.integrations.mail import headers
from milepost.integrations.mail.calendars import NoInvitation, invitation_of
from milepost.integrations.mail.parts import Parts, parts_of
from milepost.integrations.mail.texts import bounded

MOST_HEADER_BYTES = 256 * 1024
_NOBODY = Party("")


def read_mail(raw: bytes, *, is_cut: bool = False) -> IncomingMail:
    """Return the mail that `raw` is the source of; `is_cut` says that only its beginning was fetched.

    It never raises: what cannot be read says so (`is_unreadable`), with the tokens of its first lines.
    """
    mailbox, now = settings.CAPTURE_ADDRESS, timezone.now()
    if not _has_bounded_headers(raw):
        return _unreadable(raw, mailbox, now)
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        return _read(message, mailbox, now, is_cut=is_cut)
    except Exception:  # noqa: BLE001 - whatever a stranger's mail does to a parser, it holds up no other mail
        return _unreadable(raw, mailbox, now)


def _has_bounded_headers(raw: bytes) -> bool:
    head = raw[: MOST_HEADER_BYTES + 4]
    return b"\r\n\r\n" in head or b"\n\n" in head or len(raw) <= MOST_HEADER_BYTES


def _read(message: Message, mailbox: str, now: dt.datetime, *, is_cut: bool) -> IncomingMail:
    parts = parts_of(message, is_cut=is_cut)
    invitation = _invitation(parts, mailbox, now)
    sender = next(iter(headers.parties(message, "from")), _NOBODY)
    text = bounded(headers.without_tokens(parts.text(), mailbox), _("The rest was left out."))
    return IncomingMail(
        key=headers.fingerprint(message, text),
        sender=sender,
        recipients=tuple(one for one in headers.parties(message, "to", "cc") if not _is_capture(one, mailbox)),
        subject=headers.without_tokens(headers.header(message, "subject", 300), mailbox),
        text=text,
        sent_at=headers.sent_at(message, now),
        tokens=tuple(headers.tokens_of(message, mailbox)),
        files=tuple(parts.files),
        left_out=tuple(parts.left_out),
        invitation=invitation,
        is_automatic=headers.is_automatic(message),
        is_distrusted=headers.is_distrusted(message, settings.IMAP_AUTH_SERVER),
    )


def _invitation(parts: Parts, mailbox: str, now: dt.datetime) -> Invitation | None:
    """Return the first calendar that is an invitation; the others are said to be left out."""
    for text in parts.calendars[:3]:
        try:
            found = invitation_of(headers.without_tokens(text, mailbox), now)
        except NoInvitation as refusal:
            parts.left_out.append(LeftOut("invite.ics", str(refusal)))
            continue
        people = tuple(one for one in found.people if not _is_capture(one, mailbox))
        return replace(found, people=people)
    return None


def _is_capture(party: Party, mailbox: str) -> bool:
    return party.address == mailbox or bool(headers.tokens_in([party.address], mailbox))


def _unreadable(raw: bytes, mailbox: str, now: dt.datetime) -> IncomingMail:
    head = raw[:MOST_HEADER_BYTES].decode("latin-1")
    tokens = headers.tokens_in((head[at : at + 30_000] for at in range(0, len(head), 29_000)), mailbox)
    key = hashlib.sha256(raw).hexdigest()
    return IncomingMail(key=key, sender=_NOBODY, sent_at=now, tokens=tuple(tokens), is_unreadable=True)
