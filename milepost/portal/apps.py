"""The portal's place in Django."""

from django.apps import AppConfig


class PortalAppConfig(AppConfig):
    name = "milepost.portal"
    label = "portal"

    def ready(self) -> None:
        from milepost.portal.furnishing import furnish  # noqa: PLC0415 - needs the models, which are ready only now

        furnish()
