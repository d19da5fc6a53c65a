"""The flows room's place in Django."""

from django.apps import AppConfig


class FlowsAppConfig(AppConfig):
    name = "milepost.flows"
    label = "flows"

    def ready(self) -> None:
        from milepost.flows.furnishing import furnish  # noqa: PLC0415 - needs the models, which are ready only now

        furnish()
