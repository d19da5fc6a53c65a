"""What requests became, as the rooms show it that have it now."""

from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.feedback.public import Outcome, OutcomeShown, OutcomeSource
from milepost.identity.public import User
from milepost.projects.public import Project, Task, Visibility
from milepost.ui.public import date_words


def _task(key: str, viewer: User) -> OutcomeShown | None:
    task = Task.objects.visible_to(viewer).filter(pk=int(key)).first()
    if task is None:
        return None
    words = _("%(task)s (%(state)s)") % {"task": task, "state": task.get_state_display().lower()}
    # What is internal is not told to those who asked, not even its name.
    sentence = ""
    if task.visibility != Visibility.INTERNAL and task.finish_on is not None:
        sentence = _("Planned to be done on %(day)s.") % {"day": date_words(task.finish_on)}
    return OutcomeShown(words, reverse("projects:task-detail", args=[task.pk]), sentence)


def _project(key: str, viewer: User) -> OutcomeShown | None:
    project = Project.objects.visible_to(viewer).filter(pk=int(key)).first()
    if project is None:
        return None
    words = _("%(project)s (%(state)s)") % {"project": project, "state": project.get_state_display().lower()}
    sentence = ""
    if project.target_on is not None and project.actual_on is None:
        sentence = _("It is a project of its own, to be ready on %(day)s.") % {"day": date_words(project.target_on)}
    return OutcomeShown(words, reverse("projects:project-detail", args=[project.pk]), sentence)


SOURCES = (OutcomeSource(Outcome.TASK, _task), OutcomeSource(Outcome.PROJECT, _project))
