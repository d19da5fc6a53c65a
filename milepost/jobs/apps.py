"""The jobs room's place in Django."""

from django.apps import AppConfig


class JobsAppConfig(AppConfig):
    name = "milepost.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register the room's own schedule."""
        from milepost.jobs.housekeeping import tidy_jobs  # noqa: PLC0415 - needs the models
        from milepost.jobs.records import Schedule, schedules  # noqa: PLC0415 - as above

        schedules.register(Schedule("jobs.tidy", "17 3 * * *", tidy_jobs, "deletes what background work left behind"))
