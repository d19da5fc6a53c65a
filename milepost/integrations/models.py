"""The room's tables, each described in the folder of its foreign system."""

from milepost.integrations.csv.models import Import, ImportRow, Mapping, Refusal
from milepost.integrations.mail.models import Mailbox
from milepost.integrations.webhooks.models import Webhook, WebhookAttempt, WebhookMessage

__all__ = [
    "Import",
    "ImportRow",
    "Mailbox",
    "Mapping",
    "Refusal",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
]
