"""The register of a project: risks, issues, decisions."""

from types import MappingProxyType
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact, Escalation, Severity
from milepost.audit.public import Record
from milepost.identity.public import User
from milepost.projects.models.projects import Project, shared_with
from milepost.projects.models.scope import OfWholeProjectQuerySet
from milepost.projects.models.tasks import Task
from milepost.projects.records_register import (
    WATCHED_RISK_STATES,
    Impact,
    IssueState,
    Probability,
    RiskLevel,
    RiskState,
    Seen,
    level_of,
)


class Entry(Record):
    """What risks, issues and decisions have in common: a number within the project, and who sees it."""

    id: int
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("what"), max_length=200)
    visibility = models.CharField(_("seen by"), max_length=8, choices=Seen.choices, default=Seen.INTERNAL)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class EntryQuerySet[M: models.Model](OfWholeProjectQuerySet[M]):
    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return what somebody chose to show to everyone at the customer."""
        return self.filter(shared_with(contact, account), visibility=Seen.CUSTOMER)


class RiskQuerySet(EntryQuerySet["Risk"]):
    def watched(self) -> Self:
        return self.filter(state__in=WATCHED_RISK_STATES)


class Risk(Entry):
    """Something that may happen: how likely, how bad, whose to watch, and what is done so that it does not.

    What is done are tasks of the plan (`RiskTask`). A risk that happened became an issue.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="risks")
    detail = models.TextField(_("what would happen, and what we do about it"), max_length=5000, blank=True)
    probability = models.PositiveSmallIntegerField(
        _("probability"), choices=Probability.choices, default=Probability.POSSIBLE
    )
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact.choices, default=Impact.MODERATE)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    review_on = models.DateField(_("review on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RiskState.choices, default=RiskState.OPEN)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        indexes = [models.Index(fields=["state", "review_on"], name="risks_by_review")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="risk_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="risk_has_a_title"),
            models.CheckConstraint(
                condition=Q(probability__range=(1, 5), impact__range=(1, 5)), name="risk_within_its_matrix"
            ),
        ]

    @property
    def score(self) -> int:
        return self.probability * self.impact

    @property
    def level(self) -> RiskLevel:
        return level_of(self.score)

    @property
    def is_watched(self) -> bool:
        return self.state in WATCHED_RISK_STATES


class OfRiskQuerySet(OfWholeProjectQuerySet["RiskTask"]):
    project_path = "risk__project"


class RiskTask(Record):
    """A task of the plan that is to keep a risk from happening, or small."""

    id: int
    risk = models.ForeignKey(Risk, models.CASCADE, related_name="measures")
    task = models.ForeignKey(Task, models.CASCADE, related_name="+")

    AUDIT_PART_OF = MappingProxyType({"risk": "measures"})

    objects = OfRiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task against a risk")
        verbose_name_plural = _("tasks against risks")
        constraints = [models.UniqueConstraint(fields=["risk", "task"], name="risk_task_once")]

    def __str__(self) -> str:
        return str(self.task)


class IssueQuerySet(EntryQuerySet["Issue"]):
    def open(self) -> Self:
        return self.filter(state=IssueState.OPEN)

    def escalated(self) -> Self:
        """Return open ones that were handed up."""
        return self.open().filter(escalated_at__isnull=False)


class Issue(Entry):
    """Something that went wrong in a project: how bad, whose, handed up to whom since when, resolved with what.

    `risk` is what it was before it happened. `escalation` is that of the whole account, where there is one.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="issues")
    detail = models.TextField(_("what happened"), max_length=5000, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.MEDIUM)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=8, choices=IssueState.choices, default=IssueState.OPEN)
    risk = models.ForeignKey(Risk, models.SET_NULL, null=True, blank=True, related_name="issues")
    escalated_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("escalated to")
    )
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    escalation = models.ForeignKey(
        Escalation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("escalation of the account"),
    )
    resolution = models.TextField(_("resolved with"), max_length=5000, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        indexes = [models.Index(fields=["escalated_to", "state"], name="issues_handed_up")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="issue_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="issue_has_a_title"),
            models.CheckConstraint(condition=Q(state="open") | Q(resolved_at__isnull=False), name="issue_resolved_at"),
            models.CheckConstraint(
                condition=Q(escalated_at=None, escalated_to=None)
                | Q(escalated_at__isnull=False, escalated_to__isnull=False),
                name="issue_escalated_to_somebody",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == IssueState.OPEN


class Decision(Entry):
    """What was decided: why, instead of what, by whom on either side, when, and which decision it replaces."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="decisions")
    why = models.TextField(_("why"), max_length=5000, blank=True)
    alternatives = models.TextField(_("what else was possible"), max_length=5000, blank=True)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by, of us")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by, of the customer")
    )
    decided_on = models.DateField(_("decided on"))
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )

    objects = EntryQuerySet["Decision"].as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="decision_has_a_title"),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("id")), name="decision_does_not_replace_itself"
            ),
        ]
