"""Status reports of projects: written as a draft, frozen when they are sent, and to whom they went."""

from types import MappingProxyType
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import Record
from milepost.identity.public import User
from milepost.projects.models.projects import Project, shared_with
from milepost.projects.models.scope import OfWholeProjectQuerySet
from milepost.projects.records_reports import Light, ReportState

TEXT_MOST, WORD_MOST = 10_000, 300


def _light(label: Any) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=7, choices=Light.choices, default=Light.UNKNOWN)


def _word(label: Any) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=WORD_MOST, blank=True)


def _text(label: Any) -> "models.TextField[str, str]":
    return models.TextField(label, max_length=TEXT_MOST, blank=True)


class StatusReportQuerySet(OfWholeProjectQuerySet["StatusReport"]):
    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return those that were sent to them."""
        got = ReportRecipient.objects.filter(report=OuterRef("pk"), contact=contact)
        return self.filter(Exists(got), shared_with(contact, account), state=ReportState.SENT)


class StatusReport(Record):
    """What is told of a project at a day: four lights with the author's words, and texts.

    `since_on` is the day after which its texts were gathered. When it is sent, `document` is the canonical text of all
    that it says, and `sha256` its fingerprint; neither is changed any more. A project has one draft at most.
    """

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="status_reports")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=5, choices=ReportState.choices, default=ReportState.DRAFT)
    since_on = models.DateField(_("since"))
    on = models.DateField(_("as of"), default=timezone.localdate)
    scope_light, scope_word = _light(_("scope")), _word(_("scope in words"))
    schedule_light, schedule_word = _light(_("schedule")), _word(_("schedule in words"))
    budget_light, budget_word = _light(_("budget")), _word(_("budget in words"))
    mood_light, mood_word = _light(_("mood")), _word(_("mood in words"))
    summary, done, slipped = _text(_("in short")), _text(_("done")), _text(_("moved"))
    decided, agreed = _text(_("decided")), _text(_("agreed"))
    next, needed = _text(_("next")), _text(_("needed from the customer"))
    by_label = models.CharField(_("by"), max_length=200)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    document = models.TextField(_("document"), blank=True, editable=False)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        indexes = [models.Index(fields=["project", "state", "-on"], name="status_reports_newest")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="status_report_number_once"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="draft"), name="status_report_one_draft_of_project"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(sent_at__isnull=False) & ~Q(sha256="")),
                name="status_report_sent_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return _("Status report %(number)s") % {"number": self.number}

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT


class OfReportQuerySet[M: models.Model](OfWholeProjectQuerySet[M]):
    project_path = "report__project"


class ReportRecipient(Record):
    """Somebody to whom a report was sent by mail. `name` and `email` are as they were then; empty once erased."""

    id: int
    report = models.ForeignKey(StatusReport, models.CASCADE, related_name="recipients")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("of us"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("address"), blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    # The log keeps no name of a person that they cannot be erased from.
    AUDIT_SECRET = frozenset({"name", "email"})
    AUDIT_PART_OF = MappingProxyType({"report": "recipients"})

    objects = OfReportQuerySet["ReportRecipient"].as_manager()

    class Meta:
        verbose_name = _("recipient of a status report")
        verbose_name_plural = _("recipients of status reports")
        constraints = [models.CheckConstraint(condition=Q(user=None) | Q(contact=None), name="recipient_is_one_person")]

    def __str__(self) -> str:
        return self.name or str(_("somebody who was erased"))
