"""The secret addresses of calendars."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.identity.public import User
from milepost.projects.public import Project


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def visible_to(self, user: User) -> Self:
        """One's own alone: whoever knows an address reads what its owner sees."""
        return self.filter(user=user)


class CalendarAddress(Record):
    """What one person lets a calendar program read: their tasks, or the milestones of a project as they see them.

    The address is made of the row's number, its generation and the installation's secret, and is kept nowhere. A higher
    generation makes another address and ends the one before.
    """

    id: int
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("whose"))
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    generation = models.PositiveIntegerField(_("generation"), default=1)
    is_open = models.BooleanField(_("readable"), default=True)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        app_label = "integrations"
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(fields=["user", "project"], name="calendar_of_project_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(project=None), name="calendar_of_person_once"),
        ]

    def __str__(self) -> str:
        return str(self.project or self.user)
