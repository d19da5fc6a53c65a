"""The jobs room's place in Django."""

from django.apps import AppConfig


class JobsAppConfig(AppConfig):
    name = "milepost.jobs"
    label = "jobs"
