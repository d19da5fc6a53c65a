"""The apikit room's place in Django."""

from django.apps import AppConfig


class ApikitAppConfig(AppConfig):
    name = "milepost.apikit"
    label = "apikit"
