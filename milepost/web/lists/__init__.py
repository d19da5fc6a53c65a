"""The lists of the settings area, one module each; `LISTS` are all of them."""

from django.utils.translation import gettext_lazy as _

from milepost.identity.public import Right
from milepost.ui.public import Command, ListSpec, SettingsPage, commands, lists, settings_pages
from milepost.web.lists.audit import AUDIT
from milepost.web.lists.jobs import JOBS
from milepost.web.lists.people import PEOPLE
from milepost.web.lists.teams import TEAMS
from milepost.web.lists.tokens import TOKENS

LISTS: tuple[ListSpec, ...] = (PEOPLE, TEAMS, TOKENS, AUDIT, JOBS)
_PEOPLE, _HOUSE = _("People"), _("This installation")
PAGES = (
    SettingsPage("people", _("People"), "users", "web:person-list", 110, _PEOPLE),
    SettingsPage("teams", _("Teams"), "users-group", "web:team-list", 120, _PEOPLE),
    SettingsPage("all-tokens", _("All API tokens"), "key", "web:token-list-all", 210, _HOUSE, Right.MANAGE_PEOPLE),
    SettingsPage("audit", _("Audit log"), "history", "web:audit-list", 220, _HOUSE, Right.READ_AUDIT),
)


def furnish_lists() -> None:
    """Register the lists, their pages in the settings area, and the palette's ways to them."""
    for spec in LISTS:
        lists.register(spec)
    for page in PAGES:
        settings_pages.register(page)
        commands.register(Command(f"list-{page.key}", page.label, page.icon, page.url_name, right=page.right))
