"""The rest room's place in Django."""

from django.apps import AppConfig


class RestAppConfig(AppConfig):
    name = "milepost.rest"
    label = "rest"
