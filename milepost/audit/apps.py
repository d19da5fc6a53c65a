"""The audit room's place in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from milepost.audit.protection import protect_after_migrate


class AuditAppConfig(AppConfig):
    name = "milepost.audit"
    label = "audit"

    def ready(self) -> None:
        """Keep the log's triggers in place over future migrations."""
        post_migrate.connect(protect_after_migrate, sender=self, dispatch_uid="audit.protect")
