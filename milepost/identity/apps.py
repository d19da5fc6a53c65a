"""The identity room's place in Django."""

from django.apps import AppConfig


class IdentityAppConfig(AppConfig):
    name = "milepost.identity"
    label = "identity"
