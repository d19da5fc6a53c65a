"""What the money of projects hangs into the registries of the rooms below. It is not searched: few may see it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from milepost.audit.public import History, histories
from milepost.identity.public import Right
from milepost.projects.models import BillingMilestone, Budget, FixedCost, PersonRole, Rate
from milepost.ui.public import Command, SettingsPage, commands, settings_pages

MODELS: tuple[Any, ...] = (BillingMilestone, Budget, FixedCost, PersonRole, Rate)
PAGE = SettingsPage(
    "rates", _("Rates"), "clock", "projects:rate-list", 226, _("This installation"), right=Right.MANAGE_ACCOUNTS
)
COMMAND = Command("rates", _("Rates"), "clock", PAGE.url_name, _("hours cost roles margin"), Right.MANAGE_ACCOUNTS)


def furnish_money() -> None:
    """Register all of it."""
    settings_pages.register(PAGE)
    commands.register(COMMAND)
    for model in MODELS:
        histories.register(History(model.audit_kind(), model.objects.visible_to))
