"""The apikit room's place in Django."""

from django.apps import AppConfig


class ApikitAppConfig(AppConfig):
    name = "milepost.apikit"
    label = "apikit"

    def ready(self) -> None:
        """Forget answers by the clock."""
        from milepost.apikit.tasks import forget_answers  # noqa: PLC0415 - needs the models
        from milepost.jobs.public import Schedule, schedules  # noqa: PLC0415 - needs the models

        purpose = "forgets the answers kept for idempotency keys"
        schedules.register(Schedule("apikit.forget-answers", "23 * * * *", forget_answers, purpose))
