"""Deliverables handed over: each version, and whether it was accepted."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.audit.public import Record
from milepost.projects.models.projects import shared_with
from milepost.projects.models.scope import OfWholeProjectQuerySet, ScopeItem
from milepost.projects.records_scope import DeliveryState


class OfDeliverableQuerySet(OfWholeProjectQuerySet["Delivery"]):
    project_path = "deliverable__project"

    def visible_to_contact(self, contact: Contact, account: Account) -> Self:
        """Return every version that was handed over."""
        return self.filter(shared_with(contact, account, "deliverable__project"))


class Delivery(Record):
    """One version of a deliverable that was submitted, and what was said of it. At most one waits for its answer."""

    id: int
    deliverable = models.ForeignKey(ScopeItem, models.CASCADE, related_name="deliveries")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.SUBMITTED)
    note = models.TextField(_("what is handed over"), max_length=5000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    by_label = models.CharField(_("by"), max_length=200)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decider = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    recorded_by = models.CharField(_("written down by"), max_length=200, blank=True)
    answer = models.TextField(_("what is to be changed, or evidence"), max_length=5000, blank=True)

    objects = OfDeliverableQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a deliverable")
        verbose_name_plural = _("versions of deliverables")
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "number"], name="delivery_number_once"),
            models.UniqueConstraint(
                fields=["deliverable"], condition=Q(state="submitted"), name="delivery_one_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="submitted") | Q(decided_at__isnull=False), name="delivery_decided_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return _("%(deliverable)s, version %(number)s") % {"deliverable": self.deliverable, "number": self.number}
