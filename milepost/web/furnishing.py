"""What the staff's pages hang into the shell: the navigation, the settings area, the palette's commands."""

from django.utils.translation import gettext_lazy as _

from milepost.ui.public import Command, NavEntry, commands, navigation

NAVIGATION = (
    NavEntry("today", _("Today"), "sun", "web:today", 10),
    NavEntry("settings", _("Settings"), "settings", "web:settings", 100),
)
COMMANDS = (
    Command("today", _("Go to Today"), "sun", "web:today", _("home start")),
    Command("settings", _("Open settings"), "settings", "web:settings", _("preferences configuration")),
)


def furnish() -> None:
    """Register all of it; each slice adds its own lines above."""
    for entry in NAVIGATION:
        navigation.register(entry)
    for command in COMMANDS:
        commands.register(command)
