"""How far the mailbox was read, and how that went."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LATE = dt.timedelta(minutes=30)


class Mailbox(models.Model):
    """A folder on a server, read up to `last_uid` of its numbering `uid_validity`.

    Who reads it holds it until `busy_until`. `unknown` counts mails to no address of ours, which are left there.
    """

    AUDIT_EXEMPT = "how far a mailbox was read; the mails that it brought are logged themselves"

    objects: ClassVar[models.Manager["Mailbox"]]
    id: int
    key = models.CharField(_("server, user and folder"), max_length=400, unique=True)
    uid_validity = models.BigIntegerField(_("numbering"), null=True)
    last_uid = models.BigIntegerField(_("read up to"), default=0)
    busy_until = models.DateTimeField(_("being read until"), null=True)
    polled_at = models.DateTimeField(_("last looked"), null=True)
    read_at = models.DateTimeField(_("last looked without a fault"), null=True)
    last_error = models.CharField(_("last fault"), max_length=300, blank=True)
    captured = models.PositiveBigIntegerField(_("captured"), default=0)
    unknown = models.PositiveBigIntegerField(_("to no address of ours"), default=0)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.key

    @property
    def is_late(self) -> bool:
        """Whether nobody looked for longer than the schedule allows."""
        return self.polled_at is None or timezone.now() - self.polled_at > LATE
