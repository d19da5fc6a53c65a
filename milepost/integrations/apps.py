"""The integrations room's place in Django."""

from django.apps import AppConfig


class IntegrationsAppConfig(AppConfig):
    name = "milepost.integrations"
    label = "integrations"

    def ready(self) -> None:
        from milepost.integrations.feeds import checks as _feeds  # noqa: F401, PLC0415 - registering them is the purpose
        from milepost.integrations.furnishing import furnish  # noqa: PLC0415 - needs the models, ready only now
        from milepost.integrations.mail import checks as _mail  # noqa: F401, PLC0415 - registering them is the purpose

        furnish()
