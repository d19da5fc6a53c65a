"""The web room's place in Django: it furnishes the shell."""

from django.apps import AppConfig


class WebAppConfig(AppConfig):
    name = "milepost.web"
    label = "web"

    def ready(self) -> None:
        from milepost.web import furnishing, search_sources, search_tasks  # noqa: PLC0415 # registries need every app's models

        furnishing.furnish()
        search_sources.register_sources()
        search_tasks.register_schedules()
