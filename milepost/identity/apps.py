"""The identity room's place in Django."""

from django.apps import AppConfig


class IdentityAppConfig(AppConfig):
    name = "milepost.identity"
    label = "identity"

    def ready(self) -> None:
        from milepost.files.public import FileOwner, file_owners  # noqa: PLC0415 # needs the models
        from milepost.identity import security_events  # noqa: PLC0415 # needs the models, which are ready only now
        from milepost.identity.tasks import forget_sessions, start_digests  # noqa: PLC0415 # likewise
        from milepost.jobs.public import Schedule, schedules  # noqa: PLC0415 # likewise

        security_events.connect()
        # A file that hangs on a person is theirs alone.
        file_owners.register(FileOwner("user", lambda viewer, stored: stored.owner_key == str(viewer.pk)))
        purpose = "mails each person, in their morning, what is unread"
        schedules.register(Schedule("identity.digest", "5 * * * *", start_digests, purpose))
        purpose = "forgets the sessions that have run out"
        schedules.register(Schedule("identity.sessions", "41 3 * * *", forget_sessions, purpose))
