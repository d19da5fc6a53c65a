"""The registries that furnish the shell, and what of them one person sees."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser

from milepost.identity.public import Right, User
from milepost.lib.registry import Registry
from milepost.ui.records import Command, NavEntry, NewEntry, PageAct, PageSheet, PanelSpec, SettingsPage, TopbarPart


def _key(entry: Any) -> str:
    return str(entry.key)


navigation: Registry[NavEntry] = Registry("ui.navigation", "entries of the sidebar", key=_key)
settings_pages: Registry[SettingsPage] = Registry("ui.settings-pages", "pages of the settings area", key=_key)
commands: Registry[Command] = Registry("ui.commands", "commands of the palette", key=_key)
new_entries: Registry[NewEntry] = Registry("ui.new-entries", "entries of the menu + New", key=_key)
page_acts: Registry[PageAct] = Registry("ui.page-acts", "buttons on records' pages", key=_key)
page_sheets: Registry[PageSheet] = Registry("ui.page-sheets", "stylesheets that rooms bring to every page", key=_key)
topbar_parts: Registry[TopbarPart] = Registry("ui.topbar", "what rooms show in the bar above every page", key=_key)
panels: Registry[PanelSpec] = Registry("ui.panels", "panels of records' pages", key=_key)


class _Guarded(Protocol):
    @property
    def right(self) -> Right | None: ...


def allowed[E: _Guarded](entries: Iterable[E], user: User | AnonymousUser) -> list[E]:
    """Return the entries that `user` has the right to; none to somebody who is not signed in."""
    if isinstance(user, AnonymousUser):
        return []
    return [entry for entry in entries if entry.right is None or user.may(entry.right)]


def panels_of(place: str, user: User | AnonymousUser) -> list[PanelSpec]:
    """Return the panels of `place` that `user` may see, in their order."""
    here = (panel for panel in panels if panel.place == place)
    return sorted(allowed(here, user), key=lambda panel: panel.order)


def page_acts_of(place: str, user: User | AnonymousUser) -> list[PageAct]:
    """Return the buttons of `place` that `user` may use, in their order."""
    if isinstance(user, AnonymousUser):
        return []
    here = (act for act in page_acts if act.place == place and all(user.may(right) for right in act.rights))
    return sorted(here, key=lambda act: act.order)
