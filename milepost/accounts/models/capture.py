"""Mail that finds its account by itself."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.accounts import Account
from milepost.accounts.models.timeline import Touchpoint
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


class MailState(models.TextChoices):
    ASSIGNED = "assigned", _("On an account")
    WAITING = "waiting", _("Waits to be assigned")
    DISMISSED = "dismissed", _("Dismissed")
    REFUSED = "refused", _("Refused")


class CapturedMailQuerySet(models.QuerySet["CapturedMail"]):
    def visible_to(self, user: User) -> Self:
        """The mail of one's own capture address; what it became is seen with the account."""
        return self.filter(user=user)

    def waiting(self) -> Self:
        return self.filter(state=MailState.WAITING)


class CapturedMail(Record):
    """One mail that came to a capture address. Its text is kept until it is assigned or dismissed."""

    id: int
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("captured by"))
    message_key = models.CharField(_("fingerprint of its Message-ID"), max_length=64)
    sender = models.CharField(_("from"), max_length=320)
    recipients: models.JSONField[list[str]] = models.JSONField(_("to"), default=list)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    sent_at = models.DateTimeField(_("sent"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="captured_mail")
    touchpoint = models.ForeignKey(Touchpoint, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CapturedMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("captured mail")
        verbose_name_plural = _("captured mail")
        indexes = [models.Index(fields=["user", "-id"], name="mail_waiting", condition=Q(state="waiting"))]
        constraints = [models.UniqueConstraint(fields=["user", "message_key"], name="mail_once")]

    def __str__(self) -> str:
        return self.subject or self.sender
