"""The projects room's place in Django."""

from django.apps import AppConfig


class ProjectsAppConfig(AppConfig):
    name = "milepost.projects"
    label = "projects"

    def ready(self) -> None:
        from milepost.projects.furnishing import furnish  # noqa: PLC0415 - needs the models, which are ready only now

        furnish()
