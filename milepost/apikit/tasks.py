"""The room's work by the clock."""

from django.tasks import task

from milepost.apikit.idempotency import forget_old_answers


@task
def forget_answers() -> None:
    """Delete kept answers older than a day."""
    forget_old_answers()
