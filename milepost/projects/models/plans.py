"""What became of the plan: each change of dates with its moves, and the baselines that it is compared with."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import Record
from milepost.identity.public import Right, User
from milepost.projects.models.projects import OfProjectQuerySet, Project
from milepost.projects.models.tasks import Task
from milepost.projects.models.wall_clock import WallClockField
from milepost.projects.records import MoveOrigin, PartySide


class SlipCause(Record):
    """One of the reasons for which dates move, as each installation names them; with the side that it usually is."""

    id: int
    name = models.CharField(_("name"), max_length=80, unique=True)
    side = models.CharField(_("usually"), max_length=6, choices=PartySide.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("cause of a slip")
        verbose_name_plural = _("causes of slips")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class PlanChangeQuerySet(models.QuerySet["PlanChange"]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever sees its root; one without a root by whoever sees the whole project."""
        if user.may(Right.READ_ALL):
            return self
        whole = Q(project__in=Project.objects.seen_whole_by(user).values("pk"))
        return self.filter(whole | Q(task__in=Task.objects.visible_to(user).values("pk")))

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Seen by whoever sees its root. Of others the customer learns what they did to the forecast, not what."""
        return self.filter(task__in=Task.objects.visible_to_contact(contact, account).values("pk"))


class PlanChange(Record):
    """One act that moved dates: its root, who did it, why, and on whose side the reason lies.

    `forecast_from` and `forecast_to` are the project's forecast before and after it; each change begins where the one
    before ended, so that their effects add up. `task` is the root, the task at which the movement began; None where
    there is no single one (a calendar), or it was deleted: `label` keeps its name. `revision` is that of the plan which
    the act made. The acts of one request share a `batch`, the same as in the log, and are told in the order of their
    numbers, each with what it alone did. `is_cause_given`: a person said why; else it was derived from who held the
    work.
    """

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="plan_changes")
    at = models.DateTimeField(_("when"), default=timezone.now)
    revision = models.PositiveIntegerField()
    origin = models.CharField(_("kind"), max_length=10, choices=MoveOrigin.choices, default=MoveOrigin.EDIT)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")
    label = models.CharField(_("what"), max_length=300)
    by_label = models.CharField(_("by"), max_length=200)
    batch = models.CharField(max_length=64, blank=True)
    forecast_from = models.DateField(null=True)
    forecast_to = models.DateField(null=True)
    cause = models.ForeignKey(SlipCause, models.PROTECT, null=True, blank=True, related_name="+")
    side = models.CharField(_("side"), max_length=6, choices=PartySide.choices, default=PartySide.OURS)
    note = models.CharField(_("in words"), max_length=500, blank=True)
    is_cause_given = models.BooleanField(default=False)
    is_agreed = models.BooleanField(_("agreed with the customer"), default=False)

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a plan")
        verbose_name_plural = _("changes of plans")
        indexes = [
            models.Index(fields=["project", "id"], name="plan_change_in_order"),
            models.Index(fields=["batch"], name="plan_change_of_batch", condition=~Q(batch="")),
        ]

    def __str__(self) -> str:
        return self.label


class OfPlanChangeQuerySet[M: models.Model](models.QuerySet[M]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever sees the task; the moves of a deleted one by whoever sees the whole project."""
        if user.may(Right.READ_ALL):
            return self
        tasks, projects = Task.objects.visible_to(user), Project.objects.seen_whole_by(user)
        gone = Q(task=None, change__project__in=projects.values("pk"))
        return self.filter(gone | Q(task__in=tasks.values("pk")))

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Seen by whoever sees the task."""
        return self.filter(task__in=Task.objects.visible_to_contact(contact, account).values("pk"))


class TaskMove(models.Model):
    """What one act did to the dates of one task. None on one side: it was added, or removed.

    `because_of` is the task that pushed or pulled it; None: it is the root itself, or a constraint let it go.
    """

    AUDIT_EXEMPT = "it is itself the log of computed dates; the act that moved them is audited"

    id: int
    change = models.ForeignKey(PlanChange, models.CASCADE, related_name="moves")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="moves")
    because_of = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    label = models.CharField(max_length=300)
    start_from = WallClockField(null=True)
    start_to = WallClockField(null=True)
    finish_from = WallClockField(null=True)
    finish_to = WallClockField(null=True)

    objects = OfPlanChangeQuerySet["TaskMove"].as_manager()

    class Meta:
        verbose_name = _("move of a task")
        verbose_name_plural = _("moves of tasks")
        indexes = [models.Index(fields=["task", "change"], name="moves_of_task")]

    def __str__(self) -> str:
        return f"{self.label}: {self.finish_from} → {self.finish_to}"


class Baseline(Record):
    """The plan as it was at a moment, by name; never changed. With `is_agreement` it is what the customer agreed to."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="baselines")
    name = models.CharField(_("name"), max_length=120)
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)
    by_label = models.CharField(_("by"), max_length=200)
    is_agreement = models.BooleanField(_("agreed with the customer"), default=False)
    revision = models.PositiveIntegerField()
    after_change_id = models.PositiveBigIntegerField(default=0)
    go_live = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    forecast_on = models.DateField(_("go-live then"), null=True)

    objects = OfProjectQuerySet["Baseline"].as_manager()

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="baseline_named_once")]
        indexes = [models.Index(fields=["project", "-id"], name="baseline_newest")]

    def __str__(self) -> str:
        return self.name


class OfBaselineQuerySet[M: models.Model](models.QuerySet[M]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever sees the task; of a deleted one by whoever sees the whole project."""
        if user.may(Right.READ_ALL):
            return self
        tasks, projects = Task.objects.visible_to(user), Project.objects.seen_whole_by(user)
        gone = Q(task=None, baseline__project__in=projects.values("pk"))
        return self.filter(gone | Q(task__in=tasks.values("pk")))


class BaselineTask(models.Model):
    """One task as it was in a baseline. `task_number` is its id, also while it is deleted, so that an undo finds it."""

    AUDIT_EXEMPT = "a frozen copy, written once with its baseline, which is audited"

    id: int
    baseline = models.ForeignKey(Baseline, models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    task_number = models.PositiveBigIntegerField(null=True, editable=False)
    wbs = models.CharField(max_length=60, blank=True)
    outline_order = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300)
    is_milestone = models.BooleanField(default=False)
    is_summary = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)
    duration_minutes = models.PositiveIntegerField()
    estimate_minutes = models.PositiveIntegerField(null=True)
    start_at = WallClockField(null=True)
    finish_at = WallClockField(null=True)

    objects = OfBaselineQuerySet["BaselineTask"].as_manager()

    class Meta:
        verbose_name = _("task of a baseline")
        verbose_name_plural = _("tasks of baselines")
        ordering = ("outline_order",)
        constraints = [models.UniqueConstraint(fields=["baseline", "task"], name="baseline_task_once")]

    def __str__(self) -> str:
        return self.title
