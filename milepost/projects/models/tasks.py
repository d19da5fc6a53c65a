"""Tasks: the outline of a project's plan, what holds each of them, and whose they are."""

from types import MappingProxyType
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import FoldedField, Record
from milepost.identity.public import Right, User
from milepost.projects.models.calendars import WorkCalendar
from milepost.projects.models.projects import Project, ProjectMember, accounts_of_team, shared_with
from milepost.projects.models.wall_clock import WallClockField
from milepost.projects.records import (
    OPEN_TASK_STATES,
    ConstraintKind,
    LagKind,
    Letter,
    LinkType,
    Part,
    PartySide,
    Priority,
    TaskState,
    Visibility,
)

_LED = (Part.LEAD, Part.OVERSEES)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> Self:
        """Return what `user` may see.

        Those who read all see every task of a project or an account. A contributor sees the tasks that name them, those
        of projects that they lead or oversee, and those of accounts on whose team they are. A task that belongs to
        nobody is seen by its author and those it names.
        """
        if user.may(Right.READ_ALL):  # said of each row: a list of all that name them is made for every look-up
            is_named = Exists(TaskParty.objects.filter(task=OuterRef("pk"), user=user))
            return self.filter(Q(project__isnull=False) | Q(account__isnull=False) | Q(author=user) | is_named)
        led = ProjectMember.objects.filter(user=user, part__in=_LED).values("project")
        named = Q(pk__in=TaskParty.objects.filter(user=user).values("task"))
        personal = Q(author=user, project=None, account=None)
        return self.filter(named | personal | Q(project__in=led) | Q(account__in=accounts_of_team(user)))

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what is shown of shared projects to everyone at the customer, and to somebody whom a task names."""
        return self.filter(shown_to(contact), shared_with(contact, account))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_TASK_STATES)


def shown_to(contact: Contact, task: str = "pk") -> Q:
    """Return the condition that what has a visibility shows it to a contact; `task` is the column of its task."""
    named = TaskParty.objects.filter(task=OuterRef(task), contact=contact)
    return Q(visibility=Visibility.CUSTOMER) | Q(Exists(named), visibility=Visibility.NAMED)


class Task(Record):
    """A piece of work, a milestone, or a summary (a task with others below it).

    Of a project; or of an account alone; or of nobody, then it is its author's. What people decide (length, links,
    constraint, pin, progress) goes into the engine; the dates below come out of it. `account` repeats the project's,
    so that a list of tasks finds it in one place. `position` orders the tasks of one parent.

    Lengths are working minutes. `estimate_minutes` is effort, which need not be the length. Moments are those of the
    plan's wall clock. `rolled_to`: the rest of the work was moved to that day because it was overdue.
    """

    id: int
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="tasks")
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(_("place among its siblings"), default=0)
    title = models.CharField(_("title"), max_length=300)
    title_folded = FoldedField(of="title", max_length=300)
    description = models.TextField(_("description"), blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    state = models.CharField(_("state"), max_length=10, choices=TaskState.choices, default=TaskState.TODO)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    visibility = models.CharField(_("seen by"), max_length=10, choices=Visibility.choices, default=Visibility.INTERNAL)
    is_milestone = models.BooleanField(_("milestone"), default=False)
    is_meeting = models.BooleanField(_("joint meeting"), default=False)
    # A list of texts: what must be true before it counts as done.
    accepted_when: models.JSONField[list[str]] = models.JSONField(_("accepted when"), default=list, blank=True)

    duration_minutes = models.PositiveIntegerField(_("length"), default=480)
    is_elapsed = models.BooleanField(_("runs day and night"), default=False)
    estimate_minutes = models.PositiveIntegerField(_("estimate"), null=True, blank=True)
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, null=True, blank=True, related_name="+")
    constraint_kind = models.CharField(_("constraint"), max_length=4, choices=ConstraintKind.choices, blank=True)
    constraint_at = WallClockField(_("of"), null=True, blank=True)
    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    pinned_start = WallClockField(_("pinned to"), null=True, blank=True)
    pinned_finish = WallClockField(_("pinned until"), null=True, blank=True)
    actual_start = WallClockField(_("began"), null=True, blank=True)
    actual_finish = WallClockField(_("ended"), null=True, blank=True)
    percent_complete = models.PositiveSmallIntegerField(
        _("per cent complete"), default=0, validators=[MaxValueValidator(100)]
    )
    remaining_minutes = models.PositiveIntegerField(_("remaining"), null=True, blank=True)
    rolled_to = models.DateField(null=True, editable=False)
    # In scrum: the sprint that it is planned into, and its place there or in the backlog (None: behind those with one).
    sprint = models.ForeignKey(
        "projects.Sprint", models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("sprint")
    )
    backlog_place = models.BigIntegerField(_("place in the backlog"), null=True, blank=True, editable=False)
    splits: models.JSONField[list[Any]] = models.JSONField(default=list, blank=True, editable=False)

    # The place of its card in the column of its state, the lowest on top; None until somebody put it somewhere.
    card_rank = models.BigIntegerField(null=True, editable=False)

    # What the engine computed.
    wbs = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    outline_order = models.PositiveIntegerField(default=0, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    is_summary = models.BooleanField(default=False, editable=False)
    start_at = WallClockField(_("start"), null=True, editable=False)
    finish_at = WallClockField(_("finish"), null=True, editable=False)
    start_on = models.DateField(_("start"), null=True, editable=False)
    finish_on = models.DateField(_("finish"), null=True, editable=False)
    total_slack_minutes = models.IntegerField(_("slack"), null=True, editable=False)
    free_slack_minutes = models.IntegerField(_("free slack"), null=True, editable=False)
    is_critical = models.BooleanField(_("critical"), default=False, editable=False)

    COMPUTED = (
        "wbs",
        "outline_order",
        "depth",
        "is_summary",
        "start_at",
        "finish_at",
        "start_on",
        "finish_on",
        "total_slack_minutes",
        "free_slack_minutes",
        "is_critical",
    )
    # Where a card lies on the board is no fact about the task: nobody's change is stale because of it.
    AUDIT_IGNORED = frozenset((*COMPUTED, "card_rank"))

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["project", "outline_order"], name="task_in_outline"),
            models.Index(fields=["parent", "position"], name="task_among_siblings"),
            models.Index(fields=["account", "state", "finish_on"], name="task_of_account"),
            models.Index(fields=["state", "finish_on", "id"], name="task_by_finish"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="task_has_a_title"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="task_not_its_own_parent"),
            models.CheckConstraint(condition=Q(percent_complete__lte=100), name="task_done_by_100_at_most"),
            models.CheckConstraint(
                condition=Q(pinned_start=None) | Q(pinned_finish=None) | Q(pinned_finish__gte=F("pinned_start")),
                name="task_pin_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(actual_start=None) | Q(actual_finish=None) | Q(actual_finish__gte=F("actual_start")),
                name="task_ended_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(constraint_kind__in=["", "ALAP"]) | Q(constraint_at__isnull=False),
                name="task_constraint_has_its_date",
            ),
            models.CheckConstraint(condition=Q(parent=None) | Q(project__isnull=False), name="task_parent_in_project"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_TASK_STATES

    @property
    def is_shared(self) -> bool:
        """Whether anybody at the customer sees it."""
        return self.visibility != Visibility.INTERNAL


class OfTaskQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to a task and are seen by whoever sees it."""

    def visible_to(self, user: User) -> Self:
        if user.may(Right.READ_ALL):  # said of the row's own task: to gather all that they see costs a list of all
            own = Q(task__author=user) | Q(task__in=TaskParty.objects.filter(user=user).values("task"))
            return self.filter(Q(task__project__isnull=False) | Q(task__account__isnull=False) | own)
        return self.filter(task__in=Task.objects.visible_to(user).values("pk"))


class ShownWithTaskQuerySet[M: models.Model](OfTaskQuerySet[M]):
    """Rows that the customer sees wherever they see the task."""

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        return self.filter(task__in=Task.objects.visible_to_contact(contact, account).values("pk"))


class TaskParty(Record):
    """Somebody's part in a task: a colleague, a contact of the customer, or a role that somebody will fill."""

    id: int
    task = models.ForeignKey(Task, models.CASCADE, related_name="parties")
    letter = models.CharField(_("part"), max_length=1, choices=Letter.choices, default=Letter.RESPONSIBLE)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    role = models.CharField(_("role"), max_length=80, blank=True)
    side = models.CharField(_("side"), max_length=6, choices=PartySide.choices, default=PartySide.OURS)

    AUDIT_PART_OF = MappingProxyType({"task": "parties"})

    objects = ShownWithTaskQuerySet["TaskParty"].as_manager()

    class Meta:
        verbose_name = _("party of a task")
        verbose_name_plural = _("parties of tasks")
        indexes = [models.Index(fields=["user", "letter", "task"], name="task_party_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["task", "letter", "user"], name="task_party_user_once"),
            models.UniqueConstraint(fields=["task", "letter", "contact"], name="task_party_contact_once"),
            models.UniqueConstraint(
                fields=["task", "letter", "role"], condition=~Q(role=""), name="task_party_role_once"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, contact=None, role="", side=PartySide.OURS.value)
                | Q(user=None, contact__isnull=False, role="", side=PartySide.THEIRS.value)
                | (Q(user=None, contact=None) & ~Q(role="")),
                name="task_party_is_one_of_three",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.contact or self.role} · {self.letter}"


class DependencyQuerySet(models.QuerySet["Dependency"]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever sees both ends; they are of one project, so that those who read all see every link."""
        if user.may(Right.READ_ALL):
            return self
        seen = Task.objects.visible_to(user).values("pk")
        return self.filter(predecessor__in=seen, successor__in=seen)

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Seen by whoever sees both ends."""
        seen = Task.objects.visible_to_contact(contact, account).values("pk")
        return self.filter(predecessor__in=seen, successor__in=seen)


class Dependency(Record):
    """A link of two tasks of one project. `lag_minutes` or, of the share, `lag_percent`; below zero it is a lead."""

    id: int
    predecessor = models.ForeignKey(Task, models.CASCADE, related_name="links_out")
    successor = models.ForeignKey(Task, models.CASCADE, related_name="links_in")
    type = models.CharField(_("type"), max_length=2, choices=LinkType.choices, default=LinkType.FINISH_START)
    lag_kind = models.CharField(_("lag counts"), max_length=8, choices=LagKind.choices, default=LagKind.WORKING)
    lag_minutes = models.IntegerField(_("lag"), default=0)
    lag_percent = models.SmallIntegerField(_("lag in per cent"), default=0)

    objects = DependencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "type"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="dependency_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} ({self.type})"
