"""What the head of a project's pages says: whose it is, where it stands, what the plan comes to."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.projects.models import Project, ProjectMember, Task
from milepost.projects.queries.working_days import CountDays, day_counter
from milepost.projects.records import Part

_SOON_DAYS = 5


class ScheduleWord(models.TextChoices):
    """How a project stands against its target, the worst first: red, amber, green, and what has no colour."""

    VERY_LATE = "very-late", _("More than a week late")
    LATE = "late", _("Late by a week at most")
    ON_TIME = "on-time", _("On time")
    NO_TARGET = "no-target", _("No target set")
    NO_PLAN = "no-plan", _("No plan yet")
    DONE = "done", _("Ended")


@dataclass(frozen=True, slots=True)
class ProjectHead:
    """A project as its pages begin. `late_days`: working days of the forecast after the target, None without either."""

    project: Project
    account: Account | None
    leads: tuple[ProjectMember, ...]
    next_milestone: Task | None
    late_days: int | None
    schedule: ScheduleWord

    @property
    def early_days(self) -> int:
        """Return by how many working days the forecast is before the target."""
        return max(0, -(self.late_days or 0))


def project_head(project: Project, viewer: User) -> ProjectHead:
    """Return the head as `viewer` may read it: an account that they do not see is not named. Up to six queries."""
    account = Account.objects.visible_to(viewer).filter(pk=project.account_id).first() if project.account_id else None
    leads = ProjectMember.objects.filter(project=project, part=Part.LEAD).select_related("user", "contact")
    milestones = Task.objects.visible_to(viewer).open().filter(project=project, is_milestone=True)
    late = late_days(project, day_counter(project))
    return ProjectHead(
        project=project,
        account=account,
        leads=tuple(leads.order_by("pk")),
        next_milestone=milestones.order_by("finish_at", "outline_order").first(),
        late_days=late,
        schedule=schedule_word(project, late),
    )


def late_days(project: Project, count: CountDays) -> int | None:
    """Return by how many working days go-live, forecast or reached, is after the target; None without either."""
    reached: dt.date | None = project.actual_on or project.forecast_on
    if reached is None or project.target_on is None:
        return None
    return count(project.target_on, reached)


def schedule_word(project: Project, late_days: int | None) -> ScheduleWord:
    """Return the word for how a project stands against its target: the one rule behind every colour of a schedule."""
    if not project.is_open:
        return ScheduleWord.DONE
    if project.forecast_on is None:
        return ScheduleWord.NO_PLAN
    if late_days is None:
        return ScheduleWord.NO_TARGET
    if late_days <= 0:
        return ScheduleWord.ON_TIME
    return ScheduleWord.LATE if late_days <= _SOON_DAYS else ScheduleWord.VERY_LATE
