"""Labels: words that people put on tasks and projects, kept in one list."""

from types import MappingProxyType
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import FoldedField, Record
from milepost.identity.public import Right, User
from milepost.projects.models.projects import Project
from milepost.projects.models.tasks import Task


class Label(Record):
    id: int
    name = models.CharField(_("name"), max_length=40)
    name_folded = FoldedField(unique=True, max_length=720)  # one letter folds to 18 at most

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")

    def __str__(self) -> str:
        return self.name


class LabellingQuerySet(models.QuerySet["Labelling"]):
    def visible_to(self, user: User) -> Self:
        """Return those of what somebody sees."""
        tasks = Task.objects.visible_to(user).values("pk")
        if user.may(Right.READ_ALL):
            return self.filter(Q(project__isnull=False) | Q(task__in=tasks))
        return self.filter(Q(task__in=tasks) | Q(project__in=Project.objects.visible_to(user).values("pk")))


class Labelling(Record):
    """A label on a task or on a project."""

    id: int
    label = models.ForeignKey(Label, models.CASCADE, related_name="labellings")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="labellings")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="labellings")

    AUDIT_PART_OF = MappingProxyType({"task": "labels", "project": "labels"})

    objects = LabellingQuerySet.as_manager()

    class Meta:
        verbose_name = _("label of a task or project")
        verbose_name_plural = _("labels of tasks and projects")
        constraints = [
            models.UniqueConstraint(fields=["task", "label"], name="label_on_task_once"),
            models.UniqueConstraint(fields=["project", "label"], name="label_on_project_once"),
            models.CheckConstraint(
                condition=Q(task=None, project__isnull=False) | Q(task__isnull=False, project=None),
                name="label_on_one_of_two",
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)
