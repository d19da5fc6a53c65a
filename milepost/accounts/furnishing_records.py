"""What merges, erasures, duplicates and segments hang into the registries."""

from django.utils.translation import gettext_lazy as _

from milepost.accounts.actions.duplicates import look_for_duplicates
from milepost.accounts.actions.record_handlers import HANDLERS
from milepost.accounts.actions.segment_members import refresh_segments
from milepost.accounts.actions.tell_writes import tell_writes
from milepost.accounts.actions.touchpoint_files import sweep_touchpoint_files
from milepost.accounts.lists.segments import SEGMENTS
from milepost.accounts.records import record_handlers
from milepost.audit.public import WriteObserver, write_observers
from milepost.identity.public import Right
from milepost.jobs.public import Schedule, schedules
from milepost.ui.public import Command, SettingsPage, commands, lists, settings_pages

COMMANDS = (
    Command("segments", _("Go to Segments"), "users-group", "accounts:segment-list", _("filters groups of accounts")),
    Command(
        "duplicates",
        _("Find duplicates"),
        "copy",
        "accounts:duplicate-list",
        _("merge same twice"),
        Right.MANAGE_ACCOUNTS,
    ),
)
SETTINGS = (
    SettingsPage(
        "duplicates", _("Duplicates"), "copy", "accounts:duplicate-list", 158, _("Accounts"), Right.MANAGE_ACCOUNTS
    ),
    SettingsPage(
        "erased-addresses",
        _("Erased addresses"),
        "user-off",
        "accounts:erased-addresses",
        160,
        _("Accounts"),
        Right.MANAGE_ACCOUNTS,
    ),
)
SCHEDULES = (
    Schedule("accounts.segments", "7 * * * *", refresh_segments, "computes who is in each segment"),
    Schedule(
        "accounts.touchpoint-files",
        "41 3 * * *",
        sweep_touchpoint_files,
        "deletes the files of touchpoints that were deleted 30 days ago",
    ),
    Schedule("accounts.duplicates", "23 2 * * *", look_for_duplicates, "looks for records that may be one"),
)


def furnish_records() -> None:
    """Register all of it."""
    for handler in HANDLERS:
        record_handlers.register(handler)
    for command in COMMANDS:
        commands.register(command)
    for page in SETTINGS:
        settings_pages.register(page)
    for schedule in SCHEDULES:
        schedules.register(schedule)
    lists.register(SEGMENTS)
    write_observers.register(WriteObserver("accounts.events", tell_writes))
