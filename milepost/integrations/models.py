"""The room's tables, each described in the folder of its foreign system."""

from milepost.integrations.csv.models import Import, ImportRow, Mapping, Refusal
from milepost.integrations.csv.task_keys import ImportedTask
from milepost.integrations.feeds.models import Feed, FeedRun, SeenFile
from milepost.integrations.ics.models import CalendarAddress
from milepost.integrations.mail.models import Mailbox
from milepost.integrations.webhooks.models import Webhook, WebhookAttempt, WebhookMessage

__all__ = [
    "CalendarAddress",
    "Feed",
    "FeedRun",
    "Import",
    "ImportRow",
    "ImportedTask",
    "Mailbox",
    "Mapping",
    "Refusal",
    "SeenFile",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
]
