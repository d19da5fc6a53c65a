"""The search room's place in Django."""

from django.apps import AppConfig


class SearchAppConfig(AppConfig):
    name = "milepost.search"
    label = "search"

    def ready(self) -> None:
        """Have the index follow every audited write."""
        from milepost.audit.public import WriteObserver, write_observers  # noqa: PLC0415 - models are loaded only now
        from milepost.search.actions import columns_read, observe_writes  # noqa: PLC0415 - as above

        write_observers.register(WriteObserver("search", observe_writes, columns_read))
