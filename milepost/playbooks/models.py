"""Playbooks with their versions, and the runs that were begun from them."""

from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account
from milepost.audit.public import FoldedField, Record
from milepost.identity.public import Right, User
from milepost.playbooks.reading.documents import playbook_of_data
from milepost.playbooks.records import PlaybookDocument
from milepost.projects.public import OfProjectQuerySet, PartySide, Project, ProjectKind, Task


class PlaybookQuerySet(models.QuerySet["Playbook"]):
    def visible_to(self, user: User) -> Self:
        """Every playbook to those who read all: they say nothing of any customer. A contributor starts none."""
        return self if user.may(Right.READ_ALL) else self.none()

    def in_use(self) -> Self:
        """Return those that can be started: published and not archived."""
        return self.filter(archived_at=None, published__isnull=False)


class Playbook(Record):
    """A template of projects. What it says is in its versions; name, kind and count of steps repeat the published."""

    id: int
    key = models.CharField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedField()
    kind = models.CharField(_("kind"), max_length=12, choices=ProjectKind.choices)
    published: models.ForeignKey["PlaybookVersion | None"] = models.ForeignKey(
        "playbooks.PlaybookVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("published version")
    )
    step_count = models.PositiveSmallIntegerField(_("steps"), default=0)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = PlaybookQuerySet.as_manager()

    class Meta:
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        indexes = [models.Index(fields=["name_folded", "id"], name="playbook_by_name")]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="playbook_has_a_name")]

    def __str__(self) -> str:
        return self.name


class OfPlaybookQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that belong to a playbook and are seen by whoever sees it."""

    def visible_to(self, user: User) -> Self:
        return self.filter(playbook__in=Playbook.objects.visible_to(user).values("pk"))


class DraftQuerySet(models.QuerySet["PlaybookDraft"]):
    def visible_to(self, user: User) -> Self:
        """Every draft to those who write playbooks."""
        return self if user.may(Right.MANAGE_PLAYBOOKS) else self.none()


class PlaybookVersion(Record):
    """What a playbook said at a time: `document` in the words of its file. Only its publishing is ever written later.

    `is_shipped`: it came with Milepost. One that follows it may come so, too; one that somebody wrote stays.
    """

    id: int
    playbook = models.ForeignKey(Playbook, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    document: models.JSONField[dict[str, Any]] = models.JSONField(_("what it says"))
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    by_label = models.CharField(_("by"), max_length=200)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    is_shipped = models.BooleanField(_("came with Milepost"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    # The row itself never changes and keeps it.
    AUDIT_IGNORED = frozenset({"document"})

    objects = OfPlaybookQuerySet["PlaybookVersion"].as_manager()

    class Meta:
        verbose_name = _("version of a playbook")
        verbose_name_plural = _("versions of playbooks")
        constraints = [models.UniqueConstraint(fields=["playbook", "number"], name="playbook_version_once")]

    def __str__(self) -> str:
        return f"{self.document.get('name')} {self.number}"  # what it is called costs no query

    @cached_property
    def records(self) -> PlaybookDocument:
        """Return what it says, as records."""
        return playbook_of_data(self.document)


class PlaybookDraft(Record):
    """A playbook while it is being written: of one that exists, or of one that is still to be.

    `document` may be unfinished; what is wrong with it stands in the way of publishing alone.
    """

    id: int
    playbook = models.OneToOneField(Playbook, models.CASCADE, null=True, related_name="draft")
    based_on = models.ForeignKey(PlaybookVersion, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    document: models.JSONField[dict[str, Any]] = models.JSONField(_("what it says"))
    last_act = models.CharField(_("last act"), max_length=300, blank=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    # Its acts keep what it said before each of them.
    AUDIT_IGNORED = frozenset({"document"})

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a playbook")
        verbose_name_plural = _("drafts of playbooks")

    def __str__(self) -> str:
        return self.name


class DraftAct(models.Model):
    """What a draft said before an act on it, so that the act can be taken back."""

    AUDIT_EXEMPT = "written and used up by acts on drafts, which are audited"

    id: int
    draft = models.ForeignKey(PlaybookDraft, models.CASCADE, related_name="acts")
    before: models.JSONField[dict[str, Any]] = models.JSONField(_("before"))
    label = models.CharField(_("act"), max_length=300)
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("act on a draft")
        verbose_name_plural = _("acts on drafts")

    def __str__(self) -> str:
        return self.label


class Run(Record):
    """A project that was begun from a version of a playbook, with the dates and answers that were given.

    `anchor` and `anchor_on` are what the playbook counts from: a second open one for the same needs a reason.
    """

    id: int
    project = models.OneToOneField(Project, models.CASCADE, related_name="+")
    version_used = models.ForeignKey(PlaybookVersion, models.PROTECT, related_name="runs")
    playbook = models.ForeignKey(Playbook, models.PROTECT, related_name="runs")
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    anchor = models.CharField(_("counted from"), max_length=60)
    anchor_on = models.DateField(_("on"), null=True)
    anchors: models.JSONField[dict[str, str]] = models.JSONField(_("dates"), default=dict)
    answers: models.JSONField[dict[str, str]] = models.JSONField(_("answers"), default=dict)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    started_by = models.CharField(_("by"), max_length=200)
    reason = models.CharField(_("why once more"), max_length=300, blank=True)
    # The revision of the plan from which its steps were told last.
    learnt_revision = models.PositiveIntegerField(null=True, editable=False)

    AUDIT_IGNORED = frozenset({"learnt_revision"})

    objects = OfProjectQuerySet["Run"].as_manager()

    class Meta:
        verbose_name = _("run of a playbook")
        verbose_name_plural = _("runs of playbooks")
        indexes = [
            models.Index(fields=["playbook", "account", "anchor", "anchor_on"], name="run_for_an_anchor"),
            models.Index(fields=["account"], name="run_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.playbook}: {self.project}"


class RunStep(models.Model):
    """Which task a run made of which step, and what that took: `actions/learning.py` looks at it again and again.

    `waited_for` is the side that held it up, `waited_days` for how long. The playbook repeats the run's.
    """

    AUDIT_EXEMPT = "written with its run, which is audited; what it took is told by the task, which is, too"

    id: int
    run = models.ForeignKey(Run, models.CASCADE, related_name="steps")
    playbook = models.ForeignKey(Playbook, models.PROTECT, null=True, related_name="+", db_index=False)
    step = models.CharField(_("step"), max_length=60)
    took_minutes = models.PositiveIntegerField(_("took"), null=True)
    waited_for = models.CharField(_("waited for"), max_length=6, choices=PartySide.choices, blank=True)
    waited_days = models.PositiveIntegerField(_("days waited"), null=True)
    # The number stays when the task is deleted: where that is taken back, the task is the step's again.
    task = models.ForeignKey(Task, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = _("step of a run")
        verbose_name_plural = _("steps of runs")
        # All that is told of a playbook's steps is read from these, never from the rows.
        indexes = [
            models.Index(fields=["playbook", "step", "took_minutes"], name="run_step_took"),
            models.Index(
                fields=["playbook", "step", "waited_for", "waited_days"],
                condition=Q(waited_days__isnull=False),
                name="run_step_waited",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["run", "step"], name="run_step_once")]

    def __str__(self) -> str:
        return self.step
