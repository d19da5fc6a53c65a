"""The rest room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RestAppConfig(AppConfig):
    name = "milepost.rest"
    label = "rest"

    def ready(self) -> None:
        """Let the palette find the API's page."""
        from milepost.ui.public import Command, commands  # noqa: PLC0415 # registries need every app's models

        commands.register(
            Command(
                "api-docs", _("API documentation"), "plug", "rest:docs", keywords=_("rest openapi developer program")
            )
        )
