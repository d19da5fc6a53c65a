"""The ui room's place in Django."""

from django.apps import AppConfig


class UiAppConfig(AppConfig):
    name = "milepost.ui"
    label = "ui"
