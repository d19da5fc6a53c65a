"""Where messages go, each message on its way, and each try to deliver it."""

import datetime as dt
import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.identity.public import Right, User


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: User) -> Self:
        """One's own; to those who manage people, everyone's: what is sent is what the owner may see."""
        if not user.may(Right.MANAGE_WEBHOOKS):
            return self.none()
        return self if user.may(Right.MANAGE_PEOPLE) else self.filter(owner=user)

    def ready(self) -> Self:
        """Return those to which something may be sent now."""
        return self.filter(Q(paused_until=None) | Q(paused_until__lte=timezone.now()), is_active=True)


class Webhook(Record):
    """An address that wants messages of some kinds, with what its owner may see."""

    id: int
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=1000)
    kinds: models.JSONField[list[str]] = models.JSONField(_("kinds of messages"), default=list)
    secret = models.CharField(_("secret"), max_length=80)
    is_active = models.BooleanField(_("active"), default=True)
    # Why it was switched off by itself; empty when a person did, or nobody.
    fault = models.CharField(_("switched off because"), max_length=300, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True)
    paused_until = models.DateTimeField(_("next try"), null=True)
    delivered_at = models.DateTimeField(_("last delivered"), null=True)

    AUDIT_SECRET = frozenset({"secret"})
    AUDIT_IGNORED = frozenset({"failing_since", "paused_until", "delivered_at"})

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")
    WITHHELD = "withheld", _("Withheld")


class MessageQuerySet(models.QuerySet["WebhookMessage"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(webhook__in=Webhook.objects.visible_to(user))

    def due(self) -> Self:
        """Return what may be sent now and nobody is sending."""
        now = timezone.now()
        return self.filter(
            Q(claimed_until=None) | Q(claimed_until__lt=now), state=MessageState.WAITING, due_at__lte=now
        )


class WebhookMessage(models.Model):
    """One event on its way to one address. `event_id` makes its `webhook-id`, the same at every try.

    `subject` are the ids that the event names; `body` is written at the first try and stays, so that every try says
    the same. It is emptied when a person in it is erased.
    """

    AUDIT_EXEMPT = "a message on its way; what it tells of is logged where it happened"

    id: int
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    event_id = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(_("kind"), max_length=40)
    subject: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    about = models.CharField(max_length=60, blank=True)
    happened_at = models.DateTimeField(_("happened"))
    body = models.TextField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a webhook")
        verbose_name_plural = _("messages of webhooks")
        constraints = [models.UniqueConstraint(fields=["webhook", "event_id"], name="webhook_message_once")]
        indexes = [
            models.Index(fields=["webhook", "id"], condition=Q(state="waiting"), name="webhook_message_waiting"),
            models.Index(fields=["about"], name="webhook_message_about"),
            models.Index(fields=["happened_at"], name="webhook_message_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"

    @property
    def message_id(self) -> str:
        return f"msg_{self.event_id.hex}"


class WebhookAttempt(models.Model):
    """One try: what was sent when, and what came back. `status` is empty when no answer came; `error` says why."""

    AUDIT_EXEMPT = "a line of the delivery log"

    id: int
    message = models.ForeignKey(WebhookMessage, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("at"))
    headers: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    milliseconds = models.PositiveIntegerField(_("duration"))
    error = models.CharField(_("error"), max_length=300, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("try of a webhook")
        verbose_name_plural = _("tries of webhooks")

    def __str__(self) -> str:
        return f"{self.message} {self.status or self.error}"

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the class of success

    @property
    def duration(self) -> dt.timedelta:
        return dt.timedelta(milliseconds=self.milliseconds)
