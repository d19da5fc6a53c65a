"""The files room's background work."""

from django.tasks import task

from milepost.files.actions import sweep_files


@task
def sweep() -> int:
    """Delete what no row names any more; safe to run twice."""
    return sweep_files()
