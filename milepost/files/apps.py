"""The files room's place in Django."""

from django.apps import AppConfig


class FilesAppConfig(AppConfig):
    name = "milepost.files"
    label = "files"
