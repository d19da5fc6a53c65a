"""What somebody may do to a plan: those who see all of it steer it, others report on their own tasks."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import NotAllowed, NotFound
from milepost.projects.models import Project, Task
from milepost.projects.queries.task_values import PROGRESS_COLUMNS
from milepost.projects.records_plan import CardPlace, PlanEdit, TaskEdit


def may_steer(viewer: User, project: Project) -> bool:
    """Say whether somebody sees the whole plan, and so may change it."""
    return Project.objects.seen_whole_by(viewer).filter(pk=project.pk).exists()


def refuse_steering(viewer: User, project: Project) -> None:
    """Raise `NotAllowed` unless somebody sees the whole plan."""
    if not may_steer(viewer, project):
        raise NotAllowed("not-steering", _("Only those who see the whole plan change it."))


def refuse_beyond(viewer: User, project: Project, edits: Sequence[PlanEdit]) -> None:
    """Raise what stands against these edits: `NotFound` for a task that one does not see, `NotAllowed` for steering.

    Who does not see the whole plan reports the progress of their own tasks and puts their cards, and nothing else.
    """
    if may_steer(viewer, project):
        return
    for edit in edits:
        is_report = isinstance(edit, TaskEdit) and not set(edit.values) - PROGRESS_COLUMNS
        if not is_report and not isinstance(edit, CardPlace):
            raise NotAllowed("not-steering", _("Only those who see the whole plan change it."))
    named = {edit.task_id for edit in edits if isinstance(edit, TaskEdit | CardPlace)}
    seen = Task.objects.visible_to(viewer).filter(project=project)
    if named - set(seen.values_list("pk", flat=True)):
        raise NotFound("unknown-task", _("The plan has no such task."))
