"""Tasks that come again: the rule by which they do, and each time that they did."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.identity.public import User
from milepost.projects.models.tasks import OfTaskQuerySet, Task

# How long before its day each time is made.
AHEAD = dt.timedelta(days=14)


def made_by_now() -> dt.date:
    """Return the last day whose occurrences are made today: what a rule that is put back by the log goes on from."""
    return timezone.localdate(timezone=timezone.get_default_timezone()) + AHEAD


class Recurrence(Record):
    """A rule (RRULE of RFC 5545) by which a task comes again, from the day of its first time on.

    `made_until`: the last day for which occurrences have been made.
    """

    id: int
    task = models.ForeignKey(Task, models.CASCADE, related_name="recurrences")
    rule = models.CharField(_("rule"), max_length=200)
    first_on = models.DateField(_("first time"))
    made_until = models.DateField(editable=False, default=made_by_now)

    AUDIT_IGNORED = frozenset({"made_until"})

    objects = OfTaskQuerySet["Recurrence"].as_manager()

    class Meta:
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")
        constraints = [models.UniqueConstraint(fields=["task"], name="task_recurrence_one")]

    def __str__(self) -> str:
        return self.rule


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(recurrence__in=Recurrence.objects.visible_to(user).values("pk"))


class Occurrence(models.Model):
    """One time that a task came again: the row that lets each day have one task only, also when a job runs twice."""

    AUDIT_EXEMPT = "written with the task that it stands for, which is audited"

    id: int
    recurrence = models.ForeignKey(Recurrence, models.CASCADE, related_name="occurrences")
    on = models.DateField()
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        constraints = [models.UniqueConstraint(fields=["recurrence", "on"], name="task_occurrence_once")]

    def __str__(self) -> str:
        return f"{self.on}"
