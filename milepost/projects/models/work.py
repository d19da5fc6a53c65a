"""What gathers around a task while it is worked on: steps, talk, those who watch, what holds it up, time spent."""

from types import MappingProxyType
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import Record
from milepost.identity.public import Right, User
from milepost.projects.models.projects import Project
from milepost.projects.models.tasks import OfTaskQuerySet, ShownWithTaskQuerySet, Task, shown_to
from milepost.projects.records import PartySide, Visibility

DAY_MINUTES = 24 * 60


class ChecklistItem(Record):
    """A small step of a task, ticked off when it is done."""

    id: int
    task = models.ForeignKey(Task, models.CASCADE, related_name="checklist")
    text = models.CharField(_("step"), max_length=300)
    is_done = models.BooleanField(_("done"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)

    AUDIT_PART_OF = MappingProxyType({"task": "checklist"})

    objects = ShownWithTaskQuerySet["ChecklistItem"].as_manager()

    class Meta:
        verbose_name = _("step of a checklist")
        verbose_name_plural = _("steps of checklists")
        ordering = ("position", "pk")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="checklist_item_has_a_text")]

    def __str__(self) -> str:
        return self.text


class TaskCommentQuerySet(OfTaskQuerySet["TaskComment"]):
    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what is not only for us, to those who see the task."""
        tasks = Task.objects.visible_to_contact(contact, account).values("pk")
        return self.filter(shown_to(contact, "task"), task__in=tasks)


class TaskComment(Record):
    """What somebody said about a task, as Markdown.

    Only we see what is internal; what is not is seen by those of the customer who see the task. Without `author` and
    `contact` it was said by somebody of the customer who was erased.
    """

    id: int
    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    visibility = models.CharField(_("seen by"), max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL)
    text = models.TextField(_("comment"))

    objects = TaskCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["task", "id"], name="comments_of_task")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_a_text"),
            models.CheckConstraint(condition=Q(author=None) | Q(contact=None), name="comment_of_one_person"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_shared(self) -> bool:
        """Whether the customer reads it."""
        return self.visibility != Visibility.INTERNAL

    @property
    def who(self) -> str:
        return str(self.author or self.contact or _("somebody who was erased"))


class TaskWatcher(Record):
    """A colleague who is told what happens with a task."""

    id: int
    task = models.ForeignKey(Task, models.CASCADE, related_name="watchers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OfTaskQuerySet["TaskWatcher"].as_manager()

    class Meta:
        verbose_name = _("watcher of a task")
        verbose_name_plural = _("watchers of tasks")
        constraints = [models.UniqueConstraint(fields=["task", "user"], name="watcher_once")]

    def __str__(self) -> str:
        return str(self.user)


class Block(Record):
    """Something that holds a task up: from when until when, on whose side, why. At most one at a time."""

    id: int
    task = models.ForeignKey(Task, models.CASCADE, related_name="blocks")
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    side = models.CharField(_("side"), max_length=6, choices=PartySide.choices)
    who = models.CharField(_("by whom"), max_length=120, blank=True)
    why = models.CharField(_("why"), max_length=500)

    objects = OfTaskQuerySet["Block"].as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        indexes = [models.Index(fields=["task", "since"], name="blocks_of_task")]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(until=None), name="block_one_at_a_time"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="block_ends_later"),
            models.CheckConstraint(condition=~Q(why=""), name="block_says_why"),
        ]

    def __str__(self) -> str:
        return self.why


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    def visible_to(self, user: User) -> Self:
        """Return one's own, and those of projects that one sees as a whole."""
        if user.may(Right.READ_ALL):
            return self
        projects = Project.objects.seen_whole_by(user).values("pk")
        return self.filter(Q(user=user) | Q(project__in=projects))

    def running(self) -> Self:
        return self.exclude(started_at=None)


class TimeEntry(Record):
    """Minutes that a colleague worked on a day, for a project, and there mostly for a task.

    While a timer runs `started_at` says since when, and `minutes` is what was noted before.
    """

    id: int
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    project = models.ForeignKey(Project, models.CASCADE, related_name="time_entries")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="time_entries")
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=0, validators=[MinValueValidator(0), MaxValueValidator(DAY_MINUTES)]
    )
    note = models.CharField(_("what"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("running since"), null=True, blank=True)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("time entry")
        verbose_name_plural = _("time entries")
        indexes = [
            models.Index(fields=["user", "on"], name="time_of_person"),
            models.Index(fields=["project", "on"], name="time_of_project"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=DAY_MINUTES), name="time_within_a_day"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(started_at__isnull=False), name="time_one_timer_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.on} · {self.minutes}"
