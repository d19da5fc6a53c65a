"""Mail that finds its account by itself."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.accounts import Account
from milepost.accounts.models.timeline import Touchpoint
from milepost.accounts.records import Words
from milepost.accounts.records_mail import MailReason, MailState
from milepost.audit.public import Record
from milepost.identity.public import User


class CaptureAddress(Record):
    """A person's own address for captured mail: the mailbox's address with `+token` before the @."""

    id: int
    user = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    token = models.CharField(_("token"), max_length=40, unique=True)

    AUDIT_SECRET = frozenset({"token"})

    class Meta:
        verbose_name = _("capture address")
        verbose_name_plural = _("capture addresses")

    def __str__(self) -> str:
        return str(self.user)


class CapturedMailQuerySet(models.QuerySet["CapturedMail"]):
    def visible_to(self, user: User) -> Self:
        """The mail of one's own capture address; what it became is seen with the account."""
        return self.filter(user=user)

    def waiting(self) -> Self:
        return self.filter(state=MailState.WAITING)


class CapturedMail(Record):
    """One mail that came to a capture address, as it claims to be.

    Text, recipients and files are kept while it waits, and for a while after, so that a decision can be taken back.
    `handled_at` is empty before the decision, and again when text and files have gone.
    `event_key` and `sequence` are those of an invitation; `left_out` says which attachments were not kept, and why.
    """

    id: int
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("captured by"))
    message_key = models.CharField(_("fingerprint of its Message-ID"), max_length=64)
    sender = models.CharField(_("from"), max_length=320)
    sender_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    recipients: models.JSONField[list[str]] = models.JSONField(_("to"), default=list)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    sent_at = models.DateTimeField(_("sent"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    handled_at = models.DateTimeField(_("assigned or dismissed"), null=True, blank=True)
    left_out: models.JSONField[list[dict[str, str]]] = models.JSONField(_("left out"), default=list, blank=True)
    invitation: models.JSONField[dict[str, Any] | None] = models.JSONField(_("invitation"), null=True, blank=True)
    # Of a series, the meetings that are not planned yet; they name nobody and outlive the text.
    later: models.JSONField[list[dict[str, Any]] | None] = models.JSONField(_("later meetings"), null=True, blank=True)
    event_key = models.CharField(_("fingerprint of the event"), max_length=40, blank=True)
    sequence = models.PositiveIntegerField(_("version of the event"), default=0)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="captured_mail")
    touchpoint = models.ForeignKey(Touchpoint, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CapturedMailQuerySet.as_manager()

    # What others wrote, and to whom, belongs into the mail alone, not into the log as well.
    AUDIT_SECRET = frozenset({"body", "recipients", "invitation"})
    AUDIT_IGNORED = frozenset({"later"})

    class Meta:
        verbose_name = _("captured mail")
        verbose_name_plural = _("captured mail")
        indexes = [
            models.Index(fields=["user", "-id"], name="mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["event_key"], name="mail_of_event", condition=~Q(event_key="")),
            models.Index(fields=["handled_at"], name="mail_handled", condition=Q(handled_at__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["user", "message_key"], name="mail_once")]

    def __str__(self) -> str:
        return self.subject or self.sender

    @property
    def can_be_taken_back(self) -> bool:
        """Whether the decision can be undone: what is needed for it is still here."""
        return self.handled_at is not None and self.state in {MailState.ASSIGNED, MailState.DISMISSED}

    @property
    def why(self) -> Words:
        """Why it waits or came to nothing, in words; empty when it is on an account."""
        if self.state == MailState.ASSIGNED:
            return ""
        if self.state == MailState.WAITING and not self.reason:
            return _("Its account is still to be chosen.")
        return MailReason(self.reason).label if self.reason in MailReason.values else self.reason

    @property
    def meetings(self) -> list[dt.datetime]:
        """When the meetings of an invitation begin."""
        return [dt.datetime.fromisoformat(one["start"]) for one in (self.invitation or {}).get("occurrences", [])]

    @property
    def claimed_sender(self) -> str:
        return f"{self.sender_name} <{self.sender}>" if self.sender_name else self.sender
