"""The door of the ui room: the registries that furnish the shell, and how a view answers htmx."""

from milepost.ui.records import Command, NavEntry, NewEntry, PanelSpec, SettingsPage
from milepost.ui.shell import allowed, commands, navigation, new_entries, panels, panels_of, settings_pages
from milepost.ui.toasts import Tone, toast, trigger

__all__ = [
    "Command",
    "NavEntry",
    "NewEntry",
    "PanelSpec",
    "SettingsPage",
    "Tone",
    "allowed",
    "commands",
    "navigation",
    "new_entries",
    "panels",
    "panels_of",
    "settings_pages",
    "toast",
    "trigger",
]
