"""What repeated imports hang into the registries of the rooms below."""

from django.utils.translation import gettext_lazy as _

from milepost.audit.public import History, histories
from milepost.identity.public import Right
from milepost.integrations.csv.events import ImportEnded
from milepost.integrations.feeds.models import Feed
from milepost.integrations.feeds.running import end_with_import
from milepost.integrations.feeds.sweeping import sweep_runs
from milepost.integrations.feeds.watching import watch_feeds
from milepost.jobs.public import Schedule, Subscriber, schedules, subscribers
from milepost.ui.public import Command, commands

WATCH = Schedule("feeds.watch", "* * * * *", watch_feeds, "begins repeated imports that are due")
SWEEP = Schedule("feeds.sweep", "17 4 * * *", sweep_runs, "deletes old runs of repeated imports")
COMMAND = Command(
    "feeds", _("Go to repeated imports"), "refresh", "integrations:feed-list", _("feed schedule folder"), Right.IMPORT
)


def furnish_feeds() -> None:
    """Register all of it."""
    schedules.register(WATCH)
    schedules.register(SWEEP)
    subscribers.register(Subscriber("feeds.ended", ImportEnded, end_with_import))
    histories.register(History(Feed.audit_kind(), Feed.objects.visible_to))
    commands.register(COMMAND)
