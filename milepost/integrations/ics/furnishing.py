"""What calendars hang into the registries: the page of one's settings, the entry of each project, the history."""

from django.utils.translation import gettext_lazy as _

from milepost.audit.public import History, histories
from milepost.integrations.ics.models import CalendarAddress
from milepost.projects.public import ProjectEntry, project_entries
from milepost.ui.public import Command, SettingsPage, commands, settings_pages

PAGE = SettingsPage("calendars", _("Calendars"), "calendar", "integrations:calendar-list", 38, _("You"))
COMMAND = Command("calendars", _("Calendars"), "calendar", PAGE.url_name, _("ical subscribe outlook google feed"))
ENTRY = ProjectEntry("calendar", _("Calendar"), "calendar", "integrations:project-calendar", 20)


def furnish_calendars() -> None:
    """Register all of it."""
    settings_pages.register(PAGE)
    commands.register(COMMAND)
    project_entries.register(ENTRY)
    histories.register(History(CalendarAddress.audit_kind(), CalendarAddress.objects.visible_to))
