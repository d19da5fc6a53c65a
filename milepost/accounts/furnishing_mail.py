"""What captured mail hangs into the registries: who reads its files, what forgets its texts, the ways to it."""

from django.utils.translation import gettext_lazy as _

from milepost.accounts.actions.mail_texts import forget_handled_mail
from milepost.accounts.actions.meeting_series import roll_series_on
from milepost.accounts.models import CapturedMail
from milepost.accounts.queries.today_mail import waiting
from milepost.files.public import FileOwner, StoredFile, file_owners
from milepost.identity.public import Right, User
from milepost.jobs.public import Schedule, schedules
from milepost.ui.public import Command, SettingsPage, TodaySource, commands, settings_pages, today_sources

COMMAND = Command(
    "mail", _("Go to captured mail"), "inbox", "accounts:mail-queue", _("queue assign e-mail"), Right.WRITE
)
SETTINGS = SettingsPage(
    "capture-address", _("Mail capture"), "mail", "accounts:capture-address", 38, _("You"), Right.WRITE
)
SCHEDULES = (
    Schedule(
        "accounts.mail-texts",
        "41 3 * * *",
        forget_handled_mail,
        "forgets the texts of mail that was decided on long ago",
    ),
    Schedule("accounts.series", "11 4 * * *", roll_series_on, "plans the meetings of series that came into view"),
)


def _may_read_file(viewer: User, stored: StoredFile) -> bool:
    key = stored.owner_key
    return key.isdigit() and CapturedMail.objects.visible_to(viewer).filter(pk=int(key)).exists()


def furnish_mail() -> None:
    """Register all of it."""
    commands.register(COMMAND)
    settings_pages.register(SETTINGS)
    for schedule in SCHEDULES:
        schedules.register(schedule)
    today_sources.register(TodaySource("mail", _("captured mail that waits to be assigned"), waiting))
    file_owners.register(FileOwner(CapturedMail.audit_kind(), _may_read_file))
