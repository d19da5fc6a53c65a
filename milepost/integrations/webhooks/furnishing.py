"""What webhooks hang into the registries: a subscriber for each kind, the clock, the page, the history."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from milepost.accounts.events import ContactErased
from milepost.audit.public import History, histories
from milepost.identity.public import Right
from milepost.integrations.webhooks.kinds import KINDS
from milepost.integrations.webhooks.models import Webhook
from milepost.integrations.webhooks.sending import (
    forget_contact,
    is_wanted,
    keep_messages,
    tidy_messages,
    wake_webhooks,
)
from milepost.jobs.public import Schedule, Subscriber, schedules, subscribers
from milepost.ui.public import Command, SettingsPage, commands, settings_pages

SCHEDULES = (
    Schedule("webhooks.wake", "* * * * *", wake_webhooks, "sends messages of webhooks whose next try is due"),
    Schedule("webhooks.tidy", "41 3 * * *", tidy_messages, "deletes messages of webhooks after 30 days"),
)
PAGE = SettingsPage(
    "webhooks", _("Webhooks"), "send", "integrations:webhook-list", 170, _("Other systems"), Right.MANAGE_WEBHOOKS
)
COMMAND = Command("webhooks", _("Webhooks"), "send", PAGE.url_name, _("events messages integration"), PAGE.right)


def furnish_webhooks() -> None:
    """Register all of it."""
    for kind in KINDS.values():
        keep, wanted = partial(keep_messages, kind.key), partial(is_wanted, kind.key)
        subscribers.register(Subscriber(f"webhooks.{kind.key}", kind.event, keep, wanted=wanted))
    subscribers.register(Subscriber("webhooks.forget", ContactErased, forget_contact))
    for schedule in SCHEDULES:
        schedules.register(schedule)
    settings_pages.register(PAGE)
    commands.register(COMMAND)
    histories.register(History(Webhook.audit_kind(), Webhook.objects.visible_to))
