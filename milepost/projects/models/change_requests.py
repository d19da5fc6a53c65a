"""Change requests: what is to be otherwise than agreed, what that does to dates, hours, money, and its end."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import Record
from milepost.identity.public import User
from milepost.projects.models.plans import Baseline
from milepost.projects.models.projects import Project, shared_with
from milepost.projects.models.scope import OfWholeProjectQuerySet, ScopeVersion
from milepost.projects.records_scope import OPEN_CHANGE_STATES, ChangeState, Payer

AMOUNT_MOST = 99_999_999


class ChangeRequestQuerySet(OfWholeProjectQuerySet["ChangeRequest"]):
    def open(self) -> "ChangeRequestQuerySet":
        return self.filter(state__in=OPEN_CHANGE_STATES)

    def visible_to_contact(self, contact: Contact, account: Account) -> "ChangeRequestQuerySet":
        """Return those that were sent to the customer, also what became of them; not what we still think about."""
        thinking = Q(state__in=[ChangeState.DRAFT, ChangeState.REVIEW, ChangeState.READY])
        return self.filter(~thinking, shared_with(contact, account), sent_at__isnull=False)


class ChangeRequest(Record):
    """Something that is to be otherwise than agreed.

    `plan_edits` is the text that `queries/plan_edit_texts.py` reads, `scope_edits` what is added to the scope and left
    out of it. `revision` is that of the plan from which the effect was computed; `effect` holds what was shown of it.
    `extra_days` are working days of go-live, `extra_minutes` work of all. Approval makes `made_scope` and `baseline`,
    and writes the plan under `batch`.
    """

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="change_requests")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("what is to change"), max_length=200)
    why = models.TextField(_("why"), max_length=5000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices, default=ChangeState.DRAFT)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by, of us")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by, of the customer")
    )
    payer = models.CharField(_("who pays"), max_length=8, choices=Payer.choices, default=Payer.NOBODY)
    amount = models.DecimalField(
        _("price"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(-AMOUNT_MOST), MaxValueValidator(AMOUNT_MOST)],
    )
    target_on = models.DateField(_("new go-live target"), null=True, blank=True)

    plan_edits = models.TextField(default="[]", editable=False)
    scope_edits: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list, editable=False)
    revision = models.PositiveIntegerField(null=True, editable=False)
    forecast_from = models.DateField(_("go-live before"), null=True, editable=False)
    forecast_to = models.DateField(_("go-live after"), null=True, editable=False)
    extra_days = models.IntegerField(_("working days"), default=0, editable=False)
    extra_minutes = models.IntegerField(_("work"), default=0, editable=False)
    effect: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list, editable=False)

    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    by_label = models.CharField(_("by"), max_length=200)
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approves for us")
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decider = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    recorded_by = models.CharField(_("written down by"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    evidence = models.TextField(_("evidence"), max_length=20_000, blank=True)
    made_scope = models.ForeignKey(ScopeVersion, models.PROTECT, null=True, blank=True, related_name="+")
    baseline = models.ForeignKey(Baseline, models.SET_NULL, null=True, blank=True, related_name="+")
    batch = models.CharField(max_length=64, blank=True, editable=False)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        indexes = [models.Index(fields=["state", "id"], name="change_requests_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="change_request_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="change_request_has_a_title"),
            models.CheckConstraint(condition=Q(user=None) | Q(contact=None), name="change_request_one_asks"),
        ]

    def __str__(self) -> str:
        return _("Change %(number)s: %(title)s") % {"number": self.number, "title": self.title}

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CHANGE_STATES

    @property
    def has_plan_edits(self) -> bool:
        return self.plan_edits not in {"", "[]"}

    @property
    def is_stale(self) -> bool:
        """Whether the plan was changed since its effect was computed."""
        return self.is_open and self.has_plan_edits and self.revision != self.project.revision
