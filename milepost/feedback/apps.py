"""The feedback room's place in Django."""

from django.apps import AppConfig


class FeedbackAppConfig(AppConfig):
    name = "milepost.feedback"
    label = "feedback"

    def ready(self) -> None:
        from milepost.feedback.furnishing import furnish  # noqa: PLC0415 - needs the models, which are ready only now

        furnish()
