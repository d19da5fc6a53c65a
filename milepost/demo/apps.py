"""The demo room's place in Django."""

from django.apps import AppConfig


class DemoAppConfig(AppConfig):
    name = "milepost.demo"
    label = "demo"
