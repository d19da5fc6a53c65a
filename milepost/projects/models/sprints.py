"""Sprints of scrum projects, and what was left to do in them from moment to moment."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.identity.public import Right, User
from milepost.projects.models.projects import OfProjectQuerySet, Project
from milepost.projects.models.tasks import Task
from milepost.projects.records import OPEN_SPRINT_STATES, ReadingKind, SprintState

CAPACITY_MOST = 100_000 * 60


class Sprint(Record):
    """A stretch of a scrum project, from a day to a day, and what it is to come to.

    `number` counts those of a project. `capacity_minutes` is the effort that its people have for it. Of those of a
    project that are not finished no two share a day, and one at most is running.
    """

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="sprints")
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    goal = models.TextField(_("goal"), blank=True, max_length=1000)
    start_on = models.DateField(_("first day"))
    end_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=SprintState.choices, default=SprintState.PLANNED)
    capacity_minutes = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(CAPACITY_MOST)]
    )
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    objects = OfProjectQuerySet["Sprint"].as_manager()

    class Meta:
        verbose_name = _("sprint")
        verbose_name_plural = _("sprints")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="sprint_number_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(state="running"), name="sprint_one_running"),
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="sprint_ends_later"),
        ]

    def __str__(self) -> str:
        return self.name or _now("Sprint %(number)s") % {"number": self.number}

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SPRINT_STATES


class SprintReadingQuerySet(models.QuerySet["SprintReading"]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever sees the task; of a deleted one by whoever sees the whole project."""
        if user.may(Right.READ_ALL):
            return self
        whole = Project.objects.seen_whole_by(user).values("pk")
        gone = Q(task=None, sprint__project__in=whole)
        return self.filter(gone | Q(task__in=Task.objects.visible_to(user).values("pk")))


class SprintReading(models.Model):
    """What a task of a running sprint came to at a moment; it holds until the next one of the same task.

    Effort in minutes: the whole of it, and what is left. `is_in`: it belongs to the sprint. `task_key` names the task
    also when it is deleted.
    """

    AUDIT_EXEMPT = "it is itself the log of what the audited tasks of a sprint came to"

    id: int
    sprint = models.ForeignKey(Sprint, models.CASCADE, related_name="readings")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    task_key = models.PositiveBigIntegerField()
    label = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=ReadingKind.choices)
    effort_minutes = models.PositiveIntegerField()
    remaining_minutes = models.PositiveIntegerField()
    is_in = models.BooleanField(default=True)
    is_done = models.BooleanField(default=False)
    by_label = models.CharField(max_length=200)

    objects = SprintReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a sprint")
        verbose_name_plural = _("readings of sprints")
        indexes = [models.Index(fields=["sprint", "at", "id"], name="sprint_readings")]

    def __str__(self) -> str:
        return f"{self.label}: {self.remaining_minutes}"
