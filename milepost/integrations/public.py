"""The door of the integrations room."""

from milepost.integrations.webhooks.actions import (
    add_webhook,
    change_webhook,
    delete_webhook,
    roll_secret,
    send_again,
    send_test,
)
from milepost.integrations.webhooks.kinds import KINDS as WEBHOOK_KINDS
from milepost.integrations.webhooks.models import MessageState, Webhook, WebhookAttempt, WebhookMessage

__all__ = [
    "WEBHOOK_KINDS",
    "MessageState",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
    "add_webhook",
    "change_webhook",
    "delete_webhook",
    "roll_secret",
    "send_again",
    "send_test",
]
