"""Under which key a task stands in the source that it was imported from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.projects.public import Task


class ImportedTask(models.Model):
    """The key of a task in one source. A source may use the same key in each of its projects."""

    AUDIT_EXEMPT = "says which row of a file a task was; the task is logged itself"

    id: int
    source = models.CharField(_("source"), max_length=40)
    key = models.CharField(_("key"), max_length=200)
    task = models.ForeignKey(Task, models.CASCADE, related_name="+")

    class Meta:
        app_label = "integrations"
        indexes = [models.Index(fields=["source", "key"], name="imported_task_by_key")]
        constraints = [models.UniqueConstraint(fields=["task", "source"], name="imported_task_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
