"""The web room's place in Django."""

from django.apps import AppConfig


class WebAppConfig(AppConfig):
    name = "milepost.web"
    label = "web"
