"""What the customer may do with a task: which are theirs to do, and of which they may propose the day."""

from milepost.projects.models import Task, TaskParty
from milepost.projects.records import Letter, PartySide


def is_theirs(task: Task) -> bool:
    """Say whether a task is done by the customer, alone or with us, and is no summary of others. One query."""
    if task.is_summary:
        return False
    doing = TaskParty.objects.filter(task=task, letter=Letter.RESPONSIBLE, side=PartySide.THEIRS)
    return doing.exists()


def may_propose_day(task: Task) -> bool:
    """Say whether the customer may propose a day: for a meeting, and for open work of theirs in an open project."""
    if not task.is_open or task.is_summary or task.project is None or not task.project.is_open:
        return False
    return task.is_meeting or is_theirs(task)
