"""The configuration's place in Django: system checks register here."""

from django.apps import AppConfig


class ConfigAppConfig(AppConfig):
    name = "milepost.config"
    label = "config"
