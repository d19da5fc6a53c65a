"""The playbooks room's place in Django."""

from django.apps import AppConfig


class PlaybooksAppConfig(AppConfig):
    name = "milepost.playbooks"
    label = "playbooks"

    def ready(self) -> None:
        from milepost.playbooks.furnishing import furnish  # noqa: PLC0415 - needs the models, which are ready only now

        furnish()
