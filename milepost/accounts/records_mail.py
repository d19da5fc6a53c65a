"""What a mail is when it comes to the room: read already, bounded, plain text; nothing in it is believed."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.accounts.records import Words


class MailState(models.TextChoices):
    ASSIGNED = "assigned", _("On an account")
    WAITING = "waiting", _("Waits to be assigned")
    DISMISSED = "dismissed", _("Dismissed")
    REFUSED = "refused", _("Refused")


class MailReason(models.TextChoices):
    """Why a mail waits, or came to nothing."""

    AMBIGUOUS = "ambiguous", _("It fits several accounts.")
    ANSWER = "answer", _("An answer to an invitation.")
    AUTOMATIC = "automatic", _("An automatic answer.")
    ERASED = "erased", _("Its sender asked to be erased.")
    FORGED = "forged", _("The mail server says that the sender may be forged.")
    NOBODY_OUTSIDE = "nobody-outside", _("It names nobody outside your company.")
    NO_RIGHT = "no-right", _("You may not write here.")
    OTHER_ORGANIZER = "other-organizer", _("It changes a meeting that somebody else called.")
    OUTDATED = "outdated", _("A newer version of this invitation is here.")
    REPLACED = "replaced", _("A newer version of this invitation came.")
    UNKNOWN_MEETING = "unknown-meeting", _("It cancels a meeting that is not here.")
    UNKNOWN_SENDER = "unknown-sender", _("Its sender is not known at any account.")
    UNREADABLE = "unreadable", _("It could not be read.")


class InvitationAct(models.TextChoices):
    PLAN = "plan", _("Invitation")
    CANCEL = "cancel", _("Cancelled")
    ANSWER = "answer", _("Answer")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom a mail names: as it claims."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailFile:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An attachment that was not kept, and why."""

    name: str
    why: Words


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of an invitation. `key` tells it from the others of a series and is empty for a single one."""

    start: dt.datetime
    minutes: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A calendar's invitation.

    `event_key` is the fingerprint of the event, the same in all its versions; the highest `sequence` holds. A series
    has each of its coming meetings in `occurrences`; `is_part` says that it is about those alone, not about all of the
    series. `organizer` is a fingerprint of the address.
    """

    event_key: str
    act: str
    subject: str
    sequence: int = 0
    organizer: str = ""
    agenda: str = ""
    people: tuple[Party, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    is_series: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMail:
    """A mail as it was read. `key` is the fingerprint of its Message-ID, `tokens` are of its capture addresses."""

    key: str
    sender: Party
    recipients: tuple[Party, ...] = ()
    subject: str = ""
    text: str = ""
    sent_at: dt.datetime
    tokens: tuple[str, ...] = ()
    files: tuple[MailFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    invitation: Invitation | None = None
    is_automatic: bool = False
    is_distrusted: bool = False
    is_unreadable: bool = False
