"""The audit room's place in Django."""

from django.apps import AppConfig


class AuditAppConfig(AppConfig):
    name = "milepost.audit"
    label = "audit"
