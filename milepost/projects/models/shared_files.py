"""Which of our files the customer sees."""

from typing import Self

from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.files.public import StoredFile
from milepost.identity.public import Right, User
from milepost.projects.models.projects import Project, ProjectQuerySet
from milepost.projects.models.tasks import Task, TaskQuerySet


def hangs_on(tasks: TaskQuerySet, projects: ProjectQuerySet, prefix: str = "") -> Q:
    """Return the condition of the stored files that hang on some tasks and projects; `prefix` leads to the file."""
    found = Q()
    for rows in (tasks, projects):
        keys = rows.annotate(key=Cast("pk", TextField())).values("key")
        found |= Q(**{f"{prefix}owner_kind": rows.model.audit_kind(), f"{prefix}owner_key__in": keys})
    return found


class SharedFileQuerySet(models.QuerySet["SharedFile"]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever sees what the file hangs on."""
        if user.may(Right.READ_ALL):
            return self
        return self.filter(hangs_on(Task.objects.visible_to(user), Project.objects.visible_to(user), "file__"))


class SharedFile(Record):
    """A file of a task or project that one of us shows to those of the customer who see what it hangs on.

    What the customer added themselves needs none.
    """

    id: int
    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="+", verbose_name=_("file"))

    objects = SharedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared file")
        verbose_name_plural = _("shared files")

    def __str__(self) -> str:
        return str(self.file)
