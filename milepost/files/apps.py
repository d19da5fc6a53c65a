"""The files room's place in Django."""

from django.apps import AppConfig


class FilesAppConfig(AppConfig):
    name = "milepost.files"
    label = "files"

    def ready(self) -> None:
        """Register the room's checks."""
        from milepost.files import checks  # noqa: F401, PLC0415 # registers itself; needs the settings
