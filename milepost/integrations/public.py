"""The door of the integrations room."""

from milepost.integrations.csv.actions import open_questions, set_up
from milepost.integrations.csv.mappings import change_mapping, delete_mapping, make_mapping, save_mapping
from milepost.integrations.csv.models import Import, Mapping, Refusal
from milepost.integrations.csv.queries import counts_of, stage_of
from milepost.integrations.csv.records import ImportState, Settings, Stage
from milepost.integrations.csv.running.taking_in import take_in
from milepost.integrations.csv.running.work import start, stop
from milepost.integrations.feeds.actions import (
    add_feed,
    answer_feed,
    change_feed,
    delete_feed,
    pause_feed,
    resume_feed,
    run_now,
    take_over_feed,
)
from milepost.integrations.feeds.models import Feed, FeedRun
from milepost.integrations.feeds.records import Rhythm, RunState, Way
from milepost.integrations.ics.actions import calendar_url, open_calendar
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
    "Feed",
    "FeedRun",
    "Import",
    "ImportState",
    "Mapping",
    "MessageState",
    "Refusal",
    "Rhythm",
    "RunState",
    "Settings",
    "Stage",
    "Way",
    "Webhook",
    "WebhookAttempt",
    "WebhookMessage",
    "add_feed",
    "add_webhook",
    "answer_feed",
    "calendar_url",
    "change_feed",
    "change_mapping",
    "change_webhook",
    "counts_of",
    "delete_feed",
    "delete_mapping",
    "delete_webhook",
    "make_mapping",
    "open_calendar",
    "open_questions",
    "pause_feed",
    "resume_feed",
    "roll_secret",
    "run_now",
    "save_mapping",
    "send_again",
    "send_test",
    "set_up",
    "stage_of",
    "start",
    "stop",
    "take_in",
    "take_over_feed",
]
