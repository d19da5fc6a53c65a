"""Days that the customer proposes for a task: nothing moves until one of us accepts."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact
from milepost.audit.public import Record
from milepost.projects.models.tasks import ShownWithTaskQuerySet, Task
from milepost.projects.records import DateProposalState


class DateProposal(Record):
    """Somebody of the customer would have a task done, or a meeting held, on another day. One is open at a time.

    `name` is as it was then; without `contact` they were erased. `was_on` is the day that the plan said.
    """

    id: int
    task = models.ForeignKey(Task, models.CASCADE, related_name="date_proposals")
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("of the customer")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    day = models.DateField(_("proposed day"))
    was_on = models.DateField(_("day of the plan"), null=True, blank=True)
    why = models.TextField(_("why"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DateProposalState.choices, default=DateProposalState.OPEN
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    batch = models.CharField(max_length=64, blank=True, editable=False)

    # The log keeps no name of a person that they cannot be erased from.
    AUDIT_SECRET = frozenset({"name"})

    objects = ShownWithTaskQuerySet["DateProposal"].as_manager()

    class Meta:
        verbose_name = _("proposed day")
        verbose_name_plural = _("proposed days")
        indexes = [models.Index(fields=["state", "proposed_at"], name="date_proposals_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(state="open"), name="date_proposal_one_open_of_task"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_at__isnull=False), name="date_proposal_decided_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} · {self.day}"

    @property
    def is_open(self) -> bool:
        return self.state == DateProposalState.OPEN

    @property
    def who(self) -> str:
        return self.name or str(_("somebody who was erased"))
