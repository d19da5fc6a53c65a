"""What the room puts into the registries of the rooms below it, when Django is ready."""

from django.utils.translation import gettext_lazy as _

from milepost.identity.public import Right
from milepost.integrations.csv.furnishing import furnish_imports
from milepost.integrations.feeds.furnishing import furnish_feeds
from milepost.integrations.ics.furnishing import furnish_calendars
from milepost.integrations.mail.public import poll_mailbox
from milepost.integrations.webhooks.furnishing import furnish_webhooks
from milepost.jobs.public import Schedule, schedules
from milepost.ui.public import SettingsPage, settings_pages

SCHEDULES = (Schedule("mail.poll", "*/2 * * * *", poll_mailbox, "reads the mailbox for captured mail"),)
_PLACE = _("This installation")
SETTINGS = (SettingsPage("mailbox", _("Mailbox"), "inbox", "integrations:mailbox", 222, _PLACE, Right.MANAGE_JOBS),)


def furnish() -> None:
    """Register everything, once."""
    for schedule in SCHEDULES:
        schedules.register(schedule)
    for page in SETTINGS:
        settings_pages.register(page)
    furnish_calendars()
    furnish_imports()
    furnish_feeds()
    furnish_webhooks()
