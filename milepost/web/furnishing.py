"""What the staff's pages hang into the shell: the navigation, the settings area, the palette's commands."""

from django.utils.translation import gettext_lazy as _

from milepost.files.public import sweep
from milepost.identity.public import Right
from milepost.jobs.public import Schedule, schedules
from milepost.ui.public import Command, NavEntry, SettingsPage, commands, navigation, settings_pages
from milepost.web.audit import register_histories
from milepost.web.lists import furnish_lists

# Pages of one's own settings that lie elsewhere: those of the library that signs people in.
_SIGN_IN_PAGES = ("account_change_password", "account_set_password", "mfa_index")
NAVIGATION = (
    NavEntry("today", _("Today"), "sun", "web:today", 10),
    NavEntry("settings", _("Settings"), "settings", "web:settings", 100, also=_SIGN_IN_PAGES),
)
COMMANDS = (
    Command("today", _("Go to Today"), "sun", "web:today", _("home start")),
    Command("search", _("Search everything"), "search", "web:search", _("find results")),
    Command("settings", _("Open settings"), "settings", "web:settings", _("preferences configuration")),
)

_MINE, _OURS = _("You"), _("People")
SETTINGS = (
    SettingsPage("profile", _("Profile"), "user-circle", "web:profile", 10, _MINE),
    SettingsPage("preferences", _("Preferences"), "adjustments-horizontal", "web:preferences", 20, _MINE),
    SettingsPage(
        "security",
        _("Security"),
        "shield-lock",
        "web:security",
        30,
        _MINE,
        also=_SIGN_IN_PAGES,
    ),
    SettingsPage("files", _("Files"), "file", "web:file-list", 35, _MINE),
    SettingsPage("tokens", _("API tokens"), "key", "web:token-list", 40, _MINE),
    SettingsPage("invitations", _("Invitations"), "mail", "web:invitation-list", 130, _OURS, right=Right.MANAGE_PEOPLE),
)
FILE_COMMANDS = (Command("files", _("Open my files"), "file", "web:file-list", _("downloads exports uploads")),)
PEOPLE_COMMANDS = (
    Command(
        "invite",
        _("Invite somebody"),
        "user-plus",
        "web:invitation-new",
        _("person colleague add"),
        Right.MANAGE_PEOPLE,
    ),
    Command("new-team", _("Make a team"), "users-group", "web:team-new", _("group add"), Right.MANAGE_TEAMS),
    Command("notifications", _("Open notifications"), "bell", "web:notification-list", _("inbox news unread")),
    Command(
        "preferences",
        _("Change preferences"),
        "adjustments-horizontal",
        "web:preferences",
        _("dark light theme time zone language"),
    ),
    Command("security", _("Open security"), "shield-lock", "web:security", _("password two-factor sessions")),
    Command("tokens", _("Open API tokens"), "key", "web:token-list", _("key program script")),
)

_HOUSE = _("This installation")
SYSTEM_PAGES = (
    SettingsPage("jobs", _("Background jobs"), "activity", "web:job-list", 225, _HOUSE, right=Right.MANAGE_JOBS),
)
SYSTEM_COMMANDS = (
    Command("jobs", _("Open background jobs"), "activity", "web:job-list", _("worker queue failed"), Right.MANAGE_JOBS),
    Command("all-jobs", _("All background jobs"), "list-check", "web:job-list-all", right=Right.MANAGE_JOBS),
)


SCHEDULES = (Schedule("files.sweep", "41 3 * * *", sweep, "deletes stored contents that no file needs any more"),)


def furnish() -> None:
    """Register all of it; each slice adds its own lines above."""
    furnish_lists()
    register_histories()
    for schedule in SCHEDULES:
        schedules.register(schedule)
    for entry in NAVIGATION:
        navigation.register(entry)
    for page in (*SETTINGS, *SYSTEM_PAGES):
        settings_pages.register(page)
    for command in (*COMMANDS, *FILE_COMMANDS, *PEOPLE_COMMANDS, *SYSTEM_COMMANDS):
        commands.register(command)
