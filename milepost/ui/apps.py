"""The ui room's place in Django."""

from django.apps import AppConfig


class UiAppConfig(AppConfig):
    name = "milepost.ui"
    label = "ui"

    def ready(self) -> None:
        """Say who may read the history of views."""
        from milepost.audit.public import History, histories  # noqa: PLC0415 - needs the models
        from milepost.ui.lists.state import hidden_in_history  # noqa: PLC0415 - as above
        from milepost.ui.models import DefaultView, SavedView, TodayMark  # noqa: PLC0415 - as above

        histories.register(History("ui.todaymark", TodayMark.objects.visible_to))
        histories.register(History("ui.savedview", SavedView.objects.visible_to, parts=hidden_in_history))
        histories.register(History("ui.defaultview", lambda viewer: DefaultView.objects.filter(user=viewer)))
