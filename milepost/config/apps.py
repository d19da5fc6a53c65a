"""The configuration's place in Django: system checks register here."""

from django.apps import AppConfig


class ConfigAppConfig(AppConfig):
    name = "milepost.config"
    label = "config"

    def ready(self) -> None:
        from milepost.config import checks  # noqa: F401, PLC0415 - registering them is the purpose
