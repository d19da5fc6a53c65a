"""The search room's place in Django."""

from django.apps import AppConfig


class SearchAppConfig(AppConfig):
    name = "milepost.search"
    label = "search"
