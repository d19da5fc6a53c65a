"""The accounts room's place in Django."""

from django.apps import AppConfig


class AccountsAppConfig(AppConfig):
    name = "milepost.accounts"
    label = "accounts"

    def ready(self) -> None:
        from milepost.accounts.furnishing import furnish  # noqa: PLC0415 - needs the models, which are ready only now

        furnish()
