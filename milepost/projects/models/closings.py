"""The end of a project: what it came to, what became of what was open, and what was learned."""

from types import MappingProxyType
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.projects.models.projects import Project
from milepost.projects.models.scope import OfWholeProjectQuerySet
from milepost.projects.models.tasks import Task
from milepost.projects.records_closing import EndKind, Fate, LessonKind


class Closing(Record):
    """One closing of a project; it may be reopened and closed again. `measures` is what it came to by then."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="closings")
    closed_at = models.DateTimeField(_("closed"), default=timezone.now)
    by_label = models.CharField(_("by"), max_length=200)
    summary = models.TextField(_("in short"), max_length=5000, blank=True)
    measures: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list, editable=False)
    hand_over = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("handed over in")
    )
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    reopened_by = models.CharField(_("reopened by"), max_length=200, blank=True)
    reopened_why = models.CharField(_("why"), max_length=500, blank=True)

    objects = OfWholeProjectQuerySet["Closing"].as_manager()

    class Meta:
        verbose_name = _("closing of a project")
        verbose_name_plural = _("closings of projects")
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(reopened_at=None), name="closing_one_stands")
        ]

    def __str__(self) -> str:
        return _("%(project)s, closed") % {"project": self.project}


class OfClosingQuerySet(OfWholeProjectQuerySet["ClosedEnd"]):
    project_path = "closing__project"


class ClosedEnd(Record):
    """Something that was open when a project was closed, by the name that it had, and what became of it."""

    id: int
    closing = models.ForeignKey(Closing, models.CASCADE, related_name="ends")
    kind = models.CharField(_("kind"), max_length=11, choices=EndKind.choices)
    label = models.CharField(_("what"), max_length=500)
    fate = models.CharField(_("what became of it"), max_length=8, choices=Fate.choices)
    reason = models.CharField(_("why"), max_length=500, blank=True)

    AUDIT_PART_OF = MappingProxyType({"closing": "ends"})

    objects = OfClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("open end of a project")
        verbose_name_plural = _("open ends of projects")

    def __str__(self) -> str:
        return self.label


class Lesson(Record):
    """What was learned in a project, of a phase or of the whole. The phase keeps its name."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="lessons")
    kind = models.CharField(_("kind"), max_length=6, choices=LessonKind.choices)
    phase = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("phase"))
    phase_label = models.CharField(_("phase"), max_length=300, blank=True)
    text = models.TextField(_("what was learned"), max_length=2000)
    by_label = models.CharField(_("by"), max_length=200)

    objects = OfWholeProjectQuerySet["Lesson"].as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="lesson_has_a_text")]

    def __str__(self) -> str:
        return self.text[:80]
